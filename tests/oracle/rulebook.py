"""A rule book for tests: every kind of window, unit, denominator and comparison, with thresholds soon reached.

Owns a short way to write a rule. Must not be taken for law. Used by the hand-worked examples and the agreement tests.
"""

from datetime import date
from fractions import Fraction

from schemas import Audience, Text
from streams.law.pattern import (
    AfterIllness,
    AlternateWeeks,
    BesideABreak,
    OwnEarlierLevel,
    Pattern,
    RepeatedlyLate,
    SiblingsAbsent,
    UnexplainedInARow,
    WeekdayShare,
)
from streams.law.rule import (
    Comparison,
    Count,
    Denominator,
    Rule,
    Rulebook,
    RuleStatus,
    Scope,
    Threshold,
    Unit,
    ValidInterval,
    WindowKind,
    WindowSpec,
)

ALL = ("sickness", "leave", "unlawful")
ALWAYS = ValidInterval(date(2000, 1, 1))
EVERYBODY = Scope()


def rule(
    name: str,
    window: str,
    count: str,
    threshold: str,
    *,
    minimum: int = 0,
    valid: ValidInterval = ALWAYS,
    scope: Scope = EVERYBODY,
    audiences: tuple[Audience, ...] = ("principal",),
    enabled: bool = True,
    pattern: Pattern | None = None,
) -> Rule:
    """Return a rule from phrases: "rolling_school_days 5", "days sickness", "more_than 20 of held_school_days"."""
    kind, *length = window.split()
    unit, *categories = count.split()
    comparison, amount, *of = threshold.split()
    return Rule(
        id=name,
        title=Text(da=name, en=name),
        source=f"source of {name}",
        status=RuleStatus.LOCAL,
        enabled=enabled,
        valid=valid,
        scope=scope,
        window=WindowSpec(WindowKind(kind), int(length[0]) if length else None),
        count=Count(Unit(unit), frozenset(ALL if categories == ["all"] else categories), pattern),
        threshold=Threshold(Fraction(amount), amount, Denominator(of[1]) if of else None, Comparison(comparison)),
        minimum_school_days=minimum,
        audiences=audiences,
        duty=Text(da="pligt", en="duty"),
        subject="pupil",
        pack="tests",
        pack_version=date(2025, 8, 1),
    )


def patterned(name: str, window: str, categories: str, threshold: str, pattern: Pattern) -> Rule:
    """Return a rule with a pattern."""
    return rule(name, window, f"pattern {categories}", threshold, pattern=pattern)


PATTERN_RULES = (
    patterned("pattern.weekday", "school_year", "all", "at_least 2", WeekdayShare(percent=50, absence_days=2)),
    patterned("pattern.weekday.9", "rolling_school_days 9", "all", "at_least 1", WeekdayShare(60, 2)),
    patterned("pattern.late", "calendar_quarter", "", "at_least 2", RepeatedlyLate(weeks=2)),
    patterned("pattern.late.1", "rolling_months 1", "", "at_least 2", RepeatedlyLate(weeks=1)),
    patterned("pattern.unexplained", "consecutive_school_days", "", "at_least 2", UnexplainedInARow()),
    patterned("pattern.break", "school_year", "all", "at_least 2", BesideABreak(days_off=2, breaks=2, percent=30)),
    patterned("pattern.break.days", "calendar_month", "unlawful", "at_least 1", BesideABreak(3, 1, 60)),
    patterned("pattern.illness", "school_year", "all", "at_least 1", AfterIllness(2, following_school_days=4)),
    patterned("pattern.illness.8", "rolling_school_days 8", "unlawful", "more_than 0", AfterIllness(1, 3)),
    patterned("pattern.change", "calendar_quarter", "all", "at_least 2", OwnEarlierLevel(2, 2, earlier_school_days=2)),
    patterned("pattern.change.month", "calendar_month", "unlawful", "at_least 1", OwnEarlierLevel(1, 1, 1)),
    patterned("pattern.weeks", "school_year", "all", "at_least 2", AlternateWeeks(60, absence_days=3, weeks=2)),
    patterned("pattern.weeks.12", "rolling_school_days 12", "all", "at_least 1", AlternateWeeks(80, 2, 1)),
    patterned("pattern.siblings", "school_year", "all", "at_least 1", SiblingsAbsent(percent=40, absence_days=2)),
    patterned("pattern.siblings.9", "rolling_school_days 9", "unlawful", "at_least 1", SiblingsAbsent(60, 1)),
)


TROUBLE = Rulebook(
    (
        rule("day.unlawful", "school_day", "days unlawful", "more_than 0", audiences=("class-teacher",)),
        rule("day.half", "school_day", "days sickness leave", "at_least 0.5"),
        rule("day.late", "school_day", "late_arrivals", "at_least 2"),
        rule("month.days", "calendar_month", "days all", "at_least 1.5", audiences=("guardian", "principal")),
        rule("month.late", "calendar_month", "late_arrivals", "at_least 2"),
        rule("month.episodes", "calendar_month", "episodes all", "at_least 2"),
        rule("month.held", "calendar_month", "days unlawful", "at_least 25 of held_school_days", minimum=3),
        rule("quarter.planned", "calendar_quarter", "days unlawful", "at_least 5 of planned_school_days"),
        rule(
            "quarter.planned.more", "calendar_quarter", "days unlawful sickness", "more_than 5 of planned_school_days"
        ),
        rule("quarter.enrolled", "calendar_quarter", "days all", "at_least 7.5 of enrolled_school_days"),
        rule("quarter.held", "calendar_quarter", "days all", "more_than 30 of held_school_days"),
        rule("quarter.episodes", "calendar_quarter", "episodes unlawful", "more_than 1"),
        rule("quarter.zero", "calendar_quarter", "days leave", "more_than 0 of enrolled_school_days"),
        rule("year.days", "school_year", "days sickness", "more_than 1"),
        rule("year.planned", "school_year", "days all", "at_least 4 of planned_school_days", minimum=5),
        rule("year.enrolled", "school_year", "days all", "more_than 4 of enrolled_school_days"),
        rule("year.held", "school_year", "days all", "at_least 33.3 of held_school_days", minimum=4),
        rule("rolling.3", "rolling_school_days 3", "days all", "at_least 2"),
        rule("rolling.5.sickness", "rolling_school_days 5", "days sickness", "at_least 1.5"),
        rule("rolling.6.held", "rolling_school_days 6", "days all", "at_least 50 of held_school_days", minimum=4),
        rule("rolling.8.enrolled", "rolling_school_days 8", "days unlawful", "more_than 20 of enrolled_school_days"),
        rule("rolling.10.late", "rolling_school_days 10", "late_arrivals", "more_than 1"),
        rule("rolling.12.episodes", "rolling_school_days 12", "episodes all", "at_least 2"),
        rule("rolling.200.planned", "rolling_school_days 200", "days all", "at_least 5 of planned_school_days"),
        rule("months.1.days", "rolling_months 1", "days all", "at_least 2"),
        rule("months.1.held", "rolling_months 1", "days unlawful", "at_least 10 of held_school_days"),
        rule("months.2.enrolled", "rolling_months 2", "days all", "more_than 12 of enrolled_school_days"),
        rule("months.3.episodes", "rolling_months 3", "episodes all", "at_least 2"),
        rule("months.2.late", "rolling_months 2", "late_arrivals", "at_least 2"),
        rule("run.1.5", "consecutive_school_days", "days sickness", "at_least 1.5"),
        rule("run.all", "consecutive_school_days", "days all", "more_than 2", minimum=3),
        rule("run.unlawful", "consecutive_school_days", "days unlawful leave", "at_least 1"),
        rule("off", "school_year", "days all", "at_least 0.5", enabled=False),
        rule(
            "valid.autumn",
            "school_year",
            "days all",
            "at_least 1",
            valid=ValidInterval(date(2025, 8, 20), date(2025, 10, 3)),
        ),
        rule(
            "valid.rolling",
            "rolling_school_days 4",
            "days all",
            "at_least 1",
            valid=ValidInterval(date(2025, 6, 25), date(2025, 9, 30)),
        ),
        rule("scope.young", "school_year", "days all", "at_least 1", scope=Scope(grades=(0, 6))),
        rule("scope.old", "rolling_school_days 15", "days all", "at_least 1.5", scope=Scope(grades=(7, 10))),
        rule("scope.place", "calendar_month", "days all", "at_least 1", scope=Scope(municipalities=frozenset({"259"}))),
        rule("scope.school", "calendar_month", "days all", "at_least 2", scope=Scope(schools=frozenset({"280123"}))),
        *PATTERN_RULES,
        rule("scope.run", "consecutive_school_days", "days all", "at_least 1", scope=Scope(grades=(5, 7))),
    )
)
