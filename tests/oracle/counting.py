"""Counting for one rule, day by day: runs, episodes, values and denominators.

Owns what a single day contributes. Must not know thresholds or what was said before. Called by judgement.py.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from streams.law.pattern import RepeatedlyLate, UnexplainedInARow
from streams.law.rule import Denominator, Rule, Unit, WindowKind
from tests.oracle.known import school_year
from tests.oracle.marks import Mark
from tests.oracle.view import View
from tests.oracle.windows import months_before

HALF = Fraction(1, 2)


def open_window(view: View, rule: Rule, as_of: date) -> list[date]:
    """Return the school days of a rolling window or of the current run."""
    newest = view.newest_year if view.newest_year is not None else school_year(as_of)
    kept = (date(newest - 1, 8, 1), date(newest + 1, 8, 1))
    days = [day for day in view.school_days if kept[0] <= day < kept[1] and day <= as_of]
    length = rule.window.length
    match rule.window.kind:
        case WindowKind.ROLLING_SCHOOL_DAYS:
            assert length is not None
            return days[-length:]
        case WindowKind.ROLLING_MONTHS:
            assert length is not None
            first_not_included = months_before(as_of, length)
            return [day for day in days if day > first_not_included]
        case _:
            return _run(view, rule, days)


def _run(view: View, rule: Rule, days: Sequence[date]) -> list[date]:
    """Return the days of the current run from its first counted day up to the last of `days`."""
    first = None
    for day in reversed(days):
        role = _role(view, rule, day)
        if role == "ends":
            break
        if role == "belongs":
            first = day
    return [day for day in days if first is not None and day >= first]


def _role(view: View, rule: Rule, day: date) -> str:
    marks = day_marks(view, day)
    absent = [mark for mark, _ in marks if mark.status == "absent"]
    if any(counts(rule, mark) for mark in absent):
        return "belongs"
    return "ends" if marks and not absent else "neither"


def day_marks(view: View, day: date) -> list[tuple[Mark, Fraction]]:
    """Return the marks of a day that can count, each with the value that an absence has there."""
    marks = view.marks_on(day)
    if not marks:
        return []
    if marks[0].grade >= 7:
        return [(mark, HALF) for mark in marks]
    return [(mark, Fraction(1)) for mark in marks if mark.moment == "start"]


def counts(rule: Rule, mark: Mark) -> bool:
    """Whether a rule counts a mark."""
    if rule.count.unit is Unit.LATE_ARRIVALS or isinstance(rule.count.pattern, RepeatedlyLate):
        return mark.status == "late"
    if isinstance(rule.count.pattern, UnexplainedInARow):
        return mark.category == "unexplained"
    return mark.status == "absent" and (
        mark.category in rule.count.categories
        or (mark.category == "unexplained" and "unlawful" in rule.count.categories)
    )


def measured(view: View, rule: Rule, days: Sequence[date]) -> tuple[Fraction, tuple[tuple[Mark, Fraction], ...]]:
    """Return the value over some school days and the marks that prove it, for a rule without a pattern."""
    counted = [(mark, value) for day in days for mark, value in day_marks(view, day) if counts(rule, mark)]
    match rule.count.unit:
        case Unit.DAYS:
            return sum((value for _, value in counted), Fraction(0)), tuple(counted)
        case Unit.LATE_ARRIVALS:
            return Fraction(len(counted)), tuple((mark, Fraction(0)) for mark, _ in counted)
        case Unit.EPISODES:
            return Fraction(_episodes(view, rule, days)), tuple(counted)
        case Unit.PATTERN:
            raise AssertionError("patterns are worked out in patterns.py")
        case _:
            raise ValueError(f"{rule.count.unit} is not counted for pupils")


def _episodes(view: View, rule: Rule, days: Sequence[date]) -> int:
    episodes, running = 0, False
    for day in days:
        role = _role(view, rule, day)
        if role == "belongs" and not running:
            episodes, running = episodes + 1, True
        elif role == "ends":
            running = False
    return episodes


def denominator(view: View, rule: Rule, days: Sequence[date], as_of: date) -> int | None:
    """Return the number of school days that a percentage is taken of."""
    match rule.threshold.of:
        case None:
            return None
        case Denominator.PLANNED_SCHOOL_DAYS:
            return len(days)
        case Denominator.ENROLLED_SCHOOL_DAYS:
            return len([day for day in days if view.enrolled(day)])
        case Denominator.HELD_SCHOOL_DAYS:
            return len([day for day in days if day <= as_of])
