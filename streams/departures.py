"""What one school hands over to others, and what it has handed over already.

Owns the sequence of handovers and their stored form, one entry per pupil who left. A handover is made when what
follows the pupil has changed, from the state alone; its sequence is stored before anybody is told, so that no two
handovers ever share one. After a start the newest are told again, as they may not have been told yet. Used by the
register.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from schemas import AlertReason, Handover
from streams.entries import Entries
from streams.moved import Moved
from streams.routes import Node, Route
from streams.sheet import utc_text
from streams.stored import entry_key, entry_name

DEPARTURE = "/departure/"


class Told(NamedTuple):
    """The newest handover to one pupil of another school, without what it said: that follows from the register."""

    sequence: int
    digest: str
    reason: AlertReason
    recorded: int


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
    """The handovers of a school; `pending` are the pupils of whom something may have changed since they were told."""

    school: str
    entries: Entries
    pending: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._again = {name for key in self.entries if (name := entry_name(key, DEPARTURE))}

    @property
    def is_due(self) -> bool:
        """Whether there may be something to tell."""
        return bool(self.pending or self._again)

    def tell(self, leaving: Callable[[str], Leaving | None], reason: AlertReason, recorded: int) -> tuple[Handed, ...]:
        """Return the handovers that are due, what is taken back first; an event with `reason` and `recorded` made them.

        `leaving` tells what follows a pupil to another school, None when nothing does.
        """
        due: list[Handed] = []
        for pupil in sorted(self.pending | self._again):
            told, now = self._told(pupil), leaving(pupil)
            bodies = dict.fromkeys(told, NOTHING) | ({now.target: now.body()} if now else {})
            changed = _changed(told, bodies, reason, recorded)
            if changed:
                self._keep(pupil, told | changed)
            wanted = told | changed if pupil in self._again else changed
            targets = sorted(wanted, key=lambda each: wanted[each].sequence)
            due += [_handed(Node(self.school, pupil), target, wanted[target], bodies[target]) for target in targets]
        self.pending.clear()
        self._again.clear()
        return tuple(due)

    def _told(self, pupil: str) -> dict[Node, Told]:
        data = self.entries.get(entry_key(self.school, DEPARTURE, pupil))
        rows = orjson.loads(data) if data else []
        return {
            Node(school, name): Told(sequence, digest, AlertReason(reason), recorded)
            for school, name, sequence, digest, reason, recorded in rows
        }

    def _keep(self, pupil: str, told: Mapping[Node, Told]) -> None:
        rows = [(*target, *each) for target, each in told.items()]
        self.entries.put(entry_key(self.school, DEPARTURE, pupil), orjson.dumps(rows))


def _changed(
    told: Mapping[Node, Told], bodies: Mapping[Node, bytes], reason: AlertReason, recorded: int
) -> dict[Node, Told]:
    sequence = max((each.sequence for each in told.values()), default=0)
    changed = {}
    for target, body in sorted(bodies.items(), key=lambda each: each[1] != NOTHING):
        digest = hashlib.sha256(body).hexdigest()[:16]
        if target not in told or told[target].digest != digest:
            sequence += 1
            changed[target] = Told(sequence, digest, reason, recorded)
    return changed


def _handed(source: Node, target: Node, told: Told, body: bytes) -> Handed:
    identity = hashlib.sha256("\x1f".join((*source, *target, str(told.sequence))).encode()).hexdigest()[:32]
    head = {
        "id": identity,
        "school": target.school,
        "pupil": target.pupil,
        "from_school": source.school,
        "from_pupil": source.pupil,
        "sequence": told.sequence,
        "reason": told.reason,
        "recorded_at": utc_text(told.recorded),
    }
    return Handed(identity, target.school, told.recorded, orjson.dumps(head)[:-1] + b"," + body + b"}")
