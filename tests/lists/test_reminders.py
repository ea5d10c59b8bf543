"""Reminders until somebody acknowledges: 10 % of the quarter, reminded every 2 school days.

37 school days from 11 August to 30 September 2025, so 4 days of unlawful absence are 10 %: p3 of 2A reaches it on
Thursday 18 September. Two school days later is Monday 22 September.
"""

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.alerts.version import alert_id, name_id
from tests.lists.school import SCHOOL, Event, Run, acknowledgement, after, calendar, roll_call, roster, tick

RULE = "dk.unlawful.quarter.10"
ALERT = alert_id(RULE, SCHOOL, "p3", "2025-Q3")
RAISED = tuple(roll_call(f"2025-09-{day}", "2A", absent={"p3": "unlawful"}) for day in (15, 16, 17, 18))
BEFORE = (calendar(), roster(), tick("2025-09-15", "day"), *RAISED)
DAYS = [f"2025-09-{day}" for day in (18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)]


def mornings(*events: Event) -> list[str]:
    """Return the days on which the principal is reminded when the clock goes on to the end of September."""
    run = after((*BEFORE, *events))
    return [day for day in DAYS if reminded(run, day)]


def reminded(run: Run, day: str) -> bool:
    seen = len(run.sent)
    run.give(tick(day, "start"))
    new = [each for each in run.sent[seen:] if each.kind == "reminder" and each.alert.rule == RULE]
    assert [each.audience for each in new] in ([], ["principal", "class-teacher"])
    return bool(new)


class Case(NamedTuple):
    says: str
    events: tuple[Event, ...]
    expected: list[str]


CASES = [
    Case(
        "without an acknowledgement every second school day",
        (),
        ["2025-09-22", "2025-09-24", "2025-09-26", "2025-09-30"],
    ),
    Case("an acknowledgement for ever ends it", (acknowledgement(ALERT, 1, "2025-09-18T12:00"),), []),
    Case(
        "when an acknowledgement ends it comes back, and again every second school day",
        (acknowledgement(ALERT, 1, "2025-09-18T12:00", "2025-09-25"),),
        ["2025-09-25", "2025-09-29"],
    ),
    Case(
        "one that ends on a Saturday comes back on Monday",
        (acknowledgement(ALERT, 1, "2025-09-18T12:00", "2025-09-27"),),
        ["2025-09-29"],
    ),
    Case(
        "an acknowledgement of another alert changes nothing",
        (acknowledgement("other", 1, "2025-09-18T12:00"),),
        ["2025-09-22", "2025-09-24", "2025-09-26", "2025-09-30"],
    ),
    Case(
        "one of a version that does not exist yet waits for it",
        (acknowledgement(ALERT, 2, "2025-09-18T12:00"),),
        ["2025-09-22", "2025-09-24", "2025-09-26", "2025-09-30"],
    ),
    Case(
        "and applies when that version appears",
        (
            acknowledgement(ALERT, 2, "2025-09-18T12:00"),
            roll_call("2025-09-19", "2A", absent={"p3": "unlawful"}),
        ),
        [],
    ),
    Case(
        "an alert that is withdrawn is not brought up",
        (roll_call("2025-09-18", "2A", id="rc-2", recorded_at="2025-09-18T12:00:00+02:00"),),
        [],
    ),
    Case(
        "an acknowledgement of an earlier raise does not hold for a new one",
        (
            acknowledgement(ALERT, 1, "2025-09-18T08:30"),
            roll_call("2025-09-18", "2A", id="rc-2", recorded_at="2025-09-18T12:00:00+02:00"),
            roll_call("2025-09-18", "2A", id="rc-3", recorded_at="2025-09-18T13:00:00+02:00", absent={"p3": None}),
        ),
        ["2025-09-22", "2025-09-24", "2025-09-26", "2025-09-30"],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])
def test_when_an_alert_is_brought_up_again(case: Case) -> None:
    assert mornings(*case.events) == case.expected


def test_an_acknowledgement_that_comes_before_its_alert_waits_for_it() -> None:
    run = after((*BEFORE[:3], acknowledgement(ALERT, 1, "2025-09-18T12:00"), *RAISED))
    assert not any(reminded(run, day) for day in DAYS)


def test_a_reminder_is_the_newest_version_as_it_was_published() -> None:
    run = after((*BEFORE, roll_call("2025-09-19", "2A", absent={"p3": "unlawful"}), tick("2025-09-22", "start")))
    published = next(alert for alert in reversed(run.told) if alert.rule == RULE)
    reminders = [each for each in run.sent if each.kind == "reminder" and each.alert.rule == RULE]
    assert published.version == 2
    assert [each.alert for each in reminders] == [published, published]
    first = reminders[0]
    assert first.id == name_id("notification", ALERT, "2", first.audience, "reminder", "2025-09-22")
    assert first.text.da.startswith("Påmindelse: ")
    assert first.text.en.startswith("Reminder: ")


def test_the_same_tick_reminds_once_and_so_does_a_new_process() -> None:
    run = after(BEFORE)
    assert reminded(run, "2025-09-22")
    assert not reminded(run, "2025-09-22")
    assert not reminded(run.restart(), "2025-09-22")
    assert reminded(run, "2025-09-24")


def test_a_clock_that_was_away_reminds_once_with_the_newest_day() -> None:
    run = after((*BEFORE, tick("2025-09-25", "end")))
    found = [each.id for each in run.sent if each.kind == "reminder" and each.alert.rule == RULE]
    expected = [
        name_id("notification", ALERT, "1", who, "reminder", "2025-09-24") for who in ("principal", "class-teacher")
    ]
    assert found == expected


HELD = [acknowledgement(ALERT, 1, f"2025-09-{day}T12:00", f"2025-09-{day + 3}") for day in (18, 22, 24)]


@settings(max_examples=20, deadline=None)
@given(st.permutations(HELD * 2))
def test_acknowledgements_hold_in_any_order_and_however_often_they_come(events: list[Event]) -> None:
    assert mornings(*events) == ["2025-09-29"]
