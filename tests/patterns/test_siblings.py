"""Siblings: what happens to one pupil may raise and withdraw the alert of another, in any order."""

from itertools import permutations

import pytest

from schemas import EvidenceMark
from streams.law.pattern import SiblingsAbsent
from tests.oracle.rulebook import patterned
from tests.oracle.sent import Sent, calendar, erasure, notice, roster
from tests.patterns.year import YEAR, alerts, away, raised, there

RULE = patterned(
    "siblings", "school_year", "sickness unlawful", "at_least 2", SiblingsAbsent(percent=60, absence_days=2)
)
TOGETHER = roster("ro-1", 2025, {"5B": ["p1 2025-08-11.. h1", "p2 2025-08-11.. h1"]})
APART = roster(
    "ro-2", 2025, {"5B": ["p1 2025-08-11.. h1", "p2 2025-08-11.. h2"]}, recorded_at="2025-09-20T12:00:00+02:00"
)
DAYS = ["2025-09-15", "2025-09-16"]
OWN, THEIRS = away(DAYS), away(DAYS, pupil="p2")
BOTH = {("siblings", "p1", 2), ("siblings", "p2", 2)}


@pytest.mark.parametrize("order", list(permutations([TOGETHER, *OWN, *THEIRS])))
def test_any_order_ends_in_an_alert_for_each_sibling(order: tuple[Sent, ...]) -> None:
    assert raised([RULE], [YEAR, *order, *order[:2]]) == BOTH


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        pytest.param(there(DAYS[:1], "p2", version=2)[0], "corrected", id="a sibling was there after all"),
        pytest.param(APART, "roster_changed", id="they are of two households"),
        pytest.param(erasure("er-1", "p2", "2025-10-01T12:00:00+02:00"), "pupil_erased", id="a sibling is erased"),
        pytest.param(
            calendar("cal-2", 2025, "2025-09-16", "2026-06-27", recorded_at="2025-10-01T12:00:00+02:00"),
            "calendar_changed",
            id="a day is no school day any more",
        ),
    ],
)
def test_what_parts_siblings_withdraws_the_alerts_of_both(event: Sent, reason: str) -> None:
    told = alerts([RULE], [YEAR, TOGETHER, *OWN, *THEIRS, event])
    assert {(each.pupil, each.reason) for each in told if each.state == "withdrawn"} == {("p1", reason), ("p2", reason)}
    assert raised([RULE], [YEAR, TOGETHER, event, *OWN, *THEIRS]) == set()


def test_a_notice_that_makes_a_day_leave_withdraws_the_alert_of_the_sibling() -> None:
    unexplained = away(DAYS, "absent", pupil="p2")
    leave = notice("no-1", "p2", "2025-09-15..2025-09-17", "leave", "2025-09-14T12:00:00+02:00")
    told = alerts([RULE], [YEAR, TOGETHER, *OWN, *unexplained, leave])
    assert {(each.pupil, each.reason) for each in told if each.state == "withdrawn"} == {
        ("p1", "notice_received"),
        ("p2", "notice_received"),
    }


def test_an_alert_shows_the_pupil_s_own_days_only() -> None:
    told = [each for each in alerts([RULE], [YEAR, TOGETHER, *OWN, *THEIRS]) if each.pupil == "p1"]
    marks = [mark for mark in told[-1].evidence if isinstance(mark, EvidenceMark)]
    assert {mark.roll_call for mark in marks} == {f"rc-{day}-p1-1" for day in DAYS}
    assert "p2" not in told[-1].model_dump_json()


def test_siblings_absent_on_different_days_are_no_pattern() -> None:
    assert raised([RULE], [YEAR, TOGETHER, *OWN, *away(["2025-09-17", "2025-09-18"], pupil="p2")]) == set()
