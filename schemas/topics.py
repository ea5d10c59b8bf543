"""The catalogue of topics: what each carries, who writes and reads it, how long it is kept.

The only place where a topic is named. `naervaer topics create`, the AsyncAPI document and `decode` read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from schemas.acknowledgement import Acknowledgement
from schemas.alert import Alert
from schemas.calendar import SchoolCalendar
from schemas.clock import ClockTick
from schemas.erasure import Erasure
from schemas.facts import FactMessage
from schemas.handover import Handover
from schemas.message import Message
from schemas.notice import AbsenceNotice
from schemas.notification import Notification
from schemas.roll_call import RollCall
from schemas.roster import SchoolRoster
from schemas.transfer import Transfer
from schemas.vocabulary import AUDIENCES, Audience

ROLL_CALLS = "naervaer.rollcalls.v1"
CALENDARS = "naervaer.calendars.v1"
ROSTERS = "naervaer.rosters.v1"
NOTICES = "naervaer.notices.v1"
ACKNOWLEDGEMENTS = "naervaer.acknowledgements.v1"
ERASURES = "naervaer.erasures.v1"
TRANSFERS = "naervaer.transfers.v1"
CLOCK = "naervaer.clock.v1"
ALERTS = "naervaer.alerts.v1"
FACTS = "naervaer.facts.v1"
HANDOVERS = "naervaer.handovers.v1"

InputEvent = RollCall | SchoolCalendar | SchoolRoster | AbsenceNotice | Acknowledgement | Erasure | Transfer | ClockTick
"""Every message that comes in."""

INPUT_MODELS: dict[str, type[InputEvent]] = {
    ROLL_CALLS: RollCall,
    CALENDARS: SchoolCalendar,
    ROSTERS: SchoolRoster,
    NOTICES: AbsenceNotice,
    ACKNOWLEDGEMENTS: Acknowledgement,
    ERASURES: Erasure,
    TRANSFERS: Transfer,
    CLOCK: ClockTick,
}
INPUT_TOPICS = tuple(INPUT_MODELS)

WorkerEvent = InputEvent | Handover
"""Every message that a worker judges: what comes in, and what workers tell each other."""

WORKER_MODELS: dict[str, type[WorkerEvent]] = {**INPUT_MODELS, HANDOVERS: Handover}
WORKER_TOPICS = tuple(WORKER_MODELS)

Direction = Literal["in", "out", "internal", "dead-letter"]
Cleanup = Literal["delete", "compact"]

TWO_SCHOOL_YEARS = timedelta(days=800)
A_QUARTER = timedelta(days=92)
A_FORTNIGHT = timedelta(days=14)
"""Of dead letters: they may hold what nobody should have sent, and the sender should hear of it soon."""
A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. All are keyed by school and have the same number of partitions."""

    name: str
    direction: Direction
    model: type[Message] | None
    """What a value is; None = the bytes of a rejected event, with the CPR-shaped text masked."""
    retention: timedelta
    cleanup: Cleanup
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    what: str


def notifications_topic(audience: Audience) -> str:
    """Return the name of the topic with the notifications for one audience."""
    return f"naervaer.notifications.{audience}.v1"


def dead_letter_topic(topic: str) -> str:
    """Return the name of the topic that takes what cannot be used of an input topic, or of the facts."""
    return f"{topic}.dlq"


def _input(name: str, writer: str, what: str) -> Topic:
    return Topic(name, "in", INPUT_MODELS[name], TWO_SCHOOL_YEARS, "delete", (writer,), ("worker",), what)


def _notifications(audience: Audience) -> Topic:
    what = f"What is told to the audience {audience}"
    name = notifications_topic(audience)
    return Topic(name, "out", Notification, A_MONTH, "delete", ("worker",), ("alert consumers",), what)


def _dead_letters(topic: str, writer: str, rejected: str) -> Topic:
    what = f"{rejected} of {topic}: original key and bytes, CPR-shaped text masked, the reason in the headers"
    name = dead_letter_topic(topic)
    return Topic(name, "dead-letter", None, A_FORTNIGHT, "delete", (writer,), ("municipal operators",), what)


def _catalogue() -> Iterator[Topic]:
    system = "school registration systems"
    yield _input(ROLL_CALLS, system, "Who was present, absent or late: one class, one moment of one day")
    yield _input(CALENDARS, system, "School days of one school and school year")
    yield _input(ROSTERS, system, "Everybody enrolled at one school in one school year")
    yield _input(NOTICES, system, "What guardians reported about absence")
    yield _input(ACKNOWLEDGEMENTS, "alert consumers", "Who has seen which version of an alert")
    yield _input(ERASURES, system, "Pupils whose data is to be removed")
    yield _input(TRANSFERS, system, "Pupils who go on at another school, keyed by the old school")
    yield _input(CLOCK, "clock agent", "Local deadlines that have passed, one per partition")
    readers = ("alert consumers", "analysts")
    yield Topic(ALERTS, "out", Alert, TWO_SCHOOL_YEARS, "delete", ("worker",), readers, "Every version of every alert")
    yield from map(_notifications, AUDIENCES)
    rows = "Rows on their way to ClickHouse"
    yield Topic(FACTS, "internal", FactMessage, A_MONTH, "delete", ("worker",), ("ClickHouse sink",), rows)
    moves = "Marks of transferred pupils on their way to the new school, keyed by it"
    yield Topic(HANDOVERS, "internal", Handover, A_QUARTER, "delete", ("worker",), ("worker",), moves)
    yield from (_dead_letters(topic, "worker", "Rejected events") for topic in WORKER_TOPICS)
    yield _dead_letters(FACTS, "ClickHouse sink", "Unreadable messages")


CATALOGUE: tuple[Topic, ...] = tuple(_catalogue())
"""All topics, the dead-letter topics included."""
