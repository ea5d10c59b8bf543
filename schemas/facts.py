"""Rows on their way to ClickHouse: one fact holds what one event changed in the analysts' tables of one school.

Owns the wire format; which rows a fact holds is decided elsewhere, their columns stand in `fact_rows`.
Made by the pipeline, written by the ClickHouse sink.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from schemas.class_quarters import ClassQuarter
from schemas.erased import ErasedPupil
from schemas.fact_rows import TABLES, AbsenceRow, AcknowledgementRow, AlertRow, ClassDayRow, FactRow, PupilQuarterRow
from schemas.fields import School
from schemas.message import Message

_TABLE_OF = {row_type: table for table, row_type in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """The rows that one event changed. A row replaces the one before it with the same key; `deleted` removes it.

    `erased`: first all rows of this pupil from facts before go; what still stands is among the rows.
    `class_quarters`: further rows in short.
    """

    school: str
    rows: tuple[FactRow, ...]
    erased: ErasedPupil | None = None
    class_quarters: tuple[ClassQuarter, ...] = ()

    def all_rows(self) -> Iterator[FactRow]:
        """Yield the rows, then those that are told in short."""
        yield from self.rows
        for quarter in self.class_quarters:
            yield from quarter.rows(self.school)


class FactRows(Message):
    """The rows of a fact by table; a row is an array of the table's columns in their order, `deleted` last.

    `class_quarters` are rows of `pupil_quarters` in short: what the pupils of a class share, then their names.
    """

    absences: tuple[AbsenceRow, ...] = ()
    class_days: tuple[ClassDayRow, ...] = ()
    pupil_quarters: tuple[PupilQuarterRow, ...] = ()
    alert_history: tuple[AlertRow, ...] = ()
    acknowledgements: tuple[AcknowledgementRow, ...] = ()
    class_quarters: tuple[ClassQuarter, ...] = ()


class FactMessage(Message):
    """A fact on the wire."""

    school: School
    erased: ErasedPupil | None = None
    rows: FactRows

    def by_table(self) -> Iterator[FactRow]:
        """Yield the rows of all tables, table by table."""
        rows = self.rows
        yield from rows.absences
        yield from rows.class_days
        yield from rows.pupil_quarters
        yield from rows.alert_history
        yield from rows.acknowledgements


def encode_fact(fact: Fact) -> bytes:
    """Return a fact as compact JSON, its rows grouped by table; dates as ISO text, instants (in UTC) with Z."""
    rows: dict[str, list[FactRow | ClassQuarter]] = {}
    for row in fact.rows:
        rows.setdefault(_TABLE_OF[type(row)], []).append(row)
    if fact.class_quarters:
        rows["class_quarters"] = [*fact.class_quarters]
    erased = {} if fact.erased is None else {"erased": fact.erased.model_dump()}
    return orjson.dumps({"school": fact.school, **erased, "rows": rows}, default=tuple, option=orjson.OPT_UTC_Z)


def encode_in_parts(fact: Fact, most_bytes: int) -> tuple[bytes, ...]:
    """Return a fact as messages of at most `most_bytes` each, halved as often as it takes; rows keep their order.

    A row that is larger by itself stays whole, rows in short are told at length. Who was erased stands in the first,
    so that no row of the others goes.
    """
    whole = encode_fact(fact)
    if len(whole) <= most_bytes:
        return (whole,)
    rows = tuple(fact.all_rows())
    if len(rows) < 2:
        return (whole,)
    middle = len(rows) // 2
    halves = (Fact(fact.school, rows[:middle], fact.erased), Fact(fact.school, rows[middle:]))
    return tuple(part for half in halves for part in encode_in_parts(half, most_bytes))


def decode_fact(value: bytes) -> Fact:
    """Read a fact back, rows in the order of `TABLES`. Raises pydantic.ValidationError when it is none."""
    message = FactMessage.model_validate_json(value)
    return Fact(message.school, tuple(message.by_table()), message.erased, message.rows.class_quarters)
