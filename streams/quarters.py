"""What stands in the analysts' rows of pupils and quarters; those of one class are told in short.

Owns the meaning of the columns. Pure: reads the register, computes no alert. Called by `streams.facts`, which knows
which pupils and quarters have to be written again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas import AbsentPupil, ClassQuarter, PupilQuarterRow
from streams.alerts.announce import shown_percent, shown_value
from streams.alerts.forecast import LEGAL_PERCENTS, days_until
from streams.law.rule import Unit, WindowKind
from streams.register.pupil import Home, Pupil
from streams.register.register import Register
from streams.windows.days import Frame, Period
from streams.windows.spans import SchoolDays, Span

Shared = tuple[SchoolDays, int, Home | None, Home | None]
"""What decides all columns of a quarter but those of a pupil's own absence: school days, as_of, class by year."""


class Together(NamedTuple):
    """Pupils of one class who share a quarter: those never absent nor late in it, and the others."""

    span: Span
    home: Home
    attending: list[str]
    absent: list[AbsentPupil]


class Quarters(NamedTuple):
    """The rows of pupils in quarters: those that stand, by class, and those to be removed."""

    standing: list[ClassQuarter]
    removed: list[PupilQuarterRow]


def quarters_of(register: Register, wanted: Collection[tuple[str, int]]) -> Quarters:
    """Return the rows of pupils in the quarters of days (ordinals); removed where no school day has a mark."""
    quarters = Quarters([], [])
    for period, pupils in _by_quarter(register.frame, wanted):
        standing = _together(register, period, pupils, quarters.removed)
        quarters.standing.extend(_in_short(register, each) for each in standing)
    return quarters


def _by_quarter(frame: Frame, wanted: Collection[tuple[str, int]]) -> Iterable[tuple[Period, dict[str, int]]]:
    """Return the quarters, each with its pupils and a day of theirs in it."""
    days = {day for _, day in wanted}
    if len(days) == 1:  # as nearly always
        return [(frame.period(WindowKind.CALENDAR_QUARTER, days.pop() - frame.origin), dict(wanted))]
    found: dict[str, tuple[Period, dict[str, int]]] = {}
    for name, day in wanted:
        period = frame.period(WindowKind.CALENDAR_QUARTER, day - frame.origin)
        found.setdefault(period.key, (period, {}))[1].setdefault(name, day)
    return found.values()


def _together(
    register: Register, period: Period, pupils: Mapping[str, int], removed: list[PupilQuarterRow]
) -> Iterator[Together]:
    groups: dict[Shared, Together | None] = {}
    group, shared_before = None, None
    for name, day in pupils.items():
        pupil = register.pupils[name]
        shared = pupil.school_days, pupil.as_of, pupil.home, pupil.home_before
        if shared != shared_before:  # nearly always it is that of the pupil before, which is faster than to look it up
            if shared not in groups:
                groups[shared] = _begun(register, period, pupil)
            group, shared_before = groups[shared], shared
        if group is None or not pupil.marked & group.span.counted:
            removed.append(_removed(register.school, name, period.key, date.fromordinal(day)))
        elif _is_attending(pupil.cells, group.span.counted):
            group.attending.append(name)
        else:
            group.absent.append(_absence(pupil, group.span, group.home.grade))
    return (each for each in groups.values() if each and (each.attending or each.absent))


def _begun(register: Register, period: Period, pupil: Pupil) -> Together | None:
    """Return a pupil's quarter as a group of nobody yet, None when it holds no school day up to as_of."""
    span = pupil.school_days.calendar(period, pupil.as_of)
    home = pupil.home_in(register.frame.year_at(span.as_of)) if span.counted else None
    return None if home is None else Together(span, home, [], [])


def _is_attending(cells: list[int], days: int) -> bool:
    """Whether no cell of an absent or late mark has any of the days; without a loop, as this is run for every mark."""
    _, _, late, late_end, sick, sick_end, leave, leave_end, unlawful, unlawful_end, other, other_end = cells
    if sick & days or late & days or unlawful & days or leave & days or other & days:
        return False
    return not (late_end | sick_end | leave_end | unlawful_end | other_end) & days


def _absence(pupil: Pupil, span: Span, grade: int) -> AbsentPupil:
    held = span.counted
    sickness, leave, unlawful = [each.within(held) for each in pupil.absences()]
    late_start, late_end = pupil.late()
    return AbsentPupil(
        pupil.id,
        shown_value(Unit.DAYS, sickness),
        shown_value(Unit.DAYS, leave),
        shown_value(Unit.DAYS, unlawful),
        (late_start & held).bit_count() + (late_end & held).bit_count(),
        _percent(unlawful, span.planned),
        _percent(sickness + leave + unlawful, span.planned),
        *[days_until(each, unlawful, span.planned, grade) for each in LEGAL_PERCENTS],
    )


@lru_cache(maxsize=4096)
def _percent(half_days: int, school_days: int) -> float:
    return float(shown_percent(half_days, school_days))


def _in_short(register: Register, group: Together) -> ClassQuarter:
    span, home, frame = group.span, group.home, register.frame
    return ClassQuarter(
        municipality=register.municipality(frame.year_at(span.as_of)),
        class_=home.class_,
        grade=home.grade,
        quarter=span.key,
        planned_school_days=span.planned,
        held_school_days=span.held,
        as_of=frame.day(span.as_of),
        attending=tuple(group.attending),
        absent=tuple(group.absent),
    )


def _removed(school: str, pupil: str, quarter: str, day: date) -> PupilQuarterRow:
    nothing, empty = (0,) * 6, (None, None, day, None, None)
    return PupilQuarterRow(school, "", "", 0, pupil, quarter, *nothing, *empty, deleted=True)
