"""Two rulebooks on the same events: named rows for what is new and gone, and what holds for any events."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import AlertState, Rejection
from streams.law.rule import Rulebook
from streams.replay.heard import Heard
from streams.replay.lines import read_line
from streams.replay.told import Told
from streams.replay.what_if import Change, Compared, compared, sums, total, what_if
from tests.explain.school import RULEBOOK, calendar, registration, six_days_one_corrected

QUARTER = "dk.unlawful.quarter.15"


def heard(lines: list[bytes]) -> list[Heard]:
    found = []
    for line in lines:
        topic, event, raw = read_line(line)
        assert not isinstance(event, Rejection)
        found.append(Heard(topic or "", event, raw))
    return found


def with_rule(rule: str, **changes: object) -> Rulebook:
    return Rulebook(tuple(replace(each, **changes) if each.id == rule else each for each in RULEBOOK.rules))  # type: ignore[arg-type]  # the fields are those of Rule


def told(name: str, state: AlertState = AlertState.RAISED) -> Told:
    rule, school, subject = name.split("/")
    return Told(name, rule, school, "5B", 5, subject, "calendar_quarter", "2025-Q3", state, 6, "2025-09-22")


def test_a_rule_switched_on_makes_new_alerts_and_leaves_the_others() -> None:
    without = with_rule("dk.unlawful.day", enabled=False)
    rows = what_if(without, RULEBOOK, heard(six_days_one_corrected()))
    assert {row.alert.rule for row in rows if row.change is Change.NEW} == {"dk.unlawful.day"}
    assert Change.GONE not in {row.change for row in rows}


def test_a_rule_switched_off_makes_its_alerts_gone() -> None:
    rows = what_if(RULEBOOK, with_rule("dk.unlawful.day", enabled=False), heard(six_days_one_corrected()))
    assert {row.alert.rule for row in rows if row.change is Change.GONE} == {"dk.unlawful.day"}


def test_an_alert_that_was_withdrawn_does_not_count() -> None:
    rows = what_if(RULEBOOK, RULEBOOK, heard(six_days_one_corrected()))
    assert QUARTER not in {row.alert.rule for row in rows}


def test_an_alert_that_ended_by_itself_counts() -> None:
    days = [f"2025-09-{day:02d}" for day in (*range(1, 6), *range(8, 13), 15)]
    sick = [registration(f"rc-{day}", day, "absent", category="sickness") for day in days]
    well = registration("rc-well", "2025-09-16", "present")
    rows = what_if(RULEBOOK, RULEBOOK, heard([calendar(), *sick, well]))
    ended = [row.alert for row in rows if row.alert.rule == "dk.sickness.certificate"]
    assert [alert.state for alert in ended] == [AlertState.CLEARED]


def test_sums_count_alerts_and_pupils() -> None:
    today = [told("r1/280123/p1"), told("r2/280123/p1")]
    other = [told("r2/280123/p1"), told("r3/280123/p1"), told("r3/280123/p2"), told("r4/280123/class:5B")]
    whole = total(compared(today, other))
    assert (whole.today, whole.other, whole.new, whole.gone) == (2, 4, 3, 1)
    assert (whole.new_pupils, whole.gone_pupils) == (2, 1)


_NAMES = st.sampled_from([f"r{rule}/28012{school}/p{pupil}" for rule in "12" for school in "34" for pupil in "567"])
_ALERTS = st.lists(st.builds(told, _NAMES, st.sampled_from(AlertState)), max_size=12, unique_by=lambda alert: alert.id)


@given(_ALERTS, _ALERTS)
def test_the_sums_of_groups_are_the_sum_of_all(today: list[Told], other: list[Told]) -> None:
    rows = compared(today, other)
    groups = sums(rows, lambda alert: (alert.rule, alert.school)).values()
    for index in range(4):
        assert sum(group[index] for group in groups) == total(rows)[index]


@given(_ALERTS, _ALERTS)
def test_turned_round_new_is_gone(today: list[Told], other: list[Told]) -> None:
    turned = {Change.NEW: Change.GONE, Change.GONE: Change.NEW, Change.SAME: Change.SAME}
    there, back = compared(today, other), compared(other, today)
    assert [(turned[row.change], row.alert.id) for row in there] == [(row.change, row.alert.id) for row in back]


@given(_ALERTS)
def test_a_rulebook_changes_nothing_against_itself(alerts: list[Told]) -> None:
    assert all(row.change is Change.SAME for row in compared(alerts, alerts))


@given(st.permutations(six_days_one_corrected()), st.data())
@pytest.mark.filterwarnings("error")
def test_the_order_and_the_repetition_of_events_change_no_alert_of_a_calendar_window(
    lines: list[bytes], data: st.DataObject
) -> None:
    doubled = lines + data.draw(st.lists(st.sampled_from(lines), max_size=3))
    other = with_rule(QUARTER, enabled=False)
    assert _kept(what_if(other, RULEBOOK, heard(doubled))) == _kept(
        what_if(other, RULEBOOK, heard(six_days_one_corrected()))
    )


def _kept(rows: tuple[Compared, ...]) -> list[tuple[Change, str]]:
    return [(change, alert.id) for change, alert in rows if alert.state is AlertState.RAISED]
