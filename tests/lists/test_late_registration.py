"""Registrations made after the quarter had ended, and alerts that rest on them."""

import json
from typing import NamedTuple

import pytest

from schemas import Alert, encode
from tests.lists.school import Event, Run, after, calendar, roll_call, roster

RULE = "dk.unlawful.quarter.10"
IN_TIME = tuple(roll_call(f"2025-09-{day}", "2A", absent={"p3": "unlawful"}) for day in (15, 16, 17))


def recorded(at: str) -> Event:
    return roll_call("2025-09-30", "2A", id="rc-last", recorded_at=at, absent={"p3": "unlawful"})


class Case(NamedTuple):
    says: str
    at: str
    is_late: bool


CASES = [
    Case("on the last evening of the quarter", "2025-09-30T23:59:59+02:00", is_late=False),
    Case("at Danish midnight", "2025-10-01T00:00:00+02:00", is_late=True),
    Case("in the same instant as seen from London", "2025-09-30T23:00:00+01:00", is_late=True),
    Case("a moment after midnight", "2025-10-01T00:00:00.000001+02:00", is_late=True),
    Case("in London before midnight, in Denmark too", "2025-09-30T22:59:59.999999+01:00", is_late=False),
    Case("weeks later", "2025-11-03T08:00:00+01:00", is_late=True),
]


def raised(run: Run) -> Alert:
    return next(alert for alert in reversed(run.told) if alert.rule == RULE)


@pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])
def test_an_alert_says_that_it_was_raised_on_a_late_registration(case: Case) -> None:
    run = after((calendar(), roster(), *IN_TIME, recorded(case.at)))
    assert raised(run).late_registration is case.is_late
    assert all(each.alert.late_registration is case.is_late for each in run.sent if each.alert.rule == RULE)


@pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])
def test_the_field_is_left_out_when_it_does_not_apply(case: Case) -> None:
    told = json.loads(encode(raised(after((calendar(), roster(), *IN_TIME, recorded(case.at))))))
    assert ("late_registration" in told) is case.is_late


def test_other_windows_than_quarters_are_never_late() -> None:
    run = after((calendar(), roster(), *IN_TIME, recorded("2025-11-03T08:00:00+01:00")))
    assert {a.window.kind for a in run.told if a.late_registration} == {"calendar_quarter"}


def test_a_correction_in_time_takes_the_remark_back_with_the_alert_standing() -> None:
    fourth = roll_call("2025-09-18", "2A", absent={"p3": "unlawful"})
    late = recorded("2025-10-02T08:00:00+02:00")
    corrected = roll_call("2025-09-30", "2A", id="rc-z", recorded_at="2025-10-03T08:00:00+02:00")
    run = after((calendar(), roster(), *IN_TIME, fourth, late, corrected))
    assert [a.late_registration for a in run.told if a.rule == RULE] == [False, True, False]
