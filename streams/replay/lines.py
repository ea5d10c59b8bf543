"""Events from a file instead of Kafka: the same pipeline, line by line.

Owns the form of a line, `{"topic": ..., "value": {...}}`. Pure but for the iterator it is given: nothing is stored,
the pipeline keeps all it needs in memory. Called by `naervaer replay`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import orjson

from schemas import (
    TRANSFERS,
    ClockTick,
    InputEvent,
    Reason,
    Rejection,
    RollCall,
    Transfer,
    decode_unkeyed,
    mask_cpr,
)
from streams.law.rule import Rulebook
from streams.outcome import Outcome
from streams.pipeline import PARTITIONS, Pipeline
from streams.replay.cascade import cascade

_USUAL_LINE: Final = re.compile(rb'\s*\{\s*"topic"\s*:\s*"([^"\\]*)"\s*,\s*"value"\s*:\s*(.*\S)\s*\}\s*', re.DOTALL)
_PLAIN_TOPIC: Final = re.compile(rb'\s*\{\s*"topic"\s*:\s*"[^"\\]*"')
_TRANSFERS: Final = TRANSFERS.encode()
_SCHOOL: Final = re.compile(rb'"school"\s*:\s*"([0-9A-Za-z]{6})"')


class Rejected(NamedTuple):
    """A line that cannot be used; `number` counts from 1, `topic` and `id` are None where they cannot be told."""

    number: int
    topic: str | None
    rejection: Rejection

    def to_bytes(self) -> bytes:
        """Return the reject as a line of JSON."""
        reject = {
            "line": self.number,
            "topic": self.topic and mask_cpr(self.topic.encode()).decode(),
            "id": self.rejection.event_id,
            "reason": self.rejection.reason,
            "detail": self.rejection.detail,
        }
        return orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE)


class Judged(NamedTuple):
    """A line that was applied, and what follows from it; `registrations`: entries of its roll call.

    `elsewhere`: what follows at other schools, because marks of pupils who were transferred move there.
    """

    number: int
    outcome: Outcome
    registrations: int
    elsewhere: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class NothingStored:
    """A store for a pipeline that never forgets."""

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return no entries."""
        del school
        return {}

    def schools(self, partition: int) -> Iterable[str]:
        """Return no schools: the pipeline knows those it has seen."""
        del partition
        return ()


class Replay:
    """The pipeline over numbered lines; one instance has to see all lines of linked schools, in their order."""

    def __init__(self, rulebook: Rulebook, partitions: int = PARTITIONS) -> None:
        self._pipeline = Pipeline(rulebook, NothingStored(), partitions)
        self._partitions = partitions

    def judge(self, lines: Iterable[tuple[int, bytes]]) -> Iterator[Judged | Rejected]:
        """Judge lines one after the other; blank ones are skipped."""
        for number, line in lines:
            if not line.strip():
                continue
            topic, event, value = read_line(line)
            if isinstance(event, Rejection):
                yield Rejected(number, topic, event)
            elif isinstance(event, ClockTick) and event.partition >= self._partitions:
                yield Rejected(number, topic, no_such_partition(self._partitions))
            else:
                registrations = len(event.entries) if isinstance(event, RollCall) else 0
                for outcome in self._pipeline.outcomes(event, value):
                    elsewhere = tuple(cascade(self._pipeline, outcome)) if outcome.handovers else ()
                    yield Judged(number, outcome, registrations, elsewhere)


def replay(rulebook: Rulebook, lines: Iterable[bytes], partitions: int = PARTITIONS) -> Iterator[Judged | Rejected]:
    """Judge the lines of a file one after the other, as if they came from topics with so many partitions."""
    return Replay(rulebook, partitions).judge(enumerate(lines, start=1))


def no_such_partition(partitions: int) -> Rejection:
    """Return why a tick for a partition beyond the last one cannot be used."""
    return Rejection(Reason.SCHEMA, f"partition: there are {partitions}", None)


def school_of(line: bytes) -> bytes:
    """Return the school that a line is about, b"" when it cannot be told; equal for all lines of a school."""
    if b"\\" not in line:
        found = _SCHOOL.findall(line)
        return bytes(found[-1]) if found else b""
    try:
        parsed = orjson.loads(line)
        return str(parsed["value"]["school"] or "").encode()
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return b""


def linked_schools(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the schools between which any line may move marks, each with one that stands for all linked to it."""
    leaders: dict[bytes, bytes] = {}

    def leader(school: bytes) -> bytes:
        while leaders.setdefault(school, school) != school:
            school = leaders[school]
        return school

    for line in lines:
        if _TRANSFERS in line or (b"\\" in line and not _PLAIN_TOPIC.match(line)):
            _, event, _ = read_line(line)
            if isinstance(event, Transfer):
                old, new = leader(event.school.encode()), leader(event.to_school.encode())
                leaders[max(old, new)] = min(old, new)
    return {school: leader(school) for school in [*leaders]}


def read_line(line: bytes) -> tuple[str | None, InputEvent | Rejection, bytes]:
    """Return topic, message or rejection, and the message's JSON of a line."""
    usual = _USUAL_LINE.fullmatch(line)
    if usual:
        name, value = usual.groups()
        topic = name.decode(errors="replace")
        event = decode_unkeyed(topic, value)
        if not isinstance(event, Rejection) or event.reason is not Reason.NOT_JSON:
            return topic, event, value
    return _read_unusual_line(line)


def _read_unusual_line(line: bytes) -> tuple[str | None, InputEvent | Rejection, bytes]:
    try:
        parsed = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return None, Rejection(Reason.NOT_JSON, str(error), None), b""
    topic = parsed.get("topic") if isinstance(parsed, dict) else None
    if not isinstance(topic, str) or set(parsed) != {"topic", "value"}:
        detail = 'a line is {"topic": "...", "value": {...}}'
        return topic if isinstance(topic, str) else None, Rejection(Reason.SCHEMA, detail, None), b""
    try:
        value = orjson.dumps(parsed["value"])
    except orjson.JSONEncodeError:
        return topic, Rejection(Reason.NOT_JSON, "the value is nested too deeply", None), b""
    return topic, decode_unkeyed(topic, value), value
