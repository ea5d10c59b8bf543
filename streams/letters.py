"""Dead letters: which there are, which are settled, and what may be done about one.

Owns the reading of their headers, the choice by topic, reason and school, and the verdict before a replay. Pure.
Called by `naervaer dlq`; Kafka is read and written in `sources.letters`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from schemas import FACTS, WORKER_TOPICS, Rejection, decode_worker_event, is_masked

LETTER_TOPICS = (*WORKER_TOPICS, FACTS)
"""The topics that have dead letters."""


class Record(Protocol):
    """A record of a dead-letter topic."""

    @property
    def topic(self) -> str: ...  # noqa: D102 (the names of Kafka)
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def headers(self) -> tuple[tuple[str, bytes], ...]: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102


class State(StrEnum):
    """What was done about a letter."""

    OPEN = "open"
    REPLAYED = "replayed"
    DROPPED = "dropped"


class Place(NamedTuple):
    """Where a letter stands: the topic it was rejected from, and partition and offset on its dead-letter topic."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{short_name(self.topic)}:{self.partition}:{self.offset}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A rejected message; `value` with CPR-shaped text masked, `attempts` how often it was tried."""

    place: Place
    key: bytes | None
    value: bytes | None
    reason: str
    detail: str
    failed_at: str
    attempts: int
    origin: str
    state: State

    @property
    def school(self) -> str:
        """The school as key or value name it, '' when neither does."""
        return school_of(self.value) or _code(self.key.decode("ascii", "replace") if self.key else "")


class Wanted(NamedTuple):
    """Which letters are meant; what is empty means all."""

    places: frozenset[Place] = frozenset()
    topics: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()

    def means(self, letter: Letter) -> bool:
        """Whether a letter is meant."""
        return (
            (not self.places or letter.place in self.places)
            and (not self.topics or letter.place.topic in self.topics)
            and (not self.reasons or letter.reason in self.reasons)
            and (not self.schools or letter.school in self.schools)
        )


class Verdict(StrEnum):
    """Whether a letter can be replayed as it is, and why not."""

    SEND = "send"
    SETTLED = "settled before"
    GIVEN_UP = "tried too often"
    MASKED = "masked"
    STILL_WRONG = "still wrong"
    NO_INPUT = "no input"


class Judgement(NamedTuple):
    """A verdict with the reason for a person."""

    verdict: Verdict
    why: str


def letters_in(records: Iterable[Record]) -> tuple[Letter, ...]:
    """Return the letters among the records of dead-letter topics, in their order, with what the notes say of them."""
    found: dict[Place, tuple[Record, dict[str, str]]] = {}
    settled: dict[Place, State] = {}
    for record in records:
        topic = record.topic.removesuffix(".dlq")
        headers = {name: value.decode("utf-8", "replace") for name, value in record.headers}
        note = headers.get("naervaer-settled")
        if note in set(State):
            settled[Place(topic, record.partition, _number(headers.get("naervaer-settled-offset")))] = State(note)
        else:
            found[Place(topic, record.partition, record.offset)] = record, headers
    return tuple(_letter(place, *each, settled.get(place, State.OPEN)) for place, each in found.items())


def judge_letter(letter: Letter, most_attempts: int) -> Judgement:
    """Say whether a letter can be sent again as it is: open, tried less than `most_attempts`, unmasked, valid now."""
    if letter.state is not State.OPEN:
        return Judgement(Verdict.SETTLED, f"it was {letter.state}")
    if letter.attempts >= most_attempts:
        return Judgement(Verdict.GIVEN_UP, f"it was tried {letter.attempts} times")
    return judge_value(letter.place.topic, letter.key, letter.value)


def judge_value(topic: str, key: bytes | None, value: bytes | None) -> Judgement:
    """Say whether a message can be sent to a topic. A masked one cannot: it would name a pupil who is nobody."""
    if topic not in WORKER_TOPICS:
        return Judgement(Verdict.NO_INPUT, "rows are made again by `naervaer verify --repair`")
    event = decode_worker_event(topic, key, value)
    if isinstance(event, Rejection):
        return Judgement(Verdict.STILL_WRONG, f"{event.reason}: {event.detail}")
    if is_masked(value or b""):
        return Judgement(Verdict.MASKED, "CPR-shaped text in it was masked; edit it, or have it sent again")
    return Judgement(Verdict.SEND, "")


def school_of(value: bytes | None) -> str:
    """Return the school that a message names, '' when it names none."""
    try:
        parsed = json.loads(value or b"")
    except (ValueError, RecursionError):
        return ""
    school = parsed.get("school") if isinstance(parsed, dict) else None
    return _code(school) if isinstance(school, str) else ""


def short_name(topic: str) -> str:
    """Return a topic's name as the command takes it: naervaer.rollcalls.v1 -> rollcalls."""
    return topic.removeprefix("naervaer.").removesuffix(".v1")


def place_from(text: str) -> Place | None:
    """Read a place such as `rollcalls:3:17`, None when it is none."""
    name, *numbers = text.split(":")
    topics = {short_name(topic): topic for topic in LETTER_TOPICS}
    if name not in topics or len(numbers) != 2 or not all(each.isascii() and each.isdigit() for each in numbers):
        return None
    return Place(topics[name], int(numbers[0]), int(numbers[1]))


def _letter(place: Place, record: Record, headers: dict[str, str], state: State) -> Letter:
    return Letter(
        place=place,
        key=record.key,
        value=record.value,
        reason=headers.get("naervaer-reason", ""),
        detail=headers.get("naervaer-detail", ""),
        failed_at=headers.get("naervaer-failed-at", ""),
        attempts=max(_number(headers.get("naervaer-attempts")), 1),
        origin=f"{headers.get('naervaer-topic', '')}:{headers.get('naervaer-partition', '')}"
        f":{headers.get('naervaer-offset', '')}",
        state=state,
    )


def _number(text: str | None) -> int:
    return int(text[:18]) if text and text.isascii() and text.isdigit() else -1


def _code(text: str) -> str:
    return text if len(text) == 6 and text.isascii() and text.isalnum() else ""
