"""How single values may be written: timestamps, dates, texts, numbers."""

from datetime import datetime

import pytest
from pydantic import JsonValue

from schemas import (
    ACKNOWLEDGEMENTS,
    CLOCK,
    ROLL_CALLS,
    ROSTERS,
    Reason,
    RollCall,
)
from tests.schemas.builders import accepted, event, raw, rejection


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-15T08:05:00Z",
        "2025-09-15T08:05:00-00:00",
        "2025-09-15T08:05:00.1+02:00",
        "2025-09-15T08:05:00.123456-11:30",
        "2025-09-16T07:04:00+23:59",
        "2026-07-31T23:59:59.999999+02:00",
    ],
)
def test_timestamps_that_are_rfc_3339_with_offset(text: str) -> None:
    found = accepted(ROLL_CALLS, raw(event(ROLL_CALLS, recorded_at=text)))

    assert isinstance(found, RollCall)
    assert found.recorded_at == datetime.fromisoformat(text)
    assert found.recorded_at.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-15T08:05:00",
        "2025-09-15 08:05:00Z",
        "2025-09-15t08:05:00Z",
        "2025-09-15T08:05:00z",
        "2025-09-15T08:05Z",
        "2025-09-15T080500Z",
        "20250915T08:05:00Z",
        "2025-09-15T08:05:00+0200",
        "2025-09-15T08:05:00+02",
        "2025-09-15T08:05:00+24:00",
        "2025-09-15T08:05:00+02:60",
        "2025-09-15T08:05:00+02:00:30",
        "2025-09-15T08:05:00.Z",
        "2025-09-15T08:05:00,5Z",
        "2025-09-15T08:05:00.1234567Z",
        "2025-09-15T08:05:60Z",
        "2025-09-15T24:00:00Z",
        "2025-02-29T08:05:00Z",
        "2025-09-15T08:05:00Z\n",
        " 2025-09-15T08:05:00Z",
        "٢٠٢٥-09-15T08:05:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:30:00Z",
        "9999-12-31T23:30:00-01:00",
        "1757923500",
        "",
        1757923500,
        None,
    ],
)
def test_timestamps_that_are_not(text: JsonValue) -> None:
    found = rejection(ROLL_CALLS, raw(event(ROLL_CALLS, recorded_at=text)))

    assert found.reason is Reason.SCHEMA
    assert found.detail.startswith("recorded_at: ")


@pytest.mark.parametrize(
    "text",
    [
        "2025-9-15",
        "20250915",
        "2025-W38-1",
        "2025-258",
        "15-09-2025",
        "2025-09-31",
        "2025-09-15T00:00:00",
        "2025-09-15\n",
        "٢٠٢٥-٠٩-١٥",
        "0000-01-01",
        "1757894400",
        1757894400,
        None,
    ],
)
def test_dates_that_are_not_year_month_day(text: JsonValue) -> None:
    found = rejection(ROLL_CALLS, raw(event(ROLL_CALLS, date=text)))

    assert found.reason is Reason.SCHEMA
    assert found.detail.startswith("date: ")


@pytest.mark.parametrize(
    ("topic", "field", "value"),
    [
        (ROLL_CALLS, "school", "280123\n"),
        (ROLL_CALLS, "school", "28012٣"),
        (ROLL_CALLS, "school", "28012å"),
        (ROLL_CALLS, "school", 280123),
        (ROLL_CALLS, "id", ""),
        (ROLL_CALLS, "id", "x" * 65),
        (ROLL_CALLS, "id", 1),
        (ROLL_CALLS, "id", None),
        (ROLL_CALLS, "class", ""),
        (ROLL_CALLS, "class", "å" * 17),
        (ROLL_CALLS, "grade", -1),
        (ROLL_CALLS, "grade", 11),
        (ROLL_CALLS, "grade", None),
        (ROLL_CALLS, "grade", 10**30),
        (ROLL_CALLS, "moment", "START"),
        (ROLL_CALLS, "complete", "true"),
        (ROLL_CALLS, "complete", 0),
        (ROLL_CALLS, "entries", None),
        (ROLL_CALLS, "entries", {}),
        (ROSTERS, "school_year", "2025/26\n"),
        (ROSTERS, "school_year", "2025/27"),
        (ROSTERS, "school_year", "0000/01"),
        (ROSTERS, "school_year", "٢٠٢٥/26"),
        (ROSTERS, "municipality", "25"),
        (ROSTERS, "municipality", "259\n"),
        (ACKNOWLEDGEMENTS, "version", 0),
        (ACKNOWLEDGEMENTS, "version", 1.0),
        (ACKNOWLEDGEMENTS, "version", True),
        (ACKNOWLEDGEMENTS, "until", ""),
        (CLOCK, "partition", 2**31),
        (CLOCK, "school", ""),
    ],
)
def test_a_wrong_field_is_named_in_the_detail(topic: str, field: str, value: JsonValue) -> None:
    found = rejection(topic, raw(event(topic) | {field: value}))

    assert found.reason is Reason.SCHEMA
    assert found.detail.startswith(f"{field}: ")


def test_lengths_are_characters_and_not_bytes() -> None:
    accepted(ROLL_CALLS, raw(event(ROLL_CALLS, class_="å" * 16, id="😀" * 64)))
