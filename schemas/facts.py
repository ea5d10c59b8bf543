"""Rows on their way to ClickHouse: one fact holds what one event changed in the analysts' tables of one school.

Owns the columns, their order and the wire format; which rows a fact holds is decided elsewhere.
Made by the pipeline, written by the ClickHouse sink.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from schemas.erased import ErasedPupil
from schemas.fields import Day, School, UtcInstant
from schemas.message import Message


class AbsenceRow(NamedTuple):
    """One winning absent or late mark; `value` in days (1 or 0.5; 0 when late), `category` empty when late."""

    school: str
    municipality: str
    class_: str
    grade: int
    pupil: str
    date: Day
    moment: str
    status: str
    category: str
    value: float
    recorded_at: UtcInstant
    roll_call: str
    deleted: bool


class ClassDayRow(NamedTuple):
    """One class at one moment of one day, in pupils; `missing` = enrolled without a mark, `present` without late."""

    school: str
    municipality: str
    class_: str
    grade: int
    date: Day
    moment: str
    enrolled: int
    present: int
    late: int
    sickness: int
    leave: int
    unlawful: int
    unexplained: int
    missing: int
    recorded_at: UtcInstant
    deleted: bool


class PupilQuarterRow(NamedTuple):
    """One pupil in one calendar quarter (2025-Q3); percentages of the planned school days, null when there are none.

    The last two: further days of unlawful absence until 10 and 15 %, 0 when reached, null while there is none.
    """

    school: str
    municipality: str
    class_: str
    grade: int
    pupil: str
    quarter: str
    sickness_days: float
    leave_days: float
    unlawful_days: float
    late_arrivals: int
    planned_school_days: int
    held_school_days: int
    unlawful_percent: float | None
    total_percent: float | None
    as_of: Day
    unlawful_days_until_10: float | None
    unlawful_days_until_15: float | None
    deleted: bool


class AlertRow(NamedTuple):
    """One version of an alert; `raised_at` = recorded_at of its first version, `evidence` = JSON of the marks."""

    id: str
    version: int
    state: str
    reason: str
    rule: str
    rule_version: str
    school: str
    municipality: str
    class_: str | None
    grade: int | None
    pupil: str | None
    window_kind: str
    window_key: str
    value: float
    school_days: int | None
    percent: float | None
    as_of: Day
    raised_at: UtcInstant
    recorded_at: UtcInstant
    acknowledged_until: Day | None
    evidence: str
    deleted: bool


class AcknowledgementRow(NamedTuple):
    """One acknowledgement of a version of an alert; `until` not included, null = for ever."""

    id: str
    school: str
    alert: str
    version: int
    by: str
    at: UtcInstant
    until: Day | None
    deleted: bool


FactRow = AbsenceRow | ClassDayRow | PupilQuarterRow | AlertRow | AcknowledgementRow

TABLES: dict[str, type[FactRow]] = {
    "absences": AbsenceRow,
    "class_days": ClassDayRow,
    "pupil_quarters": PupilQuarterRow,
    "alert_history": AlertRow,
    "acknowledgements": AcknowledgementRow,
}
_TABLE_OF = {row_type: table for table, row_type in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """The rows that one event changed. A row replaces the one before it with the same key; `deleted` removes it.

    `erased`: first all rows of this pupil from facts before go; what still stands is among the rows.
    """

    school: str
    rows: tuple[FactRow, ...]
    erased: ErasedPupil | None = None


class FactRows(Message):
    """The rows of a fact by table; a row is an array of the table's columns in their order, `deleted` last."""

    absences: tuple[AbsenceRow, ...] = ()
    class_days: tuple[ClassDayRow, ...] = ()
    pupil_quarters: tuple[PupilQuarterRow, ...] = ()
    alert_history: tuple[AlertRow, ...] = ()
    acknowledgements: tuple[AcknowledgementRow, ...] = ()


class FactMessage(Message):
    """A fact on the wire."""

    school: School
    erased: ErasedPupil | None = None
    rows: FactRows

    def all_rows(self) -> Iterator[FactRow]:
        """Yield the rows of all tables, table by table."""
        rows = self.rows
        yield from rows.absences
        yield from rows.class_days
        yield from rows.pupil_quarters
        yield from rows.alert_history
        yield from rows.acknowledgements


def columns(row_type: type[FactRow]) -> tuple[str, ...]:
    """Return the names of a table's columns in their order, `deleted` last."""
    return tuple(field.removesuffix("_") for field in row_type._fields)


def encode_fact(fact: Fact) -> bytes:
    """Return a fact as compact JSON, its rows grouped by table; dates as ISO text, instants (in UTC) with Z."""
    rows: dict[str, list[FactRow]] = {}
    for row in fact.rows:
        rows.setdefault(_TABLE_OF[type(row)], []).append(row)
    erased = {} if fact.erased is None else {"erased": fact.erased.model_dump()}
    return orjson.dumps({"school": fact.school, **erased, "rows": rows}, default=tuple, option=orjson.OPT_UTC_Z)


def encode_in_parts(fact: Fact, most_bytes: int) -> tuple[bytes, ...]:
    """Return a fact as messages of at most `most_bytes` each, halved as often as it takes; rows keep their order.

    A row that is larger by itself stays whole. Who was erased stands in the first, so that no row of the others goes.
    """
    whole = encode_fact(fact)
    if len(whole) <= most_bytes or len(fact.rows) < 2:
        return (whole,)
    middle = len(fact.rows) // 2
    halves = (Fact(fact.school, fact.rows[:middle], fact.erased), Fact(fact.school, fact.rows[middle:]))
    return tuple(part for half in halves for part in encode_in_parts(half, most_bytes))


def decode_fact(value: bytes) -> Fact:
    """Read a fact back, rows in the order of `TABLES`. Raises pydantic.ValidationError when it is none."""
    message = FactMessage.model_validate_json(value)
    return Fact(message.school, tuple(message.all_rows()), message.erased)
