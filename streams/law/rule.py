"""What a rule is: when it holds, for whom, what it counts in which window, and from which amount on it speaks.

Owns the frozen types that a rule pack is read into; decides nothing and reads nothing.
Made by `streams.law.packs`, used by everything that judges attendance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from schemas import Audience, Deadline, Moment, Text
from streams.law.pattern import Pattern


class RuleStatus(StrEnum):
    """What stands behind a rule: the law, a bill or agreement, local practice, or statistics only."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"
    LOCAL = "local"
    STATISTIC = "statistic"


class WindowKind(StrEnum):
    """Over which days a rule counts."""

    SCHOOL_DAY = "school_day"
    CALENDAR_MONTH = "calendar_month"
    CALENDAR_QUARTER = "calendar_quarter"
    SCHOOL_YEAR = "school_year"
    ROLLING_SCHOOL_DAYS = "rolling_school_days"
    ROLLING_MONTHS = "rolling_months"
    CONSECUTIVE_SCHOOL_DAYS = "consecutive_school_days"


class Unit(StrEnum):
    """What a rule counts."""

    DAYS = "days"
    EPISODES = "episodes"
    LATE_ARRIVALS = "late_arrivals"
    PATTERN = "pattern"
    MISSING_ROLL_CALLS = "missing_roll_calls"
    SILENT_DAYS = "silent_days"
    OPEN_REGISTRATIONS = "open_registrations"
    UNEXPLAINED_ABSENCES = "unexplained_absences"
    LATE_NOTICES = "late_notices"
    PUPILS = "pupils"


LISTED_FOR: Final[Mapping[Unit, tuple[str, ...]]] = {
    Unit.MISSING_ROLL_CALLS: ("class", "school"),
    Unit.SILENT_DAYS: ("school",),
    Unit.OPEN_REGISTRATIONS: ("class", "school"),
    Unit.UNEXPLAINED_ABSENCES: ("class", "school"),
    Unit.LATE_NOTICES: ("school",),
    Unit.PUPILS: ("class", "school"),
}
"""The units that are counted by listing what is open, with the subjects they are counted for; others are of pupils."""


class Denominator(StrEnum):
    """Which school days a percentage is taken of."""

    PLANNED_SCHOOL_DAYS = "planned_school_days"
    ENROLLED_SCHOOL_DAYS = "enrolled_school_days"
    HELD_SCHOOL_DAYS = "held_school_days"


class Comparison(StrEnum):
    """Whether the threshold itself already speaks."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class ValidInterval:
    """The dates on which a rule holds: `first` included, `after_last` excluded, None = open."""

    first: date
    after_last: date | None = None

    def contains(self, day: date) -> bool:
        """Whether the rule holds on that day."""
        return self.first <= day and (self.after_last is None or day < self.after_last)


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a rule holds. Grades are inclusive at both ends, None = all; an empty set = all."""

    grades: tuple[int, int] | None = None
    municipalities: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()

    def covers(self, grade: int, municipality: str, school: str) -> bool:
        """Whether a pupil of that grade, municipality ('' = not known) and school is meant."""
        return (
            (self.grades is None or self.grades[0] <= grade <= self.grades[1])
            and (not self.municipalities or municipality in self.municipalities)
            and (not self.schools or school in self.schools)
        )


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """The window of a rule; `length` (school days or months) only for the rolling kinds."""

    kind: WindowKind
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted. `categories` is empty for late arrivals; an absence not yet explained is part of "unlawful".

    `pattern`: what the days must have in common, for the unit "pattern" alone.
    Of lists: `moments` are those looked at, `rule` the id of the rule under which pupils are counted.
    """

    unit: Unit
    categories: frozenset[str] = frozenset()
    pattern: Pattern | None = None
    moments: tuple[Moment, ...] = ("start", "end")
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """From when on a list is looked at: a local deadline, so many school days and dates after the window's last day.

    `days_after` may be negative. `while_window_lasts`: the list ends with its window.
    """

    tick: Deadline
    school_days_after: int = 0
    days_after: int = 0
    while_window_lasts: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which amount on a rule speaks: percent of the school days `of`, or without `of` in the unit of the count.

    `text` is the amount as an alert shows it: decimal, exact, without needless zeros ("15", "7.5").
    """

    amount: Fraction
    text: str
    of: Denominator | None = None
    comparison: Comparison = Comparison.AT_LEAST


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, with what an alert needs to prove it: source, version and duty.

    `minimum_school_days`: least number of school days of the window up to as_of before the rule speaks.
    `subject`: "pupil", "class" or "school"; the last two have a `deadline`, but for the pupils of a class.
    `reminder_after_school_days`: after so many school days without an acknowledgement, and again after as many, its
    audiences are reminded.
    """

    id: str
    title: Text
    source: str
    status: RuleStatus
    enabled: bool
    valid: ValidInterval
    scope: Scope
    window: WindowSpec
    count: Count
    threshold: Threshold
    minimum_school_days: int
    audiences: tuple[Audience, ...]
    duty: Text
    subject: str
    pack: str
    pack_version: date
    deadline: DeadlineSpec | None = None
    reminder_after_school_days: int | None = None

    @property
    def version(self) -> str:
        """Pack and the date it changed, for example "dk-national@2025-08-01"."""
        return f"{self.pack}@{self.pack_version.isoformat()}"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of all packs, enabled or not, always in the order of their ids whatever order they are given in."""

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: rule.id)))
