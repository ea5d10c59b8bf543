"""A rule as the judge uses it: what the rule says, as flags and whole numbers.

Owns the exact comparison with a threshold. Knows no pupil. Made once from a rule, part of a plan.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from streams.law.pattern import AfterIllness, OwnEarlierLevel, Pattern, RepeatedlyLate, UnexplainedInARow
from streams.law.rule import Comparison, Denominator, Rule, Unit, WindowKind
from streams.windows.days import CALENDAR_KINDS

NEVER = 10**7
"""An ordinal after every date."""


SICKNESS_COUNTS = 1
LEAVE_COUNTS = 2
UNLAWFUL_COUNTS = 4
ALL_COUNT = 7


_COUNTS = {"sickness": SICKNESS_COUNTS, "leave": LEAVE_COUNTS, "unlawful": UNLAWFUL_COUNTS}


class Scale(Enum):
    """What is counted to see at once whether a rule can speak in a window."""

    HALF_DAYS = "half days of absence"
    DAYS = "days of absence"
    LATE_ARRIVALS = "late arrivals"
    LATE_DAYS = "days with a late arrival"
    UNEXPLAINED_DAYS = "days of absence without an explanation"


class Counted(NamedTuple):
    """What is counted: the unit, and which categories as a sum of SICKNESS_COUNTS, LEAVE_COUNTS, UNLAWFUL_COUNTS.

    `pattern` for the unit pattern alone. On fewer than `least` days with an absent or late mark it cannot speak.
    """

    unit: Unit
    categories: int
    pattern: Pattern | None = None
    least: int = 1

    @property
    def scale(self) -> tuple[Scale, int]:
        """What there must be enough of, of which categories."""
        if self.unit is Unit.LATE_ARRIVALS:
            return Scale.LATE_ARRIVALS, 0
        if isinstance(self.pattern, RepeatedlyLate):
            return Scale.LATE_DAYS, 0
        if isinstance(self.pattern, UnexplainedInARow):
            return Scale.UNEXPLAINED_DAYS, 0
        if isinstance(self.pattern, AfterIllness):
            return Scale.DAYS, self.categories | SICKNESS_COUNTS
        return (Scale.HALF_DAYS if self.unit is Unit.DAYS else Scale.DAYS), self.categories


@dataclass(frozen=True, slots=True)
class Gauge:
    """A rule as the judge uses it: what the rule says, as flags and whole numbers.

    The rule speaks of a value v (half days for days, else a count) and N school days when left * v >= right * N
    (> when `strict`), without the N for a rule that is no percentage: at least 15 % of N days is 100 v >= 30 N.
    `valid_from`, `valid_until` are proleptic ordinals, the second excluded. `follows_as_of`: an active alert can end
    only because as_of moves on; `may_speak_later`: it can begin to speak for the same reason.
    """

    rule: Rule
    id: str
    kind: WindowKind
    length: int
    is_calendar: bool
    counted: Counted
    of: Denominator | None
    minimum: int
    valid_from: int
    valid_until: int
    left: int
    right: int
    strict: bool
    follows_as_of: bool
    may_speak_later: bool

    @property
    def counts_absence(self) -> bool:
        """Whether only absences of its categories matter, and days attended where they end a run."""
        return self.counted.unit in {Unit.DAYS, Unit.EPISODES}

    @property
    def looks_back(self) -> bool:
        """Whether days of the school year before the window matter, too."""
        return isinstance(self.counted.pattern, OwnEarlierLevel)

    @property
    def counts_late_arrivals(self) -> bool:
        """Whether late marks are what is counted."""
        return self.counted.unit is Unit.LATE_ARRIVALS or isinstance(self.counted.pattern, RepeatedlyLate)

    def is_crossed(self, value: int, school_days: int | None) -> bool:
        """Whether a value crosses the threshold, exactly. A value or a denominator of 0 never does."""
        if not value or school_days == 0:
            return False
        left, right = self.left * value, self.right * (1 if school_days is None else school_days)
        return left > right if self.strict else left >= right

    def least(self, planned: int) -> int:
        """Return how much there must be (on the scale of what is counted) in a window with so many school days planned.

        With less the rule does not speak.
        """
        if self.counted.pattern is not None:
            return self.counted.least
        if self.of is Denominator.HELD_SCHOOL_DAYS:
            planned = self.minimum  # it speaks of no window with fewer days held
        elif self.of is Denominator.ENROLLED_SCHOOL_DAYS:
            return 1
        right = self.right * (1 if self.of is None else planned)
        return max(right // self.left + 1 if self.strict else -(-right // self.left), 1)

    def most_school_days(self, value: int) -> int:
        """Return the greatest denominator with which a value crosses the threshold of a percentage above 0."""
        return (self.left * value - self.strict) // self.right


def gauge_from(rule: Rule) -> Gauge:
    """Prepare a rule."""
    threshold, kind = rule.threshold, rule.window.kind
    is_calendar = kind in CALENDAR_KINDS
    is_day_count = rule.count.unit is Unit.DAYS
    valid_until = rule.valid.after_last.toordinal() if rule.valid.after_last else NEVER
    held = threshold.of is Denominator.HELD_SCHOOL_DAYS
    return Gauge(
        rule=rule,
        id=rule.id,
        kind=kind,
        length=rule.window.length or 0,
        is_calendar=is_calendar,
        counted=_counted(rule),
        of=threshold.of,
        minimum=rule.minimum_school_days,
        valid_from=rule.valid.first.toordinal(),
        valid_until=valid_until,
        left=(1 if threshold.of is None else 100) * threshold.amount.denominator,
        right=(2 if is_day_count else 1) * threshold.amount.numerator,
        strict=threshold.comparison is Comparison.MORE_THAN,
        follows_as_of=not is_calendar or held or valid_until != NEVER,
        may_speak_later=rule.minimum_school_days > 0 or has_shrinking_denominator(rule) or _has_moving_share(rule),
    )


def _counted(rule: Rule) -> Counted:
    pattern, categories = rule.count.pattern, sum(_COUNTS[category] for category in rule.count.categories)
    if pattern is None:
        return Counted(rule.count.unit, categories)
    least = int(rule.threshold.amount)
    if isinstance(pattern, AfterIllness):
        least += pattern.illness_days
    if isinstance(pattern, RepeatedlyLate):
        least = (least + 1) // 2  # a day may have two
    return Counted(rule.count.unit, categories, pattern, max(pattern.least, least))


def _has_moving_share(rule: Rule) -> bool:
    """Whether a pattern may begin to hold because days without it move out of the window."""
    pattern = rule.count.pattern
    is_rolling = rule.window.kind in {WindowKind.ROLLING_MONTHS, WindowKind.ROLLING_SCHOOL_DAYS}
    return is_rolling and pattern is not None and not isinstance(pattern, RepeatedlyLate)


def has_shrinking_denominator(rule: Rule) -> bool:
    """Whether the denominator of a moving window can become smaller while as_of moves on."""
    kind, of = rule.window.kind, rule.threshold.of
    if kind is WindowKind.ROLLING_MONTHS:
        return of is not None
    return kind is WindowKind.ROLLING_SCHOOL_DAYS and of is Denominator.ENROLLED_SCHOOL_DAYS
