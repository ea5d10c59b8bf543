"""Everything that is known about one pupil, in plain data: marks, school days, classes, enrolments.

Owns which days are school days for the pupil, its class per school year and its as_of.
Must not know of rules. Called by the judgement and by the replayer, which compares two views.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import groupby

from schemas import SchoolCalendar
from tests.oracle.known import Known, school_year
from tests.oracle.marks import Mark

Interval = tuple[date, date]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class View:
    """One pupil of one school. Years are named by the calendar year in which they began."""

    school: str
    pupil: str
    marks: tuple[Mark, ...]
    school_days: tuple[date, ...]
    calendars: tuple[tuple[int, str], ...]
    municipalities: tuple[tuple[int, str], ...]
    enrolments: tuple[tuple[int, tuple[Interval, ...]], ...]
    sibling_absences: tuple[Mark, ...] = ()
    """The absences of siblings on their school days, of kept school years, each by the roster of its school year."""

    @cached_property
    def newest_year(self) -> int | None:
        """The school year of the newest mark; it and the one before are kept."""
        return school_year(self.marks[-1].date) if self.marks else None

    @cached_property
    def days(self) -> frozenset[date]:
        """The school days, to look one up."""
        return frozenset(self.school_days)

    @cached_property
    def as_of(self) -> date | None:
        """The newest school day that has a mark."""
        return max((mark.date for mark in self.kept_marks if mark.date in self.days), default=None)

    @cached_property
    def kept_marks(self) -> tuple[Mark, ...]:
        """The marks of the school year of the newest mark and of the one before."""
        return tuple(mark for mark in self.marks if self.keeps(mark.date))

    def marks_on(self, day: date) -> list[Mark]:
        """Return the kept marks of a day, the start first."""
        return self._by_day.get(day, [])

    @cached_property
    def _by_day(self) -> dict[date, list[Mark]]:
        return {day: list(marks) for day, marks in groupby(self.kept_marks, key=lambda mark: mark.date)}

    def keeps(self, day: date) -> bool:
        """Whether the date lies in a kept school year."""
        return self.newest_year is not None and school_year(day) in (self.newest_year, self.newest_year - 1)

    def class_and_grade(self, day: date) -> tuple[str, int] | None:
        """Class and grade in the school year of a date; without a mark in it those of the newest mark."""
        of_year = [mark for mark in self.marks if school_year(mark.date) == school_year(day)] or list(self.marks)
        return (of_year[-1].class_, of_year[-1].grade) if of_year else None

    def enrolled(self, day: date) -> bool:
        """Whether the roster of the date's year enrols the pupil that day; who is not in a roster always is."""
        intervals = dict(self.enrolments).get(school_year(day), ())
        return not intervals or any(first <= day < after_last for first, after_last in intervals)


def see(known: Known, school: str, pupil: str, marks: tuple[Mark, ...]) -> View:
    """Put together what is known about one pupil."""
    days: list[date] = []
    calendars, municipalities, enrolments = [], [], []
    for year in sorted({int(event.school_year[:4]) for _, event in known.calendars}):
        calendar = known.calendar(year)
        assert calendar is not None
        days.extend(school_days(calendar, _class_in(marks, year)))
        calendars.append((year, calendar.id))
    for year in sorted({int(event.school_year[:4]) for _, event in known.rosters}):
        roster = known.roster(year)
        assert roster is not None
        municipalities.append((year, roster.municipality or ""))
        found = [e for one in roster.classes for e in one.pupils if e.pupil == pupil]
        enrolments.append((year, tuple(sorted((e.first, e.after_last or date.max) for e in found))))
    return View(school, pupil, marks, tuple(days), tuple(calendars), tuple(municipalities), tuple(enrolments))


def _class_in(marks: Iterable[Mark], year: int) -> str | None:
    of_year = [mark.class_ for mark in marks if school_year(mark.date) == year]
    return of_year[-1] if of_year else None


def school_days(calendar: SchoolCalendar, class_: str | None) -> tuple[date, ...]:
    """Return the school days of a calendar for a class; None is the school's own."""
    first, after_last = calendar.first_day, calendar.after_last_day
    off = [(one.first, one.after_last) for one in calendar.days_off]
    own = calendar.classes.get(class_) if class_ is not None else None
    if own is not None:
        first = max(first, own.first_day or first)
        after_last = min(after_last, own.after_last_day or after_last)
        off += [(one.first, one.after_last) for one in own.days_off]
    return _weekdays(first, after_last, tuple(off))


@lru_cache(maxsize=4096)
def _weekdays(first: date, after_last: date, off: tuple[Interval, ...]) -> tuple[date, ...]:
    days, day = [], first
    while day < after_last:
        if day.isoweekday() <= 5 and not any(a <= day < b for a, b in off):
            days.append(day)
        day += DAY
    return tuple(days)
