"""What a window of a pupil holds and whether a rule speaks: the arithmetic of the law on sets of days.

Owns windows, values, denominators, runs and episodes. Pure: reads a pupil and its school, changes nothing, knows
nothing of alerts raised before. Called by the lifecycle.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from streams.days import SCHOOL_YEARS_IN_FRAME, Frame, Period, days_between, months_before, positions_of
from streams.enrolment import Enrolments
from streams.plan import Gauge, Plan
from streams.pupil import HalfDays, Home, Pupil
from streams.rules import Denominator, Unit, WindowKind
from streams.timetable import SchoolDays, Timetable


class School(Protocol):
    """What the judge must know of a school."""

    @property
    def frame(self) -> Frame:
        """The frame of all positions."""

    @property
    def timetable(self) -> Timetable:
        """The calendars."""

    def enrolments(self, year: int) -> Enrolments | None:
        """The roster of a school year."""

    def plan(self, year: int, grade: int) -> Plan:
        """The rules for a grade in a school year."""


class Span(NamedTuple):
    """A window of one pupil: `days` its school days, `counted` those up to and with as_of.

    `as_of` is -1 when the window ended before the pupil's as_of and holds no school day.
    """

    kind: WindowKind
    key: str
    first: date
    after_last: date
    days: int
    counted: int
    as_of: int


class Measured(NamedTuple):
    """A window measured by a rule. `value`: half days, episodes or late arrivals; `school_days`: the denominator.

    `start` and `end`: the days whose start or end mark was counted, which is the evidence.
    """

    span: Span
    value: int
    school_days: int | None
    start: int
    end: int
    speaks: bool

    def without_as_of(self) -> "Measured":
        """Return the same for a window that has no as_of any more."""
        return self._replace(span=self.span._replace(as_of=-1))

    @property
    def marks(self) -> int:
        """Number of marks counted."""
        return self.start.bit_count() + self.end.bit_count()


@dataclass
class Judge:
    """Judges one pupil as of one day, leaving out the marks after it."""

    school: School
    pupil: Pupil
    as_of: int
    _absences: dict[tuple[bool, bool, bool], HalfDays] = field(default_factory=dict)

    @property
    def school_days(self) -> SchoolDays:
        """The pupil's school days; without any mark those of the school around as_of."""
        if self.pupil.home is not None or self.as_of < 0:
            return self.pupil.school_days
        return self.school.timetable.school_days(self.school.frame.year_at(self.as_of), None, None)

    def home(self, as_of: int) -> Home | None:
        """Return class and grade of the school year that the day is in."""
        return self.pupil.home_in(self.school.frame.year_at(as_of))

    def plan(self, as_of: int) -> Plan:
        """Return the rules that the pupil is under on a day with an as_of."""
        year = self.school.frame.year_at(as_of)
        home = self.pupil.home_in(year)
        return self.school.plan(year, home.grade) if home else Plan(())

    def calendar_span(self, period: Period) -> Span:
        """Return a calendar window: judged at as_of, or at its last school day when it ended before."""
        days = self.school_days.days & period.days
        as_of = self.as_of
        if period.stop <= as_of:
            last = self.school_days.last_before(period.stop)
            as_of = last if last >= period.start else -1
        counted = days & days_between(0, as_of + 1)
        return Span(period.kind, period.key, period.first, period.after_last, days, counted, as_of)

    def moving_span(self, gauge: Gauge) -> Span:
        """Return a window that ends at as_of: rolling school days or months, or the current run."""
        frame, as_of = self.school.frame, self.as_of
        length = gauge.rule.window.length or 0
        until = days_between(0, as_of + 1)
        if gauge.kind is WindowKind.ROLLING_SCHOOL_DAYS:
            first = self.school_days.first_of_last(length, as_of)
            days = self.school_days.days & until & ~days_between(0, first)
        elif gauge.kind is WindowKind.ROLLING_MONTHS:
            after = frame.position(months_before(frame.day(as_of), length))
            days = self.school_days.days & until & ~days_between(0, after + 1)
            first = _lowest(days, as_of)
        else:
            days = self._run_days(until)
            first = _lowest(days & self.absence(gauge).days, as_of)
        after_last = frame.day(as_of) + timedelta(days=1)
        return Span(gauge.kind, "", frame.day(first), after_last, days, days, as_of)

    def may_count(self, gauge: Gauge, days: int) -> bool:
        """Whether there is anything on these days that a rule could count: asked first because it mostly is not."""
        if gauge.unit is Unit.LATE_ARRIVALS:
            start, end = self.pupil.late()
            return bool((start | end) & days)
        return bool(self.absence(gauge).days & days)

    def measure(self, gauge: Gauge, span: Span) -> Measured:
        """Measure a window by a rule and say whether the rule speaks."""
        counted = span.counted
        if gauge.unit is Unit.LATE_ARRIVALS:
            start, end = self.pupil.late()
            start, end = start & counted, end & counted
            value = start.bit_count() + end.bit_count()
        else:
            absence = self.absence(gauge)
            start, end = (absence.whole | absence.start) & counted, absence.end & counted
            value = absence.within(counted) if gauge.unit is Unit.DAYS else self._episodes(start | end, counted)
        school_days = self.denominator(gauge, span)
        speaks = value > 0 and span.as_of >= 0 and self._may_speak(gauge, span)
        speaks = speaks and gauge.is_crossed(value, school_days)
        return Measured(span, value, school_days, start, end, speaks)

    def denominator(self, gauge: Gauge, span: Span) -> int | None:
        """Return the number of school days that a percentage is taken of, None for a rule without percentage."""
        of = gauge.rule.threshold.of
        if of is None:
            return None
        if of is Denominator.HELD_SCHOOL_DAYS:
            return span.counted.bit_count()
        if of is Denominator.PLANNED_SCHOOL_DAYS:
            return span.days.bit_count()
        return (span.days & self._enrolled_days()).bit_count()

    def absence(self, gauge: Gauge) -> HalfDays:
        """Return the pupil's absence of the categories that a rule counts."""
        absence = self._absences.get(gauge.categories)
        if absence is None:
            sickness, leave, unlawful = gauge.categories
            absence = self.pupil.half_days(sickness=sickness, leave=leave, unlawful=unlawful)
            self._absences[gauge.categories] = absence
        return absence

    def _may_speak(self, gauge: Gauge, span: Span) -> bool:
        if not gauge.rule.valid.contains(self.school.frame.day(span.as_of)):
            return False
        return span.counted.bit_count() >= gauge.rule.minimum_school_days

    def _run_days(self, until: int) -> int:
        days = self.school_days.days & until
        ended = self._attended(days).bit_length()
        return days & ~days_between(0, ended)

    def _attended(self, days: int) -> int:
        return self.pupil.marked & days & ~self.pupil.absent_days()

    def _episodes(self, absent: int, counted: int) -> int:
        attended = self._attended(counted)
        episodes, ended = 0, -1
        for position in positions_of(absent):
            if not episodes or attended & days_between(ended, position):
                episodes += 1
            ended = position
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


def _lowest(days: int, otherwise: int) -> int:
    return (days & -days).bit_length() - 1 if days else otherwise
