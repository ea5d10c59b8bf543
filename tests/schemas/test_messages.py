"""How messages are built, written and headed."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from schemas import EvidenceMark, Measure, cloud_event_headers, danish_date, encode
from schemas.roll_call import Entry

DANISH_SUMMER = timezone(timedelta(hours=2))


def measure(value: float) -> Measure:
    return Measure(
        unit="days",
        value=value,
        school_days=None,
        percent=None,
        of=None,
        threshold="10",
        comparison="more_than",
    )


@pytest.mark.parametrize(("value", "text"), [(6, b"6"), (6.0, b"6"), (6.5, b"6.5"), (0, b"0"), (0.5, b"0.5")])
def test_whole_numbers_are_written_without_a_fraction(value: float, text: bytes) -> None:
    assert b'"value":%b,' % text in encode(measure(value))


def test_instants_of_what_we_write_are_in_utc() -> None:
    mark = EvidenceMark(
        date=date(2025, 9, 15),
        moment="start",
        category="unexplained",
        value=1.0,
        roll_call="rc-1",
        recorded_at=datetime(2025, 9, 15, 8, 5, tzinfo=DANISH_SUMMER),
    )

    assert b'"recorded_at":"2025-09-15T06:05:00Z"' in encode(mark)
    assert b'"value":1,' in encode(mark)


def test_a_message_cannot_be_changed() -> None:
    entry = Entry(pupil="p1", status="present")

    with pytest.raises(ValidationError, match="frozen"):
        entry.status = "absent"  # type: ignore[misc]  # what the type checker forbids fails at run time too


def test_an_instant_without_offset_is_refused() -> None:
    naive = datetime(2025, 9, 15, 8, 5, tzinfo=UTC).replace(tzinfo=None)

    with pytest.raises(ValidationError, match="must have an offset"):
        EvidenceMark(date=date(2025, 9, 15), moment="start", category="", value=0, roll_call="rc-1", recorded_at=naive)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2025, 9, 15, 21, 59, 59, tzinfo=UTC), date(2025, 9, 15)),
        (datetime(2025, 9, 15, 22, 0, tzinfo=UTC), date(2025, 9, 16)),
        (datetime(2025, 12, 15, 22, 59, 59, tzinfo=UTC), date(2025, 12, 15)),
        (datetime(2025, 12, 15, 23, 0, tzinfo=UTC), date(2025, 12, 16)),
        (datetime(2025, 9, 15, 23, 0, tzinfo=timezone(timedelta(hours=-11))), date(2025, 9, 16)),
    ],
)
def test_the_danish_date_follows_summer_time(instant: datetime, expected: date) -> None:
    assert danish_date(instant) == expected


def test_cloud_event_headers_are_those_of_the_binary_mode() -> None:
    time = datetime(2025, 9, 15, 8, 5, tzinfo=DANISH_SUMMER)

    assert cloud_event_headers("a:2", "naervaer.alerts.v1", "naervaer/worker", time) == (
        ("ce_id", b"a:2"),
        ("ce_type", b"naervaer.alerts.v1"),
        ("ce_source", b"naervaer/worker"),
        ("ce_specversion", b"1.0"),
        ("ce_time", b"2025-09-15T06:05:00Z"),
        ("content-type", b"application/json"),
    )
