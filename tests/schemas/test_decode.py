"""What decode accepts, and which reason it gives first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import JsonValue

from schemas import (
    ALERTS,
    CALENDARS,
    CLOCK,
    INPUT_TOPICS,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    Reason,
    RollCall,
    SchoolCalendar,
)
from tests.schemas.builders import KEY, Event, accepted, event, raw, rejection

MIB = 1024 * 1024


def entry(pupil: str, status: str = "present", **more: JsonValue) -> JsonValue:
    return {"pupil": pupil, "status": status, **more}


def test_every_flaw_hides_those_that_come_later_in_the_order() -> None:
    fields = event(
        ROLL_CALLS, school="280999", grade=5, moment="end", date="2025-09-16", colour="red", class_="010170-1234"
    )
    fields["entries"] = [entry("p1", "late", category="leave"), entry("p1")]
    cut_off = raw(fields)[:-1]
    repairs: list[tuple[Event, Reason]] = [
        ({}, Reason.LOOKS_LIKE_CPR),
        ({"class": "7B"}, Reason.SCHEMA),
        ({"colour": None}, Reason.KEY_MISMATCH),
        ({"school": "280123"}, Reason.DUPLICATE_PUPIL),
        ({"entries": [entry("p1", "late", category="leave")]}, Reason.CATEGORY_WITHOUT_ABSENCE),
        ({"entries": [entry("p1", "late")]}, Reason.END_MOMENT_FOR_GRADE),
        ({"moment": "start"}, Reason.DATE_IN_FUTURE),
        ({"date": "2024-07-31"}, Reason.TOO_OLD),
    ]

    assert rejection(ROLL_CALLS, cut_off + b" " * MIB).reason is Reason.TOO_LARGE
    assert rejection(ROLL_CALLS, cut_off).reason is Reason.NOT_JSON
    for repair, next_reason in repairs:
        fields = {name: value for name, value in (fields | repair).items() if (name, value) != ("colour", None)}
        assert rejection(ROLL_CALLS, raw(fields)).reason is next_reason
    accepted(ROLL_CALLS, raw(fields | {"date": "2024-08-01"}))


def test_a_wrong_key_comes_before_an_empty_interval() -> None:
    value = raw(event(NOTICES, after_last="2025-09-15"))

    assert rejection(NOTICES, value, b"280999").reason is Reason.KEY_MISMATCH
    assert rejection(NOTICES, value).reason is Reason.BAD_INTERVAL


def test_an_empty_enrolment_comes_before_a_doubled_pupil() -> None:
    pupils: JsonValue = [
        {"pupil": "p1", "first": "2025-08-11"},
        {"pupil": "p1", "first": "2025-09-01", "after_last": "2025-09-01"},
    ]
    value = raw(event(ROSTERS, classes=[{"class": "7B", "grade": 7, "pupils": pupils}]))

    assert rejection(ROSTERS, value).reason is Reason.BAD_INTERVAL


@pytest.mark.parametrize("topic", INPUT_TOPICS)
def test_one_mebibyte_is_the_most(topic: str) -> None:
    value = raw(event(topic))

    accepted(topic, value.ljust(MIB))
    assert rejection(topic, value.ljust(MIB + 1)).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("topic", INPUT_TOPICS)
def test_a_tombstone_is_not_json_and_says_so(topic: str) -> None:
    found = rejection(topic, None)

    assert (found.reason, found.detail) == (Reason.NOT_JSON, "the record has no value")


@pytest.mark.parametrize("topic", [ALERTS, "naervaer.rollcalls.v1.dlq", "unknown", ""])
def test_a_topic_that_is_no_input_topic_is_schema(topic: str) -> None:
    assert rejection(topic, raw(event(ROLL_CALLS))).reason is Reason.SCHEMA
    assert rejection(topic, b"{").reason is Reason.NOT_JSON


@pytest.mark.parametrize("topic", [topic for topic in INPUT_TOPICS if topic != CLOCK])
@pytest.mark.parametrize("key", [None, b"", b"280124", b"280123 ", "280123".encode("utf-16"), b"\xff"])
def test_a_key_that_is_not_the_school_is_rejected(topic: str, key: bytes | None) -> None:
    assert rejection(topic, raw(event(topic)), key).reason is Reason.KEY_MISMATCH


@pytest.mark.parametrize("key", [None, b"3", b"\xff"])
def test_the_key_of_a_clock_tick_is_not_looked_at(key: bytes | None) -> None:
    accepted(CLOCK, raw(event(CLOCK)), key)


@pytest.mark.parametrize("value", [b"[]", b'"text"', b"7", b"null", b"true", b"1e999"])
def test_json_that_is_no_object_is_schema(value: bytes) -> None:
    assert rejection(ROLL_CALLS, value).reason is Reason.SCHEMA


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" ", id="only a space"),
        pytest.param(b"{}{}", id="two values"),
        pytest.param(b"{'id': 1}", id="single quotes"),
        pytest.param(b'{"a": 1,}', id="trailing comma"),
        pytest.param(b'{"a": Infinity}', id="infinity"),
        pytest.param(b'{"a": -Infinity}', id="minus infinity"),
        pytest.param(b'{"a": NaN}', id="not a number"),
        pytest.param(b'{"a": 01}', id="leading zero"),
        pytest.param(b'{"a": "\n"}', id="raw line break in a text"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="UTF-16"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep arrays"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="deep objects"),
    ],
)
def test_what_is_no_json(value: bytes) -> None:
    assert rejection(ROLL_CALLS, value).reason is Reason.NOT_JSON


def test_the_id_of_the_event_is_given_where_one_can_be_read() -> None:
    assert rejection(ROLL_CALLS, raw(event(ROLL_CALLS, grade=11))).event_id == "rc-1"
    assert rejection(ROLL_CALLS, raw(event(ROLL_CALLS, moment="end", grade=3))).event_id == "rc-1"
    assert rejection(ROLL_CALLS, raw(event(ROLL_CALLS, id="010170-1234"))).event_id is None
    assert rejection(ROLL_CALLS, raw(event(ROLL_CALLS, id=7))).event_id is None
    assert rejection(ROLL_CALLS, b"[]").event_id is None


def test_a_detail_names_nested_fields_and_no_values() -> None:
    entries: JsonValue = [entry("p1"), {"pupil": "p2", "status": "Ida Hansen", "Ida Hansen": 1, "colour": "red"}]
    found = rejection(ROLL_CALLS, raw(event(ROLL_CALLS, entries=entries)))

    assert "entries.1.status: " in found.detail
    assert "entries.1.*: " in found.detail
    assert "entries.1.colour: " in found.detail
    assert "Ida" not in found.detail


def test_an_optional_field_may_be_null_or_left_out() -> None:
    fields = event(CALENDARS, days_off=None, classes=None)
    left_out = {name: value for name, value in fields.items() if value is not None}

    found = accepted(CALENDARS, raw(fields))

    assert isinstance(found, SchoolCalendar)
    assert found == accepted(CALENDARS, raw(left_out))
    assert (found.days_off, found.classes) == ((), {})


@pytest.mark.parametrize(
    ("recorded_at", "oldest"),
    [
        pytest.param("2025-07-31T21:59:59Z", date(2023, 8, 1), id="last second of a Danish school year"),
        pytest.param("2025-07-31T22:00:00Z", date(2024, 8, 1), id="first second of a Danish school year"),
        pytest.param("2026-02-01T12:00:00Z", date(2024, 8, 1), id="spring"),
    ],
)
def test_roll_calls_reach_back_to_the_start_of_the_last_school_year(recorded_at: str, oldest: date) -> None:
    day_before = (oldest - timedelta(days=1)).isoformat()

    accepted(ROLL_CALLS, raw(event(ROLL_CALLS, recorded_at=recorded_at, date=oldest.isoformat())))
    found = rejection(ROLL_CALLS, raw(event(ROLL_CALLS, recorded_at=recorded_at, date=day_before)))
    assert found.reason is Reason.TOO_OLD


def test_a_roll_call_of_year_1_is_out_of_reach() -> None:
    found = rejection(ROLL_CALLS, raw(event(ROLL_CALLS, recorded_at="0001-01-02T00:00:00Z", date="0001-01-01")))
    assert found.reason is Reason.SCHEMA


def test_decoded_events_compare_by_value() -> None:
    first, second = (accepted(ROLL_CALLS, raw(event(ROLL_CALLS)), KEY) for _ in range(2))

    assert first == second
    assert isinstance(first, RollCall)
    assert first.recorded_at.astimezone(UTC) == datetime(2025, 9, 15, 6, 5, tzinfo=UTC)
