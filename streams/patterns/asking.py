"""A pattern asked about one pupil in one window: which sets of days it needs, and which marks prove what it found.

Owns the way from a judged pupil to each pattern's function. Pure: reads, changes nothing. Called by the judge, for
pupils who have days enough for the pattern.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from streams.law.pattern import (
    AfterIllness,
    AlternateWeeks,
    BesideABreak,
    OwnEarlierLevel,
    Pattern,
    RepeatedlyLate,
    SiblingsAbsent,
    UnexplainedInARow,
    WeekdayShare,
)
from streams.patterns.after_illness import after_illness
from streams.patterns.alternate_weeks import alternate_weeks
from streams.patterns.beside_a_break import beside_a_break
from streams.patterns.finding import Count, Finding, weekdays
from streams.patterns.own_earlier_level import Earlier, Window, months_of_window, own_earlier_level
from streams.patterns.repeatedly_late import repeatedly_late
from streams.patterns.siblings_absent import siblings_absent
from streams.patterns.weekday_share import weekday_share
from streams.register.pupil import HalfDays, Pupil
from streams.windows.days import Frame, days_between
from streams.windows.gauge import ALL_COUNT, SICKNESS_COUNTS
from streams.windows.spans import SchoolDays, Span, lowest


class SchoolAsked(Protocol):
    """What a pattern must know of a school."""

    @property
    def frame(self) -> Frame:
        """Return the frame of all positions."""

    def siblings(self, pupil: str, year: int) -> Iterable[Pupil]:
        """Return the siblings of a pupil by the roster of a school year."""


class PupilAsked(Protocol):
    """What a pattern must know of a pupil as judged; categories are sums as in a plan."""

    @property
    def pupil(self) -> Pupil:
        """Return the pupil."""

    @property
    def school(self) -> SchoolAsked:
        """Return its school."""

    @property
    def school_days(self) -> SchoolDays:
        """Return its school days."""

    def absence(self, categories: int) -> HalfDays:
        """Return its absence of these categories."""


def find(pattern: Pattern, asked: PupilAsked, categories: int, span: Span) -> Count:
    """Ask a pattern about the days of a window up to its as_of."""
    return _ASK[type(pattern)](pattern, asked, categories, span)


def counted_days(asked: PupilAsked, pattern: Pattern | None, categories: int) -> int:
    """Return the days that a run is made of."""
    return asked.pupil.unexplained().days if pattern else asked.absence(categories).days


def earlier_days(frame: Frame, span: Span) -> int:
    """Return the days of the school year before a window; it is the school year in which the window ends."""
    year = frame.year_at(frame.position(span.after_last) - 1)
    return days_between(frame.year_start(year), frame.position(span.first))


def _marks(absence: HalfDays, finding: Finding) -> Count:
    days = finding.days
    return Count(finding.value, (absence.whole | absence.start) & days, absence.end & days, finding.holds)


def _weekday_share(pattern: WeekdayShare, asked: PupilAsked, categories: int, span: Span) -> Count:
    absence, frame = asked.absence(categories), asked.school.frame
    weeks = weekdays(frame.origin, frame.length)
    return _marks(absence, weekday_share(pattern, absence.days & span.counted, weeks))


def _repeatedly_late(pattern: RepeatedlyLate, asked: PupilAsked, categories: int, span: Span) -> Count:
    del categories
    start, end = asked.pupil.late()
    start, end = start & span.counted, end & span.counted
    finding = repeatedly_late(pattern, start, end, asked.school.frame.origin)
    return Count(finding.value, start, end, finding.holds)


def _unexplained_in_a_row(pattern: UnexplainedInARow, asked: PupilAsked, categories: int, span: Span) -> Count:
    del pattern, categories
    absence = asked.pupil.unexplained()
    days = absence.days & span.counted
    return _marks(absence, Finding(days.bit_count(), days, holds=True))


def _beside_a_break(pattern: BesideABreak, asked: PupilAsked, categories: int, span: Span) -> Count:
    absence = asked.absence(categories)
    return _marks(absence, beside_a_break(pattern, absence.days & span.counted, asked.school_days.days))


def _after_illness(pattern: AfterIllness, asked: PupilAsked, categories: int, span: Span) -> Count:
    within = span.counted
    finding = after_illness(
        pattern,
        sick=asked.absence(SICKNESS_COUNTS).days & within,
        absent=asked.absence(categories).days & within,
        attended=asked.pupil.marked & within & ~asked.absence(ALL_COUNT).days,
        school_days=asked.school_days.days,
    )
    return _marks(asked.absence(categories | SICKNESS_COUNTS), finding)


def _own_earlier_level(pattern: OwnEarlierLevel, asked: PupilAsked, categories: int, span: Span) -> Count:
    absence, before = asked.absence(categories), earlier_days(asked.school.frame, span) & asked.school_days.days
    months_before, months = months_of_window(span.first, span.after_last)
    earlier = Earlier(absence.days & before, (asked.pupil.marked & before).bit_count(), months_before)
    window = Window(months, asked.school.frame.origin)
    return _marks(absence, own_earlier_level(pattern, absence.days & span.counted, earlier, window))


def _alternate_weeks(pattern: AlternateWeeks, asked: PupilAsked, categories: int, span: Span) -> Count:
    absence, frame = asked.absence(categories), asked.school.frame
    return _marks(absence, alternate_weeks(pattern, absence.days & span.counted, frame.origin, frame.length))


def _siblings_absent(pattern: SiblingsAbsent, asked: PupilAsked, categories: int, span: Span) -> Count:
    absence = asked.absence(categories)
    absent = absence.days & span.counted
    return _marks(absence, siblings_absent(pattern, absent, _sibling_days(asked, categories, absent)))


def _sibling_days(asked: PupilAsked, categories: int, days: int) -> int:
    """Return the days among these on which a sibling of that day's school year is absent."""
    frame, together = asked.school.frame, 0
    first, last = frame.year_at(lowest(days, 0)), frame.year_at(days.bit_length() - 1)
    for year in (first,) if first == last else (first, last):
        for sibling in asked.school.siblings(asked.pupil.id, year):
            together |= days & frame.year_days(year) & absent_days(sibling, categories)
    return together


def absent_days(pupil: Pupil, categories: int) -> int:
    """Return the school days of a pupil with absence of these categories (a sum as in a plan)."""
    return pupil.half_days(categories).days & pupil.school_days.days


_ASK: Mapping[type[Pattern], Callable[[Any, PupilAsked, int, Span], Count]] = {
    WeekdayShare: _weekday_share,
    RepeatedlyLate: _repeatedly_late,
    UnexplainedInARow: _unexplained_in_a_row,
    BesideABreak: _beside_a_break,
    AfterIllness: _after_illness,
    OwnEarlierLevel: _own_earlier_level,
    AlternateWeeks: _alternate_weeks,
    SiblingsAbsent: _siblings_absent,
}
