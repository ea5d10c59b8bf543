"""What one school hands over to others, and what it has handed over already.

Owns the sequence of handovers and their stored form, one entry per pupil who left. A handover is made from the state
alone; its sequence is stored before anybody is told, so that no two handovers ever share one. An event that is read
again after a crash tells again, under a new sequence, what may not have been told. Used by the register.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from schemas import AlertReason, Handover
from streams.pages.entries import Entries
from streams.pages.sheet import utc_text
from streams.pages.stored import entry_key
from streams.register.moved import Moved
from streams.register.routes import Node, Route

DEPARTURE = "/departure/"


class Told(NamedTuple):
    """The newest handover to one pupil of another school; what it said follows from the register."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A handover to be told: `json` is the message, `recorded` (microseconds since 1970) the time of what made it."""

    id: str
    school: str
    recorded: int
    json: bytes

    @property
    def event(self) -> Handover:
        """The message as a model."""
        return Handover.model_validate_json(self.json)


class Leaving(NamedTuple):
    """What follows a pupil to another school."""

    target: Node
    routes: list[Route]
    marks: list[Moved]

    def body(self) -> bytes:
        """Return what a handover says of it, as JSON without braces."""
        routes = orjson.dumps([[each.model_dump(mode="json") for each in route] for route in self.routes])
        return b'"routes":' + routes + b',"marks":[' + b",".join(mark.to_bytes() for mark in self.marks) + b"]"


NOTHING = b'"routes":[],"marks":[]'
"""What a handover says that takes everything back."""


@dataclass
class Departures:
    """The handovers of a school."""

    school: str
    entries: Entries
    _pending: dict[str, bool] = field(default_factory=dict)

    @property
    def is_due(self) -> bool:
        """Whether there may be something to tell."""
        return bool(self._pending)

    def note(self, pupil: str, *, even_unchanged: bool) -> None:
        """Note that an event concerns a pupil who left. `even_unchanged`: tell again also what is known to be told."""
        self._pending[pupil] = self._pending.get(pupil, False) or even_unchanged

    def tell(self, leaving: Callable[[str], Leaving | None], reason: AlertReason, recorded: int) -> tuple[Handed, ...]:
        """Return the handovers that are due, what is taken back first; an event with `reason` and `recorded` made them.

        `leaving` tells what follows a pupil to another school, None when nothing does.
        """
        due: list[Handed] = []
        for pupil, even_unchanged in sorted(self._pending.items()):
            told, now = self._told(pupil), leaving(pupil)
            bodies = dict.fromkeys(told, NOTHING) | ({now.target: now.body()} if now else {})
            telling = _telling(told, bodies, even_unchanged=even_unchanged)
            if telling:
                self._keep(pupil, told | telling)
            head = {
                "from_school": self.school,
                "from_pupil": pupil,
                "reason": reason,
                "recorded_at": utc_text(recorded),
            }
            due += [_handed(head, target, each.sequence, bodies[target], recorded) for target, each in telling.items()]
        self._pending.clear()
        return tuple(due)

    def _told(self, pupil: str) -> dict[Node, Told]:
        data = self.entries.get(entry_key(self.school, DEPARTURE, pupil))
        rows = orjson.loads(data) if data else []
        return {Node(school, name): Told(sequence, digest) for school, name, sequence, digest in rows}

    def _keep(self, pupil: str, told: Mapping[Node, Told]) -> None:
        rows = [(*target, *each) for target, each in told.items()]
        self.entries.put(entry_key(self.school, DEPARTURE, pupil), orjson.dumps(rows))


def _telling(told: Mapping[Node, Told], bodies: Mapping[Node, bytes], *, even_unchanged: bool) -> dict[Node, Told]:
    sequence = max((each.sequence for each in told.values()), default=0)
    telling = {}
    for target, body in sorted(bodies.items(), key=lambda each: each[1] != NOTHING):
        digest = hashlib.sha256(body).hexdigest()[:16]
        if even_unchanged or target not in told or told[target].digest != digest:
            sequence += 1
            telling[target] = Told(sequence, digest)
    return telling


def _handed(head: Mapping[str, str], target: Node, sequence: int, body: bytes, recorded: int) -> Handed:
    names = (head["from_school"], head["from_pupil"], *target, str(sequence))
    identity = hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]
    message = {"id": identity, "school": target.school, "pupil": target.pupil, "sequence": sequence, **head}
    return Handed(identity, target.school, recorded, orjson.dumps(message)[:-1] + b"," + body + b"}")
