"""Patterns of one pupil, worked out naively: walk over dates, keep lists, compare fractions.

Owns what the days of absence have in common. Must not look at the pipeline. Called by judgement.py.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from streams.law.pattern import (
    AfterIllness,
    AlternateWeeks,
    BesideABreak,
    OwnEarlierLevel,
    RepeatedlyLate,
    SiblingsAbsent,
    UnexplainedInARow,
    WeekdayShare,
)
from streams.law.rule import Rule
from tests.oracle.counting import counts, day_marks
from tests.oracle.known import school_year
from tests.oracle.marks import Mark
from tests.oracle.view import View
from tests.oracle.windows import Period

DAY = timedelta(days=1)
Proof = tuple[tuple[Mark, Fraction], ...]
Pattern = tuple[int, list[date], bool]
"""The value, the dates that prove it, and whether the other conditions are met."""


def pattern(view: View, rule: Rule, window: Period | None, days: Sequence[date]) -> tuple[Fraction, Proof, bool]:
    """Return value, evidence and whether the conditions hold, over the school days of a window up to as_of."""
    value, dates, holds = _found(view, rule, window, days)
    if isinstance(rule.count.pattern, RepeatedlyLate):
        return Fraction(value), tuple((mark, Fraction(0)) for mark, _ in _counted(view, rule, days)), holds
    proof = [
        (mark, worth)
        for day in sorted(set(dates))
        for mark, worth in day_marks(view, day)
        if counts(rule, mark) or (isinstance(rule.count.pattern, AfterIllness) and mark.category == "sickness")
    ]
    return Fraction(value), tuple(proof), holds


def _counted(view: View, rule: Rule, days: Sequence[date]) -> list[tuple[Mark, Fraction]]:
    return [(mark, worth) for day in days for mark, worth in day_marks(view, day) if counts(rule, mark)]


def _absent(view: View, rule: Rule, days: Sequence[date]) -> list[date]:
    return sorted({mark.date for mark, _ in _counted(view, rule, days)})


def _found(view: View, rule: Rule, window: Period | None, days: Sequence[date]) -> Pattern:
    absent = _absent(view, rule, days)
    found: Pattern
    match rule.count.pattern:
        case WeekdayShare() as asked:
            most = max(Counter(day.isoweekday() for day in absent).values(), default=0)
            found = most, absent, len(absent) >= asked.absence_days and _share(most, absent, asked.percent)
        case RepeatedlyLate() as asked:
            marks = _counted(view, rule, days)
            found = len(marks), [], len({mark.date.isocalendar()[:2] for mark, _ in marks}) >= asked.weeks
        case UnexplainedInARow():
            found = len(absent), absent, True
        case BesideABreak() as asked:
            found = _beside(view, asked, absent)
        case AfterIllness() as asked:
            found = _after_illness(view, asked, days, absent)
        case OwnEarlierLevel() as asked:
            assert window is not None
            found = _own_level(view, rule, asked, window, absent)
        case AlternateWeeks() as asked:
            found = _alternate(asked, absent)
        case SiblingsAbsent() as asked:
            found = _siblings(view, rule, asked, absent)
        case None:
            raise AssertionError("the rule has no pattern")
    return found


def _share(part: int, absent: Sequence[date], percent: int) -> bool:
    return Fraction(part) >= Fraction(percent, 100) * len(absent)


def _beside(view: View, asked: BesideABreak, absent: list[date]) -> Pattern:
    days = sorted(view.school_days)
    edges = list(zip([None, *days], [*days, None], strict=True))
    breaks = [(a, b) for a, b in edges if a is None or b is None or (b - a).days > asked.days_off]
    beside = [day for day in absent if any(day in each for each in breaks)]
    touched = [each for each in breaks if set(each) & set(absent)]
    return len(beside), absent, len(touched) >= asked.breaks and _share(len(beside), absent, asked.percent)


def _after_illness(view: View, asked: AfterIllness, days: Sequence[date], absent: list[date]) -> Pattern:
    best: Pattern = (0, [], False)
    sick: list[date] = []
    for day in days:
        marks = day_marks(view, day)
        if any(mark.category == "sickness" for mark, _ in marks):
            sick.append(day)
        elif marks and all(mark.status != "absent" for mark, _ in marks):
            following = [one for one in sorted(view.school_days) if one >= day][: asked.following_school_days]
            again = [one for one in absent if one in following]
            if len(sick) >= asked.illness_days and len(again) > best[0]:
                best = (len(again), [*sick, *again], True)
            sick = []
    return best


def _own_level(view: View, rule: Rule, asked: OwnEarlierLevel, window: Period, absent: list[date]) -> Pattern:
    opens = date(school_year(window.after_last - DAY), 8, 1)
    before = [day for day in view.school_days if opens <= day < window.first]
    earlier = _absent(view, rule, before)
    registered = [day for day in before if view.marks_on(day)]
    months, months_before = _months(window.first, window.after_last), _months(opens, window.first)
    if months_before <= 0 or len(registered) < asked.earlier_school_days:
        return len(absent), [*earlier, *absent], False
    is_more = Fraction(len(absent), months) >= asked.times * Fraction(len(earlier), months_before)
    weeks = {day.isocalendar()[:2] for day in absent}
    return len(absent), [*earlier, *absent], is_more and len(weeks) >= asked.weeks


def _months(first: date, after_last: date) -> int:
    return 12 * (after_last.year - first.year) + after_last.month - first.month


def _alternate(asked: AlternateWeeks, absent: list[date]) -> Pattern:
    monday = date(2024, 7, 29)
    weeks = [(day - monday).days // 7 for day in absent]
    most = max(([week for week in weeks if week % 2 == parity] for parity in range(2)), key=len)
    enough = len(absent) >= asked.absence_days and len(set(most)) >= asked.weeks
    return len(most), absent, enough and _share(len(most), absent, asked.percent)


def _siblings(view: View, rule: Rule, asked: SiblingsAbsent, absent: list[date]) -> Pattern:
    away = {mark.date for mark in view.sibling_absences if counts(rule, mark)}
    together = [day for day in absent if day in away]
    enough = len(absent) >= asked.absence_days
    return len(together), absent, enough and _share(len(together), absent, asked.percent)
