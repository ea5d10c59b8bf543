"""Clusters in a class by brute force: everybody judged anew by the rule that is named, and then sorted into classes.

Owns which pupils of which class stand on a list, with what they have. Must not know what was said before. Used by the
agreement test.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from streams.law.rule import Rule
from tests.oracle.judgement import holding
from tests.oracle.known import school_year
from tests.oracle.message import percent, plain
from tests.oracle.view import View

Listed = tuple[str, int | float, str | None]
"""Pupil, value, percent."""
Cluster = tuple[str, str, str, str, tuple[Listed, ...]]
"""School, rule, class, window key, the pupils by id."""


def clusters(rules: Sequence[Rule], views: Iterable[View]) -> list[Cluster]:
    """Return what stands for the rules about classes among these rules."""
    named = {rule.id: rule for rule in rules}
    pairs = [(rule, named[rule.count.rule]) for rule in rules if rule.count.rule]
    seen = sorted(views, key=lambda view: view.pupil)
    return sorted(cluster for rule, counted in pairs for cluster in _of_rule(rule, counted, seen))


def _of_rule(rule: Rule, counted: Rule, views: Sequence[View]) -> Iterable[Cluster]:
    found: dict[tuple[str, str, str], list[Listed]] = {}
    for view in views:
        for window, judged in holding(view, [counted]).values():
            if window is None:
                continue
            day = window.after_last - timedelta(days=1)
            class_, grade = view.class_and_grade(day) or ("", -1)
            low, high = rule.scope.grades or (0, 10)
            towns = rule.scope.municipalities
            if low <= grade <= high and (not towns or dict(view.municipalities).get(school_year(day), "") in towns):
                line = (view.pupil, plain(judged.value), percent(judged.value, judged.school_days))
                found.setdefault((view.school, class_, window.key), []).append(line)
    for (school, class_, key), lines in found.items():
        if len(lines) >= rule.threshold.amount:
            yield school, rule.id, class_, key, tuple(lines)
