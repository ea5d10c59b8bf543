"""What is about a pupil and what is about others: only the pupil's own lines are in the dossier."""

import json
from typing import Any

import pytest

from schemas import (
    ACKNOWLEDGEMENTS,
    ALERTS,
    ERASURES,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    dead_letter_topic,
    notifications_topic,
)
from streams.casefile.dossier import READING_ORDER, Dossier

SCHOOL = "280123"
ROLL_CALL = {
    "id": "rc-1",
    "school": SCHOOL,
    "class": "7B",
    "grade": 7,
    "date": "2025-09-15",
    "moment": "start",
    "recorded_at": "2025-09-15T08:05:00+02:00",
    "entries": [
        {"pupil": "p1", "status": "absent", "category": "sickness"},
        {"pupil": "other", "status": "late"},
    ],
}
ROSTER = {
    "id": "ro-1",
    "school": SCHOOL,
    "school_year": "2025/26",
    "recorded_at": "2025-08-01T12:00:00+02:00",
    "classes": [
        {
            "class": "7B",
            "grade": 7,
            "pupils": [
                {"pupil": "p1", "first": "2025-08-11", "household": "h9"},
                {"pupil": "other", "first": "2025-08-11"},
            ],
        }
    ],
}
ALERT = {"id": "a-1", "version": 1, "school": SCHOOL, "pupil": "p1", "rule": "r"}
NOTICE = {
    "id": "n-1",
    "school": SCHOOL,
    "pupil": "p1",
    "first": "2025-09-15",
    "after_last": "2025-09-16",
    "category": "sickness",
    "received_at": "2025-09-15T07:00:00+02:00",
}
ACKNOWLEDGED = {
    "id": "k-1",
    "school": SCHOOL,
    "alert": "a-1",
    "version": 1,
    "by": "principal",
    "at": "2025-09-16T07:00:00+02:00",
    "until": None,
}


def dossier(*records: tuple[str, dict[str, Any]], key: str = SCHOOL) -> dict[str, list[dict[str, Any]]]:
    found = Dossier(SCHOOL, "p1")
    for topic, value in records:
        found.take(topic, key.encode(), json.dumps(value, separators=(",", ":")).encode(), {})
    return found.content()


def test_of_a_roll_call_only_the_own_entry_is_taken() -> None:
    found = dossier((ROLL_CALLS, ROLL_CALL))
    assert found["registrations"] == [
        {
            "date": "2025-09-15",
            "moment": "start",
            "class": "7B",
            "grade": 7,
            "status": "absent",
            "category": "sickness",
            "listed": True,
            "roll_call": "rc-1",
            "recorded_at": "2025-09-15T08:05:00+02:00",
        }
    ]
    assert "other" not in json.dumps(found)


def test_a_complete_roll_call_registers_the_enrolled_pupil_as_present() -> None:
    without = {**ROLL_CALL, "complete": True, "entries": []}
    (mark,) = dossier((ROSTERS, ROSTER), (ROLL_CALLS, without))["registrations"]
    assert (mark["status"], mark["listed"]) == ("present", False)


@pytest.mark.parametrize(
    "changes",
    [{"complete": False}, {"class": "7A"}, {"date": "2025-08-08", "recorded_at": "2025-08-08T08:05:00+02:00"}],
    ids=["that is not complete", "of another class", "of a day before the enrolment"],
)
def test_a_roll_call_says_nothing_of_a_pupil_it_does_not_list(changes: dict[str, object]) -> None:
    other = {**ROLL_CALL, "complete": True, "entries": [], **changes}
    assert "registrations" not in dossier((ROSTERS, ROSTER), (ROLL_CALLS, other))


def test_of_a_roster_only_the_own_enrolment_is_taken() -> None:
    found = dossier((ROSTERS, ROSTER))
    (enrolment,) = found["enrolments"]
    assert (enrolment["class"], enrolment["household"], enrolment["roster"]) == ("7B", "h9", "ro-1")
    assert "other" not in json.dumps(found)


def test_notices_transfers_and_erasures_are_taken_whole() -> None:
    transfer = {
        "id": "t-1",
        "school": SCHOOL,
        "pupil": "p1",
        "to_school": "280999",
        "date": "2025-10-01",
        "recorded_at": "2025-10-01T08:00:00+02:00",
    }
    erasure = {"id": "e-1", "school": SCHOOL, "pupil": "p1", "requested_at": "2026-01-01T08:00:00+01:00"}
    found = dossier((NOTICES, NOTICE), (TRANSFERS, transfer), (ERASURES, erasure))
    assert [found[kind][0]["id"] for kind in ("notices", "transfers", "erasures")] == ["n-1", "t-1", "e-1"]


def test_alerts_with_who_was_told_and_who_has_seen_them() -> None:
    told = {"id": "x-1", "audience": "principal", "kind": "raised", "alert": ALERT, "title": {}, "text": {}}
    found = dossier((ALERTS, ALERT), (ACKNOWLEDGEMENTS, ACKNOWLEDGED), (notifications_topic("principal"), told))
    assert found["alerts"] == [ALERT]
    assert found["acknowledgements"][0]["id"] == "k-1"
    assert (found["notifications"][0]["alert"], found["notifications"][0]["version"]) == ("a-1", 1)


def test_what_was_rejected_is_told_without_its_bytes() -> None:
    found = Dossier(SCHOOL, "p1")
    headers = {"naervaer-reason": b"schema", "naervaer-topic": ROLL_CALLS.encode(), "naervaer-offset": b"7"}
    value = b'{"pupil":"p1","name":"Jens Hansen"}'
    found.take(dead_letter_topic(ROLL_CALLS), SCHOOL.encode(), value, headers)
    assert found.content() == {"rejected": [{"reason": "schema", "topic": ROLL_CALLS, "offset": "7"}]}


@pytest.mark.parametrize(
    "record",
    [
        (ALERTS, {**ALERT, "pupil": "other"}),
        (ALERTS, {**ALERT, "pupil": None}),
        (NOTICES, {**NOTICE, "pupil": "other"}),
        (ACKNOWLEDGEMENTS, {**ACKNOWLEDGED, "alert": "unknown"}),
        (ROLL_CALLS, {**ROLL_CALL, "grade": "7"}),
    ],
)
def test_what_is_about_others_or_was_rejected_is_left_out(record: tuple[str, dict[str, Any]]) -> None:
    assert dossier(record) == {}


def test_another_school_with_the_same_pupil_id_is_left_out() -> None:
    assert dossier((ROLL_CALLS, {**ROLL_CALL, "school": "999999"}), key="999999") == {}


def test_an_event_that_comes_twice_stands_once() -> None:
    assert len(dossier((NOTICES, NOTICE), (NOTICES, NOTICE))["notices"]) == 1


def test_alerts_are_read_before_what_is_about_them() -> None:
    assert READING_ORDER.index(ROSTERS) < READING_ORDER.index(ROLL_CALLS)
    assert READING_ORDER.index(ALERTS) < READING_ORDER.index(ACKNOWLEDGEMENTS)
