"""Which rules hold for whom: the enabled rules of the packs, prepared for judging.

Owns the selection by school, municipality and grade and the exact comparison with a threshold. Knows no pupil.
Made once from a rulebook; used by the judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from streams.law.pattern import AfterIllness, OwnEarlierLevel, Pattern, RepeatedlyLate, SiblingsAbsent
from streams.law.rule import Comparison, Denominator, Rule, Rulebook, Unit, WindowKind
from streams.windows.days import CALENDAR_KINDS

NEVER = 10**7
"""An ordinal after every date."""


SICKNESS_COUNTS = 1
LEAVE_COUNTS = 2
UNLAWFUL_COUNTS = 4
ALL_COUNT = 7


_COUNTS = {"sickness": SICKNESS_COUNTS, "leave": LEAVE_COUNTS, "unlawful": UNLAWFUL_COUNTS}


class Counted(NamedTuple):
    """What is counted: the unit, and which categories as a sum of SICKNESS_COUNTS, LEAVE_COUNTS, UNLAWFUL_COUNTS.

    `pattern` for the unit pattern alone. On fewer than `least` days with an absent or late mark it cannot speak.
    """

    unit: Unit
    categories: int
    pattern: Pattern | None = None
    least: int = 1


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

    def least_value(self, school_days: int) -> int:
        """Return a value below which the threshold is not crossed in a window with so many school days planned."""
        if self.of is not None and self.of is not Denominator.PLANNED_SCHOOL_DAYS:
            return 1
        right = self.right * (1 if self.of is None else school_days)
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


class Group(NamedTuple):
    """Gauges that count the same in the same kind of window, so that it is counted once for all."""

    kind: WindowKind
    length: int
    counted: Counted
    gauges: tuple[Gauge, ...]
    ids: frozenset[str]
    least_values: dict[int, int]

    def least_value(self, school_days: int) -> int:
        """Return a value below which none of the gauges is crossed in a window with so many school days planned."""
        least = self.least_values.get(school_days)
        if least is None:
            least = min([gauge.least_value(school_days) for gauge in self.gauges])
            self.least_values[school_days] = least
        return least


@dataclass(frozen=True)
class Plan:
    """The gauges for the pupils of one grade of one school in one municipality."""

    gauges: tuple[Gauge, ...]

    @cached_property
    def by_kind(self) -> Mapping[WindowKind, tuple[Group, ...]]:
        """The groups with a calendar window, by its kind; those that need most days come last."""
        groups = sorted(
            _grouped(gauge for gauge in self.gauges if gauge.is_calendar), key=lambda group: group.counted.least
        )
        return {kind: tuple(group for group in groups if group.kind is kind) for kind in CALENDAR_KINDS}

    @cached_property
    def looking_back(self) -> Mapping[WindowKind, tuple[Group, ...]]:
        """Of these groups the ones that compare with the school year before the window."""
        return {
            kind: tuple(group for group in groups if any(gauge.looks_back for gauge in group.gauges))
            for kind, groups in self.by_kind.items()
        }

    @cached_property
    def moving(self) -> tuple[Group, ...]:
        """The groups whose windows exist only at as_of."""
        return _grouped(gauge for gauge in self.gauges if not gauge.is_calendar)

    @cached_property
    def patient(self) -> frozenset[str]:
        """The ids of the rules that can begin to speak without a new absence."""
        return frozenset(gauge.id for gauge in self.gauges if gauge.may_speak_later)


def _grouped(gauges: Iterable[Gauge]) -> tuple[Group, ...]:
    groups: dict[tuple[WindowKind, int, Counted], list[Gauge]] = defaultdict(list)
    for gauge in gauges:
        groups[gauge.kind, gauge.length, gauge.counted].append(gauge)
    return tuple(
        Group(*key, tuple(members), frozenset(gauge.id for gauge in members), {}) for key, members in groups.items()
    )


@dataclass(frozen=True)
class Plans:
    """All plans of a rulebook, made when first asked for."""

    rulebook: Rulebook
    _plans: dict[tuple[int, str, str], Plan] = field(default_factory=dict, repr=False)

    @cached_property
    def gauges(self) -> Mapping[str, Gauge]:
        """The enabled rules about pupils, by id."""
        rules = (rule for rule in self.rulebook.rules if rule.enabled and rule.subject == "pupil")
        return {rule.id: gauge_from(rule) for rule in rules}

    @cached_property
    def kinds(self) -> tuple[WindowKind, ...]:
        """The calendar windows that any enabled rule uses."""
        used = {gauge.kind for gauge in self.gauges.values()}
        return tuple(kind for kind in CALENDAR_KINDS if kind in used)

    @cached_property
    def reminds(self) -> bool:
        """Whether any enabled rule about pupils reminds of its alerts."""
        return any(gauge.rule.reminder_after_school_days for gauge in self.gauges.values())

    @cached_property
    def turning_days(self) -> tuple[int, ...]:
        """The days (ordinals) on which an enabled rule begins or ceases to hold, ascending."""
        gauges = self.gauges.values()
        days = {gauge.valid_from for gauge in gauges} | {gauge.valid_until for gauge in gauges}
        return tuple(sorted(days - {NEVER}))

    @cached_property
    def late_rules(self) -> frozenset[str]:
        """The enabled rules that count late arrivals."""
        return frozenset(rule for rule, gauge in self.gauges.items() if gauge.counts_late_arrivals)

    @cached_property
    def least_late_days(self) -> int:
        """The fewest days with a late mark on which one of these rules can speak."""
        return min((self.gauges[rule].counted.least for rule in self.late_rules), default=0)

    @cached_property
    def sibling_rules(self) -> frozenset[str]:
        """The enabled rules that look at siblings."""
        patterns = {rule: gauge.counted.pattern for rule, gauge in self.gauges.items()}
        return frozenset(rule for rule, pattern in patterns.items() if isinstance(pattern, SiblingsAbsent))

    @cached_property
    def rules_that_look_back(self) -> frozenset[str]:
        """The enabled rules that compare with the school year before the window."""
        return frozenset(rule for rule, gauge in self.gauges.items() if gauge.looks_back)

    @cached_property
    def kinds_that_look_back(self) -> frozenset[WindowKind]:
        """The calendar windows of enabled rules that compare with the school year before the window."""
        return frozenset(gauge.kind for gauge in self.gauges.values() if gauge.looks_back)

    @cached_property
    def counting(self) -> tuple[frozenset[str], ...]:
        """By categories (as in `Counted`): the enabled rules for which another absence of any of them may matter."""
        return tuple(self._counting(categories) if categories else frozenset() for categories in range(ALL_COUNT + 1))

    def _counting(self, categories: int) -> frozenset[str]:
        gauges = self.gauges.values()
        return frozenset(each.id for each in gauges if not each.counts_absence or each.counted.categories & categories)

    @cached_property
    def has_calendar_rule_that_follows_as_of(self) -> bool:
        """Whether any calendar window must be judged again merely because as_of moved on."""
        return any(each.is_calendar and (each.follows_as_of or each.may_speak_later) for each in self.gauges.values())

    def plan(self, grade: int, municipality: str, school: str) -> Plan:
        """Return the rules whose scope covers a pupil of that grade, municipality ('' = not known) and school."""
        key = (grade, municipality, school)
        plan = self._plans.get(key)
        if plan is None:
            gauges = self.gauges.values()
            plan = Plan(tuple(each for each in gauges if each.rule.scope.covers(grade, municipality, school)))
            self._plans[key] = plan
        return plan
