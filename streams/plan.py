"""Which rules hold for whom: the enabled rules of the packs, prepared for judging.

Owns the selection by school, municipality and grade and the exact comparison with a threshold. Knows no pupil.
Made once from a rulebook; used by the judge.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from streams.days import CALENDAR_KINDS
from streams.rules import Comparison, Denominator, Rule, Rulebook, Unit, WindowKind


@dataclass(frozen=True)
class Gauge:
    """A rule as the judge uses it: what the rule says, as flags and whole numbers."""

    rule: Rule

    @cached_property
    def id(self) -> str:
        """The id of the rule."""
        return self.rule.id

    @cached_property
    def kind(self) -> WindowKind:
        """The kind of its window."""
        return self.rule.window.kind

    @cached_property
    def is_calendar(self) -> bool:
        """Whether its window exists once per period, not only at as_of."""
        return self.kind in CALENDAR_KINDS

    @cached_property
    def unit(self) -> Unit:
        """What it counts."""
        return self.rule.count.unit

    @cached_property
    def categories(self) -> tuple[bool, bool, bool]:
        """Whether sickness, leave and unlawful absence count."""
        counted = self.rule.count.categories
        return "sickness" in counted, "leave" in counted, "unlawful" in counted

    @cached_property
    def follows_as_of(self) -> bool:
        """Whether an active alert can end only because as_of moves on."""
        held = self.rule.threshold.of is Denominator.HELD_SCHOOL_DAYS
        return not self.is_calendar or held or self.rule.valid.after_last is not None

    @cached_property
    def may_speak_later(self) -> bool:
        """Whether it can begin to speak without a new absence, only because as_of moves on."""
        if self.rule.minimum_school_days:
            return True
        of = self.rule.threshold.of
        if self.kind is WindowKind.ROLLING_MONTHS:
            return of is not None
        return self.kind is WindowKind.ROLLING_SCHOOL_DAYS and of is Denominator.ENROLLED_SCHOOL_DAYS

    def is_crossed(self, value: int, school_days: int | None) -> bool:
        """Whether the value (half days for days, else a count) crosses the threshold, exactly, in whole numbers.

        A value or a denominator of 0 never does. At least 15 % of N days with h half days is 100 h >= 30 N.
        """
        threshold = self.rule.threshold
        left, right = self._sides
        left *= value
        if threshold.of is not None:
            if not school_days:
                return False
            right *= school_days
        if not value:
            return False
        return left > right if threshold.comparison is Comparison.MORE_THAN else left >= right

    @cached_property
    def _sides(self) -> tuple[int, int]:
        amount = self.rule.threshold.amount
        percent = 100 if self.rule.threshold.of is not None else 1
        halves = 2 if self.unit is Unit.DAYS else 1
        return percent * amount.denominator, halves * amount.numerator


@dataclass(frozen=True)
class Plan:
    """The gauges for the pupils of one grade of one school in one municipality, in the order of their ids."""

    gauges: tuple[Gauge, ...]

    @cached_property
    def by_kind(self) -> Mapping[WindowKind, tuple[Gauge, ...]]:
        """The gauges by the kind of their window."""
        kinds: dict[WindowKind, list[Gauge]] = defaultdict(list)
        for gauge in self.gauges:
            kinds[gauge.kind].append(gauge)
        return {kind: tuple(gauges) for kind, gauges in kinds.items()}

    @cached_property
    def at_as_of(self) -> tuple[Gauge, ...]:
        """The gauges whose windows exist only at as_of."""
        return tuple(gauge for gauge in self.gauges if not gauge.is_calendar)

    @cached_property
    def patient(self) -> tuple[Gauge, ...]:
        """The gauges that can begin to speak without a new absence."""
        return tuple(gauge for gauge in self.gauges if gauge.may_speak_later)


@dataclass(frozen=True)
class Plans:
    """All plans of a rulebook, made when first asked for."""

    rulebook: Rulebook
    _plans: dict[tuple[int, str, str], Plan] = field(default_factory=dict, repr=False)

    @cached_property
    def gauges(self) -> Mapping[str, Gauge]:
        """The enabled rules by id."""
        return {rule.id: Gauge(rule) for rule in self.rulebook.rules if rule.enabled and rule.subject == "pupil"}

    @cached_property
    def kinds(self) -> tuple[WindowKind, ...]:
        """The calendar windows that any enabled rule uses."""
        used = {gauge.kind for gauge in self.gauges.values()}
        return tuple(kind for kind in CALENDAR_KINDS if kind in used)

    @cached_property
    def turning_days(self) -> tuple[int, ...]:
        """The days (ordinals) on which an enabled rule begins or ceases to hold."""
        intervals = [gauge.rule.valid for gauge in self.gauges.values()]
        days = {each.first for each in intervals} | {each.after_last for each in intervals if each.after_last}
        return tuple(sorted(day.toordinal() for day in days))

    def plan(self, grade: int, municipality: str, school: str) -> Plan:
        """Return the rules whose scope covers a pupil of that grade, municipality ('' = not known) and school."""
        key = (grade, municipality, school)
        plan = self._plans.get(key)
        if plan is None:
            gauges = self.gauges.values()
            plan = Plan(tuple(each for each in gauges if each.rule.scope.covers(grade, municipality, school)))
            self._plans[key] = plan
        return plan
