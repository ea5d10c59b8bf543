"""Which days are school days: the calendars of one school, by school year and class.

Owns the meaning of a SchoolCalendar; every set of days is positions in the school's frame. Decides nothing about
pupils. Used by the register and by everything that judges.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas import ClassCalendar, DayOff, SchoolCalendar
from streams.windows.days import Frame, days_between, school_year_from
from streams.windows.spans import SchoolDays, school_days_in


@dataclass
class Timetable:
    """The calendars of a school in a frame: `calendars` by school year, the winning one of each."""

    frame: Frame
    calendars: Mapping[int, SchoolCalendar]
    _years: dict[tuple[int, str | None], int] = field(default_factory=dict)
    _pairs: dict[tuple[int, str | None, str | None], SchoolDays] = field(default_factory=dict)

    def school_days(self, year: int, class_: str | None, class_before: str | None) -> SchoolDays:
        """Return the school days of `year` for `class_` and of the year before for `class_before`.

        None stands for the school's own days; those of the year to come are in it too, as its August belongs to the
        quarter that begins in July.
        """
        key = (year, class_, class_before)
        known = self._pairs.get(key)
        if known is None:
            days = self.days(year - 1, class_before) | self.days(year, class_) | self.days(year + 1, None)
            known = self._pairs[key] = school_days_in(self.frame, days)
        return known

    def calendar_id(self, year: int) -> str | None:
        """Return the id of the calendar of a school year, None without one."""
        calendar = self.calendars.get(year)
        return calendar.id if calendar else None

    def days(self, year: int, class_: str | None) -> int:
        """Return the school days of one school year for a class (None: the school's)."""
        key = (year, class_)
        days = self._years.get(key)
        if days is None:
            calendar = self.calendars.get(year)
            days = self._years[key] = planned_days(self.frame, calendar, class_) if calendar else 0
        return days


def planned_days(frame: Frame, calendar: SchoolCalendar, class_: str | None) -> int:
    """Return the school days of a class (None: of the school) in the school year of the calendar."""
    narrowed = calendar.classes.get(class_) if class_ is not None else None
    days = frame.year_days(school_year_from(calendar.school_year)) & _weekdays(frame)
    days &= _interval(frame, calendar.first_day, calendar.after_last_day)
    days &= ~_off(frame, calendar.days_off)
    return days if narrowed is None else _narrow(frame, days, narrowed)


def calendar_year(calendar: SchoolCalendar) -> int:
    """Return the school year that a calendar is for."""
    return school_year_from(calendar.school_year)


def _narrow(frame: Frame, days: int, narrowed: ClassCalendar) -> int:
    first = narrowed.first_day or frame.day(0)
    after_last = narrowed.after_last_day or frame.day(frame.length)
    return days & _interval(frame, first, after_last) & ~_off(frame, narrowed.days_off)


def _off(frame: Frame, days_off: Iterable[DayOff]) -> int:
    off = 0
    for interval in days_off:
        off |= _interval(frame, interval.first, interval.after_last)
    return off


def _interval(frame: Frame, first: date, after_last: date) -> int:
    return days_between(frame.position(first), min(frame.position(after_last), frame.length))


def _weekdays(frame: Frame) -> int:
    monday = -frame.day(0).weekday() % 7
    week = 0b11111
    days = week >> (7 - monday) if monday > 2 else 0
    for start in range(monday, frame.length, 7):
        days |= week << start
    return days & days_between(0, frame.length)
