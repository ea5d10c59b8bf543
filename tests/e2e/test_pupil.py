"""One pupil, from the first roll call to the withdrawn alert, as somebody sees it who knows only the contract."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import ACKNOWLEDGEMENTS, CALENDARS, ROLL_CALLS, ROSTERS
from tests.agents.builders import SCHOOL, calendar, roll_call, roster
from tests.agents.conftest import Reader
from tests.cli.running import Up, assert_nothing_runs
from tests.e2e.conftest import Town

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

ALERTS = "naervaer.alerts.v1"
NOTIFICATIONS = "naervaer.notifications.municipality.v1"
RULE = "dk.unlawful.quarter.15"
DAYS = [f"2025-09-{day:02d}" for day in (1, 2, 3, 4, 5, 8)]
ALERT_COLUMNS = (
    "version, state, reason, rule, rule_version, municipality, class, grade, pupil, window_kind, window_key, value,"
    " school_days, percent, as_of, raised_at, recorded_at, acknowledged_until"
)


def of_rule(reader: Reader, number: int) -> list[dict[str, Any]]:
    """Give the first messages about the rule, when there are so many; of a notification the alert in it."""
    messages: list[dict[str, Any]] = []

    def enough(seen: list[Any]) -> bool:
        messages[:] = [json.loads(record.value) for record in seen]
        messages[:] = [message for message in messages if message.get("alert", message)["rule"] == RULE]
        return len(messages) >= number

    reader.until(enough)
    return messages[:number]


def recorded(day: str, hour: int = 6) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:05:00+00:00")


def acknowledgement(alert: dict[str, Any]) -> dict[str, Any]:
    seen = {"alert": alert["id"], "version": alert["version"], "by": "municipality"}
    return {"id": "ack-1", "school": SCHOOL, **seen, "at": "2025-09-10T09:00:00+02:00", "until": "2025-09-30"}


def publish_six_days(town: Town) -> None:
    town.publish(CALENDARS, calendar())
    town.publish(ROSTERS, roster())
    town.await_handled(CALENDARS, ROSTERS)
    for day in DAYS:
        town.publish(ROLL_CALLS, roll_call(day))


def test_six_unlawful_days_alert_the_municipality_and_a_correction_takes_it_back(
    tmp_path: Path, town: Callable[[Up], Town]
) -> None:
    with Up(tmp_path, "--empty") as up:
        up.await_line("ready")
        outside = town(up)
        alerts, notifications = outside.read(ALERTS), outside.read(NOTIFICATIONS)
        publish_six_days(outside)

        (raised,) = of_rule(alerts, 1)
        assert (raised["version"], raised["state"], raised["reason"]) == (1, "raised", "threshold_crossed")
        assert raised["measure"] == {
            "unit": "days",
            "value": 6,
            "school_days": 37,
            "percent": "16.2",
            "of": "planned_school_days",
            "threshold": "15",
            "comparison": "at_least",
        }
        assert [mark["roll_call"] for mark in raised["evidence"]] == [f"rc-{day}" for day in DAYS]
        (told,) = of_rule(notifications, 1)
        assert (told["kind"], told["audience"], told["alert"]) == ("raised", "municipality", raised)

        outside.publish(ROLL_CALLS, roll_call(DAYS[3], event="correction", category="sickness", hour=12))
        withdrawn = of_rule(alerts, 2)[1]
        assert withdrawn["id"] == raised["id"]
        assert (withdrawn["version"], withdrawn["state"], withdrawn["reason"]) == (2, "withdrawn", "corrected")
        told = of_rule(notifications, 2)[1]
        assert (told["kind"], told["alert"]) == ("withdrawn", withdrawn)

        assert_the_tables_say_so(outside, raised, withdrawn)
        assert_bad_input_is_a_dead_letter(outside)
        outside.close()
        assert up.interrupt() == 0
    assert_nothing_runs(tmp_path, up)

    with Up(tmp_path, "--empty", **up.ports) as again:
        again.await_line("ready")
        outside = town(again)
        alerts = outside.read(ALERTS)
        outside.publish(ROLL_CALLS, roll_call("2025-09-09"))
        (raised_again,) = of_rule(alerts, 1)
        assert (raised_again["id"], raised_again["version"]) == (raised["id"], 3)
        assert (raised_again["state"], raised_again["reason"]) == ("raised", "threshold_crossed")
        outside.publish(ACKNOWLEDGEMENTS, acknowledgement(raised_again))
        outside.await_all()
        assert len(outside.rows("absences", "date", [SCHOOL])) == 7
        seen = outside.rows("alerts", "rule, version, acknowledged_until", [SCHOOL])
        assert [row for row in seen if row[0] == RULE] == [(RULE, 3, date(2025, 9, 30))]
        outside.close()
        assert again.interrupt() == 0
    assert_nothing_runs(tmp_path, again)


def assert_the_tables_say_so(outside: Town, raised: dict[str, Any], withdrawn: dict[str, Any]) -> None:
    outside.await_all()
    corrected = {DAYS[3]: ("sickness", recorded(DAYS[3], 10), "correction")}
    marks = {day: corrected.get(day, ("unlawful", recorded(day), f"rc-{day}")) for day in DAYS}
    place = ("259", "5A", 5)
    assert outside.rows(
        "absences",
        "date, municipality, class, grade, pupil, moment, status, * EXCEPT "
        "(school, date, municipality, class, grade, pupil, moment, status)",
        [SCHOOL],
    ) == [
        (date.fromisoformat(day), *place, "p1", "start", "absent", category, 1.0, at, call)
        for day, (category, at, call) in marks.items()
    ]
    assert outside.rows("class_days", "date, * EXCEPT (school, date)", [SCHOOL]) == [
        (date.fromisoformat(day), *place, "start", 1, 0, 0, sick := int(category == "sickness"), 0, 1 - sick, 0, 0, at)
        for day, (category, at, _) in marks.items()
    ]
    assert outside.rows("pupil_quarters", "* EXCEPT school", [SCHOOL]) == [
        (*place, "p1", "2025-Q3", 1.0, 0.0, 5.0, 0, 37, 21, 13.5, 16.2, date(2025, 9, 8), 0.0, 1.0)
    ]
    rule = (RULE, raised["rule_version"], *place, "p1", "calendar_quarter", "2025-Q3")
    first, then = recorded(DAYS[5]), recorded(DAYS[3], 10)
    versions = [
        (1, "raised", "threshold_crossed", *rule, 6.0, 37, 16.2, date(2025, 9, 8), first, first, None),
        (2, "withdrawn", "corrected", *rule, 5.0, 37, 13.5, date(2025, 9, 8), first, then, None),
    ]
    assert [row for row in outside.rows("alerts", ALERT_COLUMNS, [SCHOOL]) if row[3] == RULE] == versions[1:]
    history = [row for row in outside.rows("alert_history", f"{ALERT_COLUMNS}, evidence", [SCHOOL]) if row[3] == RULE]
    assert [row[:-1] for row in history] == versions
    assert [json.loads(str(row[-1])) for row in history] == [raised["evidence"], withdrawn["evidence"]]


def assert_bad_input_is_a_dead_letter(outside: Town) -> None:
    letters = {topic: outside.read(f"{topic}.dlq") for topic in (ROLL_CALLS, CALENDARS)}
    value = b"{nope 010203-1234"
    outside.producer.send(ROLL_CALLS, key=SCHOOL.encode(), value=value)
    outside.publish(CALENDARS, {**calendar(), "after_last_day": "2025-08-11"})
    for topic, reason, body in ((ROLL_CALLS, "not_json", b"{nope XXXXXX-XXXX"), (CALENDARS, "bad_interval", None)):
        (letter,) = letters[topic].first(key=SCHOOL)
        headers = {name: text.decode() for name, text in letter.headers}
        assert headers["naervaer-reason"] == reason
        assert headers["naervaer-topic"] == topic
        assert datetime.fromisoformat(headers["naervaer-failed-at"]).tzinfo == UTC
        assert body is None or letter.value == body
