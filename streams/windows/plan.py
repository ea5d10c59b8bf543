"""Which rules hold for whom: the enabled rules of the packs, prepared for judging.

Owns the selection by school, municipality and grade, and which rules a count can reach at all. Knows no pupil.
Made once from a rulebook; used by the judge.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from streams.law.pattern import SiblingsAbsent
from streams.law.rule import Rulebook, WindowKind
from streams.windows.days import CALENDAR_KINDS
from streams.windows.gauge import NEVER, Counted, Gauge, Scale, gauge_from

_ROLLING = frozenset({WindowKind.ROLLING_SCHOOL_DAYS, WindowKind.ROLLING_MONTHS})


class Group(NamedTuple):
    """Gauges that count the same in the same kind of window, so that it is counted once for all."""

    kind: WindowKind
    length: int
    counted: Counted
    gauges: tuple[Gauge, ...]

    def least(self, planned: int) -> int:
        """Return how much there must be in a window with so many school days planned for any of the gauges to speak."""
        return min(gauge.least(planned) for gauge in self.gauges)


class Ladder(NamedTuple):
    """Groups on one scale, each with how much it needs, in ascending order: a count reaches the first ones."""

    scale: Scale
    categories: int
    least: tuple[int, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Plan:
    """The gauges for the pupils of one grade of one school in one municipality."""

    gauges: tuple[Gauge, ...]
    _ladders: dict[tuple[WindowKind, int], tuple[Ladder, ...]] = field(default_factory=dict, repr=False, compare=False)
    _narrowed: dict[frozenset[str], "Plan"] = field(default_factory=dict, repr=False, compare=False)

    def narrowed(self, rules: frozenset[str] | None) -> "Plan":
        """Return the plan with these rules alone, all of it for None."""
        if rules is None:
            return self
        plan = self._narrowed.get(rules)
        if plan is None:
            plan = self._narrowed[rules] = Plan(tuple(gauge for gauge in self.gauges if gauge.id in rules))
        return plan

    def ladders(self, kind: WindowKind, planned: int) -> tuple[Ladder, ...]:
        """Return the groups with that kind of calendar window, when it has so many school days planned."""
        ladders = self._ladders.get((kind, planned))
        if ladders is None:
            groups = _grouped(gauge for gauge in self.gauges if gauge.kind is kind)
            ladders = self._ladders[kind, planned] = tuple(_ladders(groups, planned))
        return ladders

    def looking_back(self, kind: WindowKind, planned: int) -> tuple[Ladder, ...]:
        """Return of these the groups that compare with the school year before the window."""
        return self.narrowed(self._looking_back).ladders(kind, planned)

    @cached_property
    def _looking_back(self) -> frozenset[str]:
        return frozenset(gauge.id for gauge in self.gauges if gauge.looks_back)

    @cached_property
    def rolling(self) -> tuple[Ladder, ...]:
        """The groups whose windows reach back from as_of, by what they need among all days."""
        return tuple(_ladders(_grouped(gauge for gauge in self.gauges if gauge.kind in _ROLLING), planned=0))

    @cached_property
    def runs(self) -> tuple[Ladder, ...]:
        """The groups whose window is the current run, by what they need among all days."""
        runs = (gauge for gauge in self.gauges if gauge.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS)
        return tuple(_ladders(_grouped(runs), planned=0))

    @cached_property
    def patient(self) -> frozenset[str]:
        """The ids of the rules that can begin to speak without a new absence."""
        return frozenset(gauge.id for gauge in self.patient_gauges)

    @cached_property
    def patient_gauges(self) -> tuple[Gauge, ...]:
        """These rules."""
        return tuple(gauge for gauge in self.gauges if gauge.may_speak_later)


def _ladders(groups: Iterable[Group], planned: int) -> Iterator[Ladder]:
    scales: dict[tuple[Scale, int], list[tuple[int, Group]]] = defaultdict(list)
    for group in groups:
        scales[group.counted.scale].append((group.least(planned), group))
    for (scale, categories), rungs in scales.items():
        rungs.sort(key=itemgetter(0))
        least, sorted_groups = zip(*rungs, strict=True)
        yield Ladder(scale, categories, least, sorted_groups)


def _grouped(gauges: Iterable[Gauge]) -> tuple[Group, ...]:
    groups: dict[tuple[WindowKind, int, Counted], list[Gauge]] = defaultdict(list)
    for gauge in gauges:
        groups[gauge.kind, gauge.length, gauge.counted].append(gauge)
    return tuple(Group(*key, tuple(members)) for key, members in groups.items())


@dataclass(frozen=True)
class Plans:
    """All plans of a rulebook, made when first asked for."""

    rulebook: Rulebook
    _plans: dict[tuple[int, str, str], Plan] = field(default_factory=dict, repr=False)
    _equal: dict[tuple[str, ...], Plan] = field(default_factory=dict, repr=False)
    _kinds: dict[frozenset[str], tuple[WindowKind, ...]] = field(default_factory=dict, repr=False)
    _stirred: dict[tuple[frozenset[str], int, frozenset[str]], frozenset[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def gauges(self) -> Mapping[str, Gauge]:
        """The enabled rules about pupils, by id."""
        rules = (rule for rule in self.rulebook.rules if rule.enabled and rule.subject == "pupil")
        return {rule.id: gauge_from(rule) for rule in rules}

    @cached_property
    def rules(self) -> frozenset[str]:
        """The ids of the enabled rules about pupils."""
        return frozenset(self.gauges)

    def kinds(self, rules: frozenset[str] | None) -> tuple[WindowKind, ...]:
        """Return the calendar windows that any of these rules uses, any enabled rule for None."""
        rules = self.rules if rules is None else rules
        kinds = self._kinds.get(rules)
        if kinds is None:
            used = {self.gauges[rule].kind for rule in rules}
            kinds = self._kinds[rules] = tuple(kind for kind in CALENDAR_KINDS if kind in used)
        return kinds

    def stirred(self, plan: Plan, categories: int, also: frozenset[str]) -> frozenset[str]:
        """Return the rules that may begin to speak when so much absence comes, or none and as_of merely moves on."""
        key = (plan.patient, categories, also)
        rules = self._stirred.get(key)
        if rules is None:
            rules = self._stirred[key] = plan.patient | self._counting(categories) | also
        return rules

    @cached_property
    def moving_rules(self) -> frozenset[str]:
        """The enabled rules whose windows end at as_of."""
        return frozenset(rule for rule, gauge in self.gauges.items() if not gauge.is_calendar)

    @cached_property
    def rules_that_follow_as_of(self) -> frozenset[str]:
        """The enabled rules whose alerts can end only because as_of moves on."""
        return frozenset(rule for rule, gauge in self.gauges.items() if gauge.follows_as_of)

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

    def _counting(self, categories: int) -> frozenset[str]:
        """Return the enabled rules for which another absence of any of these categories may matter."""
        gauges = self.gauges.values() if categories else ()
        return frozenset(each.id for each in gauges if not each.counts_absence or each.counted.categories & categories)

    @cached_property
    def has_calendar_rule_that_follows_as_of(self) -> bool:
        """Whether any calendar window must be judged again merely because as_of moved on."""
        return any(each.is_calendar and (each.follows_as_of or each.may_speak_later) for each in self.gauges.values())

    def plan(self, grade: int, municipality: str, school: str) -> Plan:
        """Return the rules whose scope covers a pupil of that grade, municipality ('' = not known) and school.

        Schools under the same rules share a plan: most of a nation do, and what it has worked out serves all of them.
        """
        key = (grade, municipality, school)
        plan = self._plans.get(key)
        if plan is None:
            covered = [each for each in self.gauges.values() if each.rule.scope.covers(grade, municipality, school)]
            plan = self._equal.setdefault(tuple(each.id for each in covered), Plan(tuple(covered)))
            self._plans[key] = plan
        return plan
