"""Which rows for the analysts an event changes: absences, class days, pupil quarters, alert versions.

Owns the choice of rows; what stands in them is worked out in `streams.rows`. Pure: reads the register after the
event. Called by the pipeline; the ClickHouse sink writes the rows as they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from schemas import AbsenceRow, Acknowledgement, AlertRow, ErasedPupil, Fact, FactRow, KeptAlert, PupilQuarterRow
from streams.alerts.version import Announced
from streams.class_days import class_day_row
from streams.law.rule import WindowKind
from streams.pages.sheet import END, START, Sheet
from streams.quarters import quarters_of
from streams.register.marks import Marked
from streams.register.pupil import Pupil
from streams.register.register import Register
from streams.rows import absence_row, acknowledgement_row, alert_row
from streams.windows.days import Frame, days_between, positions_of

Mark = tuple[str, int, int]
"""A pupil (or class), a day as proleptic ordinal, and a moment."""

Standing = tuple[int, int, int]
"""Of a pupil: the days with an absent or late start mark, with such an end mark, and with any mark."""


@dataclass(frozen=True)
class Touched:
    """What an event changed, as keys of rows; `quarters`: a pupil and a day of the quarter.

    `roll_call` gives all marks of its day and moment that are among these.
    """

    marks: tuple[Mark, ...] = ()
    class_days: frozenset[Mark] = frozenset()
    quarters: frozenset[tuple[str, int]] = frozenset()
    acknowledgement: Acknowledgement | None = field(default=None)
    erased: ErasedPupil | None = None
    roll_call: Sheet | None = None


def by_roll_call(register: Register, sheet: Sheet, marked: Marked) -> Touched:
    """Return what a roll call changed: the marks it won, its class's day, the quarters of all whose as_of it moved on.

    Of a pupil whose class changed by it all marks and quarters: the other class may have other school days.
    """
    day, moment = sheet.day, sheet.moment
    pupils = [pupil for pupil, _, _ in marked.touched]
    moves = [(pupil, before) for pupil, before, _ in marked.touched] + marked.advanced
    quarters = {(pupil.id, day) for pupil, _ in moves}
    if moves:
        quarters.update(_quarters_left(register.frame, day, moves))
    class_days = {(class_, day, moment) for pupil in pupils for class_ in pupil.classes}
    if moves or marked.unmoved:
        class_days.add((sheet.class_, day, moment))
    marks = {(pupil.id, day, moment): None for pupil in pupils}
    if moment == START:  # it decides the grade of the day, and so what an end mark counts
        position = day - register.frame.origin
        marks |= {(pupil.id, day, END): None for pupil in pupils if pupil.cells[END] >> position & 1}
    for pupil in pupils:
        if pupil.id in marked.moved:
            every = by_pupil(register, pupil, Before(register.frame.origin, _standing(pupil)))
            marks |= dict.fromkeys(every.marks)
            quarters |= every.quarters
    gave = None if register.papers.moves else sheet  # else a mark may have come from another school
    return Touched(tuple(marks), frozenset(class_days), frozenset(quarters), roll_call=gave)


def _quarters_left(frame: Frame, day: int, moves: Iterable[tuple[Pupil, int]]) -> Iterator[tuple[str, int]]:
    """Yield the earlier as_of of pupils, where it lies in another quarter than the day."""
    quarter = frame.period(WindowKind.CALENDAR_QUARTER, day - frame.origin)
    for pupil, before in moves:
        if before >= 0 and not quarter.start <= before < quarter.stop:
            yield pupil.id, before + frame.origin


def by_notice(register: Register, pupil: Pupil, days: int) -> Touched:
    """Return what a notice changed: the marks it may explain, with their classes' days and the pupil's quarters."""
    first, after_last = register.papers.moves.stretch(pupil.id)
    moved = days_between(first - register.frame.origin, min(after_last - register.frame.origin, register.frame.length))
    ordinals = [position + register.frame.origin for position in positions_of(days & (pupil.marked | moved))]
    marks = [(pupil.id, day, moment) for day in ordinals for moment in (START, END)]
    class_days = {(class_, day, moment) for _, day, moment in marks for class_ in pupil.classes}
    return Touched(tuple(marks), frozenset(class_days), frozenset((pupil.id, day) for day in ordinals))


class Before(NamedTuple):
    """Where a pupil stood before an event, and the ordinal of position 0 then."""

    origin: int
    standing: Standing


def before(register: Register, name: str) -> Before:
    """Return where a pupil stands."""
    pupil = register.pupils.get(name)
    return Before(register.frame.origin, _standing(pupil) if pupil else (0, 0, 0))


def by_pupil(register: Register, pupil: Pupil, then: Before) -> Touched:
    """Return the rows of one pupil, any of which may have changed since it stood as `then`."""
    marks, days = _rows_since(register, pupil, then)
    class_days = {(class_, day, moment) for day in days for moment in (START, END) for class_ in pupil.classes}
    return Touched(tuple(marks), frozenset(class_days), frozenset((pupil.id, day) for day in days))


def all_before(register: Register) -> dict[str, Before]:
    """Return by pupil where it stands."""
    return {pupil.id: Before(register.frame.origin, _standing(pupil)) for pupil in register.pupils.values()}


def all_of(register: Register, name: str) -> Touched:
    """Return all rows of the days on which a pupil has a mark: its own and those of its classes."""
    pupil = register.pupils.get(name)
    return by_pupil(register, pupil, before(register, name)) if pupil else Touched()


def by_erasure(rows: Touched, kept: Iterable[KeptAlert], name: str) -> Touched:
    """Return what the erasure of a pupil changed: `rows` as `all_of` gave them before, `kept` the alerts that hold."""
    return replace(rows, erased=ErasedPupil(pupil=name, kept=tuple(kept)))


def fact_of(register: Register, touched: Touched, announced: Iterable[Announced]) -> Fact | None:
    """Return the rows that an event changed, None without any."""
    if touched.roll_call is None:
        touched = _in_frame(register.frame, touched)
    quarters = quarters_of(register, sorted(touched.quarters))
    rows, standing = (*_rows(register, touched, announced), *quarters.removed), tuple(quarters.standing)
    if touched.erased is not None:
        erased = touched.erased
        return Fact(register.school, tuple(row for row in rows if not _goes(row, erased)), erased, standing)
    return Fact(register.school, rows, None, standing) if rows or standing else None


def _in_frame(frame: Frame, touched: Touched) -> Touched:
    """Leave out the days that are no longer, or not yet, looked at: their rows stay as they are."""
    first, after_last = frame.origin, frame.origin + frame.length
    return replace(
        touched,
        marks=tuple([mark for mark in touched.marks if first <= mark[1] < after_last]),
        class_days=frozenset([each for each in touched.class_days if first <= each[1] < after_last]),
        quarters=frozenset([each for each in touched.quarters if first <= each[1] < after_last]),
    )


def _goes(row: FactRow, erased: ErasedPupil) -> bool:
    """Whether a row is about the erased pupil and says of nothing that still stands; the sink removes those itself."""
    if isinstance(row, AlertRow):
        return row.pupil == erased.pupil and (row.id, row.version) not in erased.kept
    return isinstance(row, AbsenceRow | PupilQuarterRow) and row.pupil == erased.pupil and row.deleted


def _rows(register: Register, touched: Touched, announced: Iterable[Announced]) -> Iterator[FactRow]:
    for each in announced:
        yield alert_row(each)
    if touched.acknowledgement:
        yield acknowledgement_row(touched.acknowledgement)
    given = touched.roll_call
    for name, day, moment in touched.marks:
        given_by = given if given and (day, moment) == (given.day, given.moment) else None
        yield absence_row(register, register.pupils[name], day, moment, given_by)
    for class_, day, moment in sorted(touched.class_days):
        yield class_day_row(register, class_, day, moment)


def by_anything(register: Register, before: Mapping[str, Before]) -> Touched:
    """Return all rows of a school, for an event that may have changed any; `before` as `all_before` gave it."""
    nothing = Before(register.frame.origin, (0, 0, 0))
    marks, quarters = [], set()
    for pupil in register.pupils.values():
        changed, days = _rows_since(register, pupil, before.get(pupil.id, nothing))
        marks += changed
        quarters |= {(pupil.id, day) for day in days}
    class_days = frozenset((sheet.class_, sheet.day, sheet.moment) for sheet in register.pages.all_sheets())
    return Touched(tuple(marks), class_days, frozenset(quarters))


def _rows_since(register: Register, pupil: Pupil, then: Before) -> tuple[list[Mark], list[int]]:
    """Return the marks that are or were absent or late ones, and the days that have or had any mark."""
    now = Before(register.frame.origin, _standing(pupil))
    start, end, marked = (
        sorted({position + each.origin for each in (now, then) for position in positions_of(each.standing[kind])})
        for kind in range(3)
    )
    return [(pupil.id, day, moment) for moment, days in ((START, start), (END, end)) for day in days], marked


def _standing(pupil: Pupil) -> Standing:
    start = end = 0
    for index in range(2, len(pupil.cells), 2):
        start |= pupil.cells[index]
        end |= pupil.cells[index + 1]
    return start, end, pupil.marked
