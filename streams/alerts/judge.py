"""What a window of a pupil holds and whether a rule speaks: the arithmetic of the law on sets of days.

Owns values, denominators, runs and episodes. Pure: reads a pupil and its school, changes nothing, knows nothing of
alerts raised before. Called by the lifecycle.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from streams.law.rule import Denominator, Unit, WindowKind
from streams.pages.sheet import LEAVE, SICKNESS, UNEXPLAINED, UNLAWFUL
from streams.patterns.asking import counted_days, find
from streams.patterns.finding import Count
from streams.register.pupil import HalfDays, Pupil
from streams.windows.days import SCHOOL_YEARS_IN_FRAME, Frame, Period
from streams.windows.enrolment import Enrolments
from streams.windows.gauge import (
    ALL_COUNT,
    LEAVE_COUNTS,
    SICKNESS_COUNTS,
    UNLAWFUL_COUNTS,
    Counted,
    Gauge,
    Scale,
)
from streams.windows.plan import Group, Ladder, Plan
from streams.windows.spans import Span, lowest
from streams.windows.timetable import Timetable

NO_RULES = Plan(())
ALL_DAYS = -1


_COUNTS = {SICKNESS: SICKNESS_COUNTS, LEAVE: LEAVE_COUNTS, UNLAWFUL: UNLAWFUL_COUNTS, UNEXPLAINED: UNLAWFUL_COUNTS}


class SchoolView(Protocol):
    """What the judge must know of a school."""

    @property
    def frame(self) -> Frame:
        """Return the frame of all positions."""

    @property
    def timetable(self) -> Timetable:
        """Return the calendars."""

    def enrolments(self, year: int) -> Enrolments | None:
        """Return the roster of a school year."""

    def plan(self, year: int, grade: int) -> Plan:
        """Return the rules for a grade in a school year."""

    def siblings(self, pupil: str, year: int) -> Iterable[Pupil]:
        """Return the siblings of a pupil by the roster of a school year."""


class Measured(NamedTuple):
    """A window measured by a rule; `school_days` is the denominator, None without one."""

    span: Span
    found: Count
    school_days: int | None
    speaks: bool

    @property
    def value(self) -> int:
        """Half days, episodes, late arrivals, or what a pattern counts."""
        return self.found.value

    @property
    def days(self) -> int:
        """The days that were counted."""
        return self.found.start | self.found.end

    @property
    def marks(self) -> int:
        """Number of marks counted."""
        return self.found.start.bit_count() + self.found.end.bit_count()

    def without_as_of(self) -> "Measured":
        """Return the same for a window that has no as_of any more."""
        return self._replace(span=self.span._replace(as_of=-1))


def categories_of(pupil: Pupil, position: int, moment: int) -> int:
    """Return what a mark counts as (as in `Counted`), ALL_COUNT for a moment attended.

    Attending may end runs and episodes of every category, an absence leaves those of other categories as they are.
    """
    return _COUNTS.get(pupil.category_at(position, moment), ALL_COUNT)


class Judge:
    """Judges one pupil as of one day, leaving out the marks after it."""

    __slots__ = ("_absences", "_plans", "as_of", "frame", "pupil", "school", "school_days")

    def __init__(self, school: SchoolView, pupil: Pupil, as_of: int) -> None:
        self.school = school
        self.frame = school.frame
        self.pupil = pupil
        self.as_of = as_of
        self.school_days = pupil.school_days
        if pupil.home is None and as_of >= 0:
            self.school_days = school.timetable.school_days(self.frame.year_at(as_of), None, None)
        self._absences: list[HalfDays | None] = [None] * (ALL_COUNT + 1)
        self._plans: dict[int, Plan] = {}

    def plan(self, as_of: int) -> Plan:
        """Return the rules that the pupil is under on a day with an as_of."""
        return self.plan_in(self.frame.year_at(as_of))

    def plan_in(self, year: int) -> Plan:
        """Return the rules that the pupil is under in a school year."""
        plan = self._plans.get(year)
        if plan is None:
            home = self.pupil.home_in(year)
            plan = self._plans[year] = self.school.plan(year, home.grade) if home else NO_RULES
        return plan

    def calendar_span(self, period: Period) -> Span:
        """Return a calendar window."""
        return self.school_days.calendar(period, self.as_of)

    def moving_span(self, group: Gauge | Group) -> Span:
        """Return a window that ends at as_of: rolling school days or months, or the current run."""
        if group.kind is not WindowKind.CONSECUTIVE_SCHOOL_DAYS:
            return self.school_days.rolling(group.kind, group.length, self.as_of)
        first = lowest(self._run(group.counted), self.as_of)
        return self.school_days.since(group.kind, first, self.as_of)

    def _run(self, counted: Counted) -> int:
        """Return the days of the current run."""
        until = self.school_days.days & ((2 << self.as_of) - 1)
        ended = self._attended(until).bit_length()
        return (counted_days(self, counted.pattern, counted.categories) & until) >> ended << ended

    def hear_all(self, ladders: Iterable[Ladder], span: Span) -> Iterator[tuple[Gauge, Measured]]:
        """Yield what the rules on these ladders say about a window, where they speak."""
        for scale, categories, least, groups in ladders:
            amount = self.amount(scale, categories, span.counted)
            if amount >= least[0]:
                for group in groups[: bisect_right(least, amount)]:
                    yield from self.hear(group, span)

    def hear_moving(self, plan: Plan) -> Iterator[tuple[Gauge, Measured]]:
        """Yield what the rules of a plan say about the windows that end at as_of, where they speak."""
        for scale, categories, least, groups in plan.rolling:
            amount = self.amount(scale, categories, ALL_DAYS)
            for group in groups[: bisect_right(least, amount)]:
                yield from self.hear(group, self.moving_span(group))
        for scale, categories, least, groups in plan.runs:
            if self.amount(scale, categories, ALL_DAYS) < least[0]:
                continue
            amount = self.amount(scale, categories, self._run(groups[0].counted))
            for group in groups[: bisect_right(least, amount)]:
                yield from self.hear(group, self.moving_span(group))

    def amount(self, scale: Scale, categories: int, days: int) -> int:
        """Return how much there is on these days."""
        if scale is Scale.HALF_DAYS:
            return self.absence(categories).within(days)
        if scale is Scale.DAYS:
            return (self.absence(categories).days & days).bit_count()
        if scale is Scale.UNEXPLAINED_DAYS:
            return (self.pupil.unexplained().days & days).bit_count()
        start, end = self.pupil.late()
        if scale is Scale.LATE_DAYS:
            return ((start | end) & days).bit_count()
        return (start & days).bit_count() + (end & days).bit_count()

    def hear(self, group: Group, span: Span) -> Iterator[tuple[Gauge, Measured]]:
        """Yield what the rules of a group say about a window, where they speak."""
        count = self.count(group.counted, span)
        if not count.holds:
            return
        for gauge in group.gauges:
            measured = self.measure(gauge, span, count)
            if measured.speaks:
                yield gauge, measured

    def has_enough(self, gauge: Gauge, days: int) -> bool:
        """Whether there is so much on these days that a rule without a planned denominator can speak of them."""
        return self.amount(*gauge.counted.scale, days) >= gauge.least(0)

    def count(self, counted: Counted, span: Span) -> Count:
        """Count in a window, up to its as_of."""
        if counted.pattern is not None:
            return find(counted.pattern, self, counted.categories, span)
        days = span.counted
        if counted.unit is Unit.LATE_ARRIVALS:
            start, end = self.pupil.late()
            start, end = start & days, end & days
            return Count(start.bit_count() + end.bit_count(), start, end)
        absence = self.absence(counted.categories)
        start, end = (absence.whole | absence.start) & days, absence.end & days
        value = absence.within(days) if counted.unit is Unit.DAYS else self._episodes(start | end, days)
        return Count(value, start, end)

    def measure(self, gauge: Gauge, span: Span, count: Count) -> Measured:
        """Hold what was counted in a window against a rule."""
        school_days = self.denominator(gauge, span)
        speaks = span.as_of >= 0 and gauge.is_crossed(count.value, school_days) and span.held >= gauge.minimum
        speaks = speaks and count.holds
        if speaks:
            day = span.as_of + self.frame.origin
            speaks = gauge.valid_from <= day < gauge.valid_until
        return Measured(span, count, school_days, speaks)

    def denominator(self, gauge: Gauge, span: Span) -> int | None:
        """Return the number of school days that a percentage is taken of, None for a rule without percentage."""
        of = gauge.of
        if of is None:
            return None
        if of is Denominator.HELD_SCHOOL_DAYS:
            return span.held
        if of is Denominator.PLANNED_SCHOOL_DAYS:
            return span.planned
        return (span.days & self._enrolled_days()).bit_count()

    def absence(self, categories: int) -> HalfDays:
        """Return the pupil's absence of these categories (as in `Counted`)."""
        absence = self._absences[categories]
        if absence is None:
            absence = self._absences[categories] = self.pupil.half_days(categories)
        return absence

    def _attended(self, days: int) -> int:
        return self.pupil.marked & days & ~self.absence(ALL_COUNT).days

    def _episodes(self, absent: int, counted: int) -> int:
        attended = self._attended(counted)
        episodes = 0
        while absent:
            episodes += 1
            after = attended & -(absent & -absent)
            absent &= -(after & -after)
        return episodes

    def _enrolled_days(self) -> int:
        year = self.school.frame.base_year
        days = 0
        for n in range(SCHOOL_YEARS_IN_FRAME):
            days |= self._enrolled_in(year + n)
        return days

    def _enrolled_in(self, year: int) -> int:
        enrolments = self.school.enrolments(year)
        days = enrolments.days(self.pupil.id) if enrolments else None
        return self.school.frame.year_days(year) if days is None else days
