"""Rules about classes and schools: what a pack may say, and with which reason it is refused otherwise."""

from pathlib import Path
from typing import NamedTuple

import pytest

from streams.law.packs import PackError, load_rulebook
from streams.law.rule import DeadlineSpec, Unit

PACK = """\
pack: lists
version: 2025-08-01
rules:
  - id: lists.missing
    title: {da: "a", en: "a"}
    source: "tests"
    status: local
    valid: {first: 2020-01-01}
    subject: class
    window: {kind: school_day}
    count: {unit: missing_roll_calls, moments: [start]}
    threshold: {missing_roll_calls: 1}
    deadline: {tick: start, school_days_after: 1}
    audiences: [principal]
    duty: {da: "a", en: "a"}
  - id: lists.pupils
    title: {da: "a", en: "a"}
    source: "tests"
    status: local
    valid: {first: 2020-01-01}
    subject: school
    window: {kind: calendar_quarter}
    count: {unit: pupils, rule: lists.ten}
    threshold: {pupils: 3}
    deadline: {tick: day, days_after: -13, while_window_lasts: true}
    audiences: [principal]
    duty: {da: "a", en: "a"}
  - id: lists.ten
    title: {da: "a", en: "a"}
    source: "tests"
    status: local
    valid: {first: 2020-01-01}
    window: {kind: calendar_quarter}
    count: {unit: days, categories: [unlawful]}
    threshold: {days: 10}
    reminder_after_school_days: 2
    audiences: [principal]
    duty: {da: "a", en: "a"}
"""


DEADLINE = "deadline: {tick: day}"


class Refusal(NamedTuple):
    says: str
    before: str
    after: str
    line: int
    reason: str


REFUSALS = [
    Refusal("a list without deadline", "    deadline: {tick: start, school_days_after: 1}\n", "", 4, "is missing"),
    Refusal("a list about pupils", "    subject: class\n", "", 10, "goes with the subject class or school"),
    Refusal("an unknown tick", "{tick: start,", "{tick: noon,", 13, "deadline.tick: must be one of start, end, day"),
    Refusal("a deadline without tick", "{tick: start, school", "{school", 13, "the field 'tick' is missing"),
    Refusal("an unknown field of a deadline", "school_days_after: 1", "weeks_after: 1", 13, "unknown field"),
    Refusal("school days before the window", "school_days_after: 1", "school_days_after: -1", 13, "from 0 to 366"),
    Refusal("a switch that is no truth value", "lasts: true", "lasts: yes", 25, "must be true or false"),
    Refusal("a list of a month", "{kind: school_day}", "{kind: calendar_month}", 11, "not in calendar_month"),
    Refusal("a list with categories", "moments: [start]", "categories: [leave]", 11, "has no categories"),
    Refusal("an unknown moment", "moments: [start]", "moments: [noon]", 11, "must be one of start, end"),
    Refusal("a moment twice", "moments: [start]", "moments: [end, end]", 11, "twice"),
    Refusal("moments of pupils", "rule: lists.ten}", "rule: lists.ten, moments: [start]}", 23, "pupils has no moments"),
    Refusal("pupils under no rule", ", rule: lists.ten", "", 23, "the field 'rule' is missing"),
    Refusal("pupils under an unknown rule", "rule: lists.ten", "rule: lists.twenty", 16, "not 'lists.twenty'"),
    Refusal("pupils under a list", "rule: lists.ten", "rule: lists.missing", 16, "must be a rule about pupils"),
    Refusal("roll calls under a rule", "moments: [start]", "rule: lists.ten", 11, "only pupils are counted by a rule"),
    Refusal("a threshold in another unit", "{pupils: 3}", "{days: 3}", 24, "but count.unit is pupils"),
    Refusal(
        "a deadline of a rule about pupils",
        "    reminder",
        f"    {DEADLINE}\n    reminder",
        36,
        "goes with lists",
    ),
    Refusal("moments of absence", "[unlawful]}", "[unlawful], moments: [end]}", 34, "goes with lists"),
    Refusal("a reminder at once", "school_days: 2", "school_days: 0", 36, "must be a whole number from 1"),
    Refusal(
        "a minimum of a list",
        "    deadline: {tick: start",
        "    minimum_school_days: 5\n    deadline: {tick: start",
        13,
        "does not go with",
    ),
]


def test_what_a_list_says(tmp_path: Path) -> None:
    (tmp_path / "lists.yaml").write_text(PACK)
    missing, pupils, ten = load_rulebook(tmp_path).rules
    assert missing.count.unit is Unit.MISSING_ROLL_CALLS
    assert missing.count.moments == ("start",)
    assert missing.deadline == DeadlineSpec("start", school_days_after=1)
    assert pupils.count.rule == "lists.ten"
    assert pupils.deadline == DeadlineSpec("day", days_after=-13, while_window_lasts=True)
    assert (ten.deadline, ten.reminder_after_school_days) == (None, 2)


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.says for refusal in REFUSALS])
def test_a_list_is_refused_with_line_and_reason(refusal: Refusal, tmp_path: Path) -> None:
    assert PACK.count(refusal.before) == 1
    (tmp_path / "lists.yaml").write_text(PACK.replace(refusal.before, refusal.after))
    with pytest.raises(PackError) as refused:
        load_rulebook(tmp_path)
    assert refusal.reason in refused.value.reason
    assert refused.value.line == refusal.line
