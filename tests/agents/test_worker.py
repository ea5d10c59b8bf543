"""The worker on a real broker, seen from outside: a producer that knows only the contract, and the topics."""

import json
from collections.abc import Callable

import pytest

from schemas import CALENDARS, ROLL_CALLS, ROSTERS
from tests.agents.builders import calendar, roll_call, roster
from tests.agents.conftest import School, Worker

pytestmark = pytest.mark.integration

RULE = "dk.unlawful.quarter.15"
SIX_DAYS = ("2025-08-11", "2025-08-12", "2025-08-13", "2025-08-14", "2025-08-15", "2025-08-18")


def test_six_days_of_unlawful_absence_raise_the_quarter_alert_and_a_correction_withdraws_it(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    school = "280123"
    alerts = school_system.read("naervaer.alerts.v1")
    notifications = school_system.read("naervaer.notifications.municipality.v1")
    start_worker().await_ready()
    school_system.publish(CALENDARS, calendar(school))
    school_system.publish(ROSTERS, roster(school))
    for day in SIX_DAYS:
        school_system.publish(ROLL_CALLS, roll_call(day, school))

    told = json.loads(notifications.first(key=school, seconds=10)[0].value)
    raised = [json.loads(record.value) for record in alerts.first(13, key=school)]
    alert = next(each for each in raised if each["rule"] == RULE)
    assert (alert["version"], alert["state"], alert["reason"]) == (1, "raised", "threshold_crossed")
    assert alert["measure"]["value"] == 6
    assert (alert["measure"]["school_days"], alert["measure"]["percent"]) == (37, "16.2")
    assert alert["as_of"] == "2025-08-18"
    assert (told["kind"], told["audience"], told["alert"]) == ("raised", "municipality", alert)

    school_system.publish(
        ROLL_CALLS, roll_call("2025-08-18", school, event="rc-corrected", category="sickness", hour=12)
    )
    withdrawn = json.loads(notifications.first(2, key=school)[1].value)
    assert withdrawn["kind"] == "withdrawn"
    assert (withdrawn["alert"]["version"], withdrawn["alert"]["state"]) == (2, "withdrawn")
    assert withdrawn["alert"]["reason"] == "corrected"
    assert withdrawn["alert"]["id"] == alert["id"]
