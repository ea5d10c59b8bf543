"""What a rule about the pupils of a class says, and how it is refused: with line and reason."""

from pathlib import Path
from typing import NamedTuple

import pytest

from streams.law.packs import PackError, load_rulebook
from streams.law.rule import Unit

PACK = """\
pack: clusters
version: 2025-08-01
rules:
  - id: clusters.class
    title: {da: "a", en: "a"}
    source: "tests"
    status: local
    valid: {first: 2020-01-01}
    subject: class
    window: {kind: calendar_quarter}
    count: {unit: pupils, rule: clusters.ten}
    threshold: {pupils: 3}
    audiences: [principal]
    duty: {da: "a", en: "a"}
  - id: clusters.ten
    title: {da: "a", en: "a"}
    source: "tests"
    status: local
    valid: {first: 2020-01-01}
    window: {kind: calendar_quarter}
    count: {unit: days, categories: [sickness, unlawful]}
    threshold: {percent: 10, of: planned_school_days}
    audiences: [principal]
    duty: {da: "a", en: "a"}
"""


class Refusal(NamedTuple):
    """One change of the pack, and what is said of it."""

    says: str
    before: str
    after: str
    line: int
    reason: str


REFUSALS = [
    Refusal(
        "a deadline",
        "    threshold: {pupils: 3}\n",
        "    deadline: {tick: day}\n    threshold: {pupils: 3}\n",
        12,
        "deadline does not go with the pupils of a class",
    ),
    Refusal(
        "a reminder",
        "    threshold: {pupils: 3}\n",
        "    reminder_after_school_days: 2\n    threshold: {pupils: 3}\n",
        12,
        "does not go with the pupils of a class",
    ),
    Refusal(
        "a window of one day",
        "subject: class\n    window: {kind: calendar_quarter}",
        "subject: class\n    window: {kind: school_day}",
        11,
        "in the window calendar_quarter, not in school_day",
    ),
    Refusal("an unknown rule", "rule: clusters.ten}", "rule: clusters.nine}", 4, "not 'clusters.nine'"),
    Refusal("a share of the days so far", "planned_school_days", "held_school_days", 4, "held_school_days"),
    Refusal(
        "late arrivals",
        "{unit: days, categories: [sickness, unlawful]}\n    threshold: {percent: 10, of: planned_school_days}",
        "{unit: late_arrivals}\n    threshold: {late_arrivals: 5}",
        4,
        "must count days",
    ),
]


def test_what_is_said_of_the_pupils_of_a_class(tmp_path: Path) -> None:
    (tmp_path / "clusters.yaml").write_text(PACK)
    of_class, _ = load_rulebook(tmp_path).rules
    assert (of_class.subject, of_class.count.unit, of_class.count.rule) == ("class", Unit.PUPILS, "clusters.ten")
    assert of_class.deadline is None


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.says for refusal in REFUSALS])
def test_it_is_refused_with_line_and_reason(refusal: Refusal, tmp_path: Path) -> None:
    assert PACK.count(refusal.before) == 1
    (tmp_path / "clusters.yaml").write_text(PACK.replace(refusal.before, refusal.after))
    with pytest.raises(PackError) as refused:
        load_rulebook(tmp_path)
    assert refusal.reason in refused.value.reason
    assert refused.value.line == refusal.line
