"""Messages as tests write them: only what the contract says, no model of ours."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

SCHOOL = "280123"
NOW = datetime(2025, 9, 22, 6, 5, tzinfo=UTC)


class Found(NamedTuple):
    """A consumed message, as the planner takes it."""

    topic: str = "naervaer.rollcalls.v1"
    partition: int = 3
    offset: int = 7
    timestamp: float = NOW.timestamp()
    headers: tuple[tuple[str, bytes], ...] | None = None
    key: bytes | None = SCHOOL.encode()
    value: bytes | None = b""


def as_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


def roll_call(
    day: str, school: str = SCHOOL, *, event: str | None = None, category: str = "unlawful", hour: int = 8
) -> dict[str, Any]:
    """One pupil of class 5A, absent at the start of a day."""
    return {
        "id": event or f"rc-{day}",
        "school": school,
        "class": "5A",
        "grade": 5,
        "date": day,
        "moment": "start",
        "recorded_at": f"{day}T{hour:02d}:05:00+02:00",
        "entries": [{"pupil": "p1", "status": "absent", "category": category}],
    }


def calendar(school: str = SCHOOL) -> dict[str, Any]:
    """37 school days from 11 August to 30 September 2025."""
    return {
        "id": "cal-1",
        "school": school,
        "school_year": "2025/26",
        "recorded_at": "2025-06-01T12:00:00+02:00",
        "first_day": "2025-08-11",
        "after_last_day": "2026-06-27",
        "days_off": [{"first": "2025-10-13", "after_last": "2025-10-18", "name": "Efterårsferie"}],
        "classes": {},
    }


def roster(school: str = SCHOOL) -> dict[str, Any]:
    return {
        "id": "ro-1",
        "school": school,
        "school_year": "2025/26",
        "municipality": "259",
        "recorded_at": "2025-08-01T12:00:00+02:00",
        "classes": [
            {"class": "5A", "grade": 5, "pupils": [{"pupil": "p1", "first": "2025-08-11", "after_last": None}]}
        ],
    }


def transfer(school: str, to_school: str, date: str, *, event: str = "tr-1", day: str = "2025-09-20") -> dict[str, Any]:
    """Give the transfer of the pupil of the roll calls."""
    recorded = {"date": date, "recorded_at": f"{day}T12:00:00+02:00"}
    return {"id": event, "school": school, "pupil": "p1", "to_school": to_school, **recorded}
