"""A rule about a class or a school, prepared: for whom it holds, in which windows, and between which deadlines.

Owns when a list is looked at and from which number of lines on it speaks. Pure; knows no register. Used by the list
watch.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from streams.law.rule import LISTED_FOR, Comparison, DeadlineSpec, Rule, Rulebook, WindowKind
from streams.windows.clock import NEVER, Clock, Hour, hour_at
from streams.windows.days import SCHOOL_YEARS_IN_FRAME, Frame, positions_of
from streams.windows.timetable import Timetable


class Window(NamedTuple):
    """The window of a list: its key and its dates [first, after_last) as proleptic ordinals."""

    key: str
    first: int
    after_last: int


@dataclass(frozen=True, slots=True)
class ListGauge:
    """A rule about a class or a school."""

    rule: Rule
    deadline: DeadlineSpec

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def is_daily(self) -> bool:
        """Whether each school day is a window of its own; else it is the quarter."""
        return self.rule.window.kind is WindowKind.SCHOOL_DAY

    @property
    def is_of_class(self) -> bool:
        """Whether there is a list for each class; else one for the school."""
        return self.rule.subject == "class"

    @property
    def is_early(self) -> bool:
        """Whether a day's list is looked at from the beginning of the day on."""
        spec = self.deadline
        return self.is_daily and spec.tick == "day" and not spec.school_days_after and spec.days_after <= 0

    def is_crossed(self, lines: int) -> bool:
        """Whether a list of so many lines speaks; an empty one never does."""
        return is_crossed(self.rule, lines)

    def covers(self, grade: int | None, municipality: str, school: str) -> bool:
        """Whether the rule holds for a class of that grade (None: for the school as a whole)."""
        return covers(self.rule, grade, municipality, school)

    def window_at(self, frame: Frame, position: int) -> Window:
        """Return the window that holds a day of the frame."""
        period = frame.period(self.rule.window.kind, position)
        return Window(period.key, period.first.toordinal(), period.after_last.toordinal())

    def opens(self, window: Window, school_days: "SchoolDays") -> Hour:
        """Return the deadline from which on the list is looked at; NEVER when no calendar says which day that is."""
        last = school_days.after(window.after_last - 1, self.deadline.school_days_after)
        return NEVER if last is None else hour_at(last + self.deadline.days_after, self.deadline.tick)

    def closes(self, window: Window) -> Hour:
        """Return the deadline with which the list ends."""
        return hour_at(window.after_last, "day") if self.deadline.while_window_lasts else NEVER

    def is_open(self, window: Window, school_days: "SchoolDays", clock: Clock) -> bool:
        """Whether the list is looked at now; a day before the clock began never is."""
        if window.after_last <= clock.first_day or (self.is_daily and window.first < clock.first_day):
            return False
        return self.closes(window) > clock.last >= self.opens(window, school_days)

    def turns(self, window: Window, school_days: "SchoolDays", before: Clock, now: Clock) -> bool:
        """Whether the list may have another content, or begin or end, because the clock went from `before` to `now`."""
        for hour in (self.opens(window, school_days), self.closes(window)):
            if before.last < hour <= now.last:
                return True
        return not self.is_daily and before.today < min(now.today, window.after_last)

    def holds_on(self, day: int) -> bool:
        """Whether the rule is valid on a day (proleptic ordinal)."""
        return self.rule.valid.contains(date.fromordinal(day))


def is_crossed(rule: Rule, lines: int) -> bool:
    """Whether a list of so many lines speaks; an empty one never does."""
    amount = rule.threshold.amount
    strict = rule.threshold.comparison is Comparison.MORE_THAN
    return lines > 0 and (lines > amount if strict else lines >= amount)


def covers(rule: Rule, grade: int | None, municipality: str, school: str) -> bool:
    """Whether the rule holds for a class of that grade (None: for the school as a whole)."""
    if grade is None:
        grade = rule.scope.grades[0] if rule.scope.grades else 0
    return rule.scope.covers(grade, municipality, school)


class SchoolDays:
    """The school's own school days as proleptic ordinals."""

    def __init__(self, frame: Frame, days: int) -> None:
        self.days = days
        self.ordinals = [position + frame.origin for position in positions_of(days)]
        self._place = {day: place for place, day in enumerate(self.ordinals)}

    def after(self, day: int, number: int) -> int | None:
        """Return the school day so many after a school day, the day itself for 0; None when no calendar names it."""
        if not number:
            return day
        place = self._place.get(day)
        if place is None or place + number >= len(self.ordinals):
            return None
        return self.ordinals[place + number]

    def number(self, first: int, after_last: int) -> int:
        """Return the number of school days on the dates [first, after_last)."""
        return max(bisect_left(self.ordinals, after_last) - bisect_left(self.ordinals, first), 0)

    def newest_first(self, until: int) -> Iterator[int]:
        """Yield the school days up to and with a day, the newest first."""
        return (day for day in reversed(self.ordinals) if day <= until)


def school_days_of(timetable: Timetable) -> SchoolDays:
    """Return the school's own school days in the frame of its timetable."""
    frame, days = timetable.frame, 0
    for year in range(frame.base_year, frame.base_year + SCHOOL_YEARS_IN_FRAME):
        days |= timetable.days(year, None)
    return _school_days(frame, days)


@lru_cache(maxsize=512)
def _school_days(frame: Frame, days: int) -> SchoolDays:
    return SchoolDays(frame, days)


def list_gauges(rulebook: Rulebook) -> tuple[ListGauge, ...]:
    """Return the enabled rules about classes and schools, by their ids."""
    return tuple(_gauges(rulebook.rules))


def _gauges(rules: Iterable[Rule]) -> Iterator[ListGauge]:
    for rule in rules:
        if rule.enabled and rule.deadline and rule.count.unit in LISTED_FOR:
            yield ListGauge(rule, rule.deadline)
