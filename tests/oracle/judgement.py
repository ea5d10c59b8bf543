"""What one rule says about one pupil in one window at one as_of.

Owns which windows are judged at which as_of, and the comparison. Must not know what was said before.
Called by `judge` (what holds now) and by the replayer (what held at an earlier as_of).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from streams.law.rule import Comparison, Rule
from tests.oracle.counting import denominator, measured, open_window
from tests.oracle.known import Known, school_year
from tests.oracle.marks import Mark, winning_marks
from tests.oracle.patterns import pattern
from tests.oracle.siblings import look
from tests.oracle.view import View
from tests.oracle.windows import PERIODS, Period, period

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Judgement:
    """The numbers of a rule in a window, and whether it speaks. Values are in days, episodes or arrivals."""

    first: date
    after_last: date
    as_of: date
    value: Fraction
    school_days: int | None
    evidence: tuple[tuple[Mark, Fraction], ...]
    class_: str | None
    grade: int | None
    calendar: str | None
    holds: bool

    @property
    def proof(self) -> tuple[object, ...]:
        """Value and evidence: what makes a new version of a raised alert when it changes."""
        marks = [(m.date, m.moment, m.category, value, m.roll_call, m.recorded_at) for m, value in self.evidence]
        return (self.value, *marks)


Holding = dict[tuple[str, str], tuple[Period | None, Judgement]]


def judge(known: Known, rules: Iterable[Rule], school: str, pupil: str) -> Holding:
    """Return what holds at present, by (rule, key of the period); the key is "" for rolling and run windows."""
    return holding(look(known, school, winning_marks(known), [pupil])[pupil], rules)


def holding(view: View, rules: Iterable[Rule]) -> Holding:
    """As `judge`, of a pupil already looked at."""
    if view.as_of is None:
        return {}
    found: Holding = {}
    for rule in rules:
        for window in windows(view, rule):
            as_of = present_as_of(view, window)
            if as_of is None:
                continue
            judgement = at(view, rule, window, as_of)
            if judgement.holds:
                found[rule.id, window.key if window else ""] = (window, judgement)
    return found


def windows(view: View, rule: Rule) -> Sequence[Period | None]:
    """Every period that holds a kept mark; None stands for the one rolling or run window."""
    if not rule.enabled:
        return ()
    if rule.window.kind not in PERIODS:
        return (None,)
    return sorted({period(rule.window.kind, mark.date) for mark in view.kept_marks})


def present_as_of(view: View, window: Period | None) -> date | None:
    """Return the pupil's as_of; for a period that ended before it, the period's last school day."""
    if window is None or view.as_of is None or view.as_of < window.after_last:
        return view.as_of
    return max((day for day in view.school_days if window.first <= day < window.after_last), default=None)


def at(view: View, rule: Rule, window: Period | None, as_of: date) -> Judgement:
    """Judge a window at an as_of; marks after it are left out."""
    if window is None:
        days = open_window(view, rule, as_of)
        first, after_last = (days[0] if days else as_of), as_of + DAY
    else:
        days = [day for day in view.school_days if window.first <= day < window.after_last]
        first, after_last = window.first, window.after_last
    value, evidence, is_met = _measured(view, rule, window, [day for day in days if day <= as_of])
    number = denominator(view, rule, days, as_of)
    class_, grade = view.class_and_grade(as_of) or (None, None)
    return Judgement(
        first=first,
        after_last=after_last,
        as_of=as_of,
        value=value,
        school_days=number,
        evidence=evidence,
        class_=class_,
        grade=grade,
        calendar=dict(view.calendars).get(school_year(as_of)),
        holds=is_met
        and _applies(view, rule, as_of, grade)
        and len([day for day in days if day <= as_of]) >= rule.minimum_school_days
        and _reached(rule, value, number),
    )


def _measured(
    view: View, rule: Rule, window: Period | None, days: Sequence[date]
) -> tuple[Fraction, tuple[tuple[Mark, Fraction], ...], bool]:
    if rule.count.pattern:
        return pattern(view, rule, window, days)
    return (*measured(view, rule, days), True)


def _applies(view: View, rule: Rule, as_of: date, grade: int | None) -> bool:
    valid, scope = rule.valid, rule.scope
    municipality = dict(view.municipalities).get(school_year(as_of), "")
    return (
        grade is not None
        and valid.first <= as_of
        and (valid.after_last is None or as_of < valid.after_last)
        and (scope.grades is None or scope.grades[0] <= grade <= scope.grades[1])
        and (not scope.municipalities or municipality in scope.municipalities)
        and (not scope.schools or view.school in scope.schools)
    )


def _reached(rule: Rule, value: Fraction, school_days: int | None) -> bool:
    if value == 0 or school_days == 0:
        return False
    measure = value if school_days is None else 100 * value / school_days
    if rule.threshold.comparison is Comparison.AT_LEAST:
        return measure >= rule.threshold.amount
    return measure > rule.threshold.amount
