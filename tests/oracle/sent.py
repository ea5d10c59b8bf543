"""Events as a producer sends them: a topic and bytes, with short ways to write them.

Owns how test events become bytes and models. Must not decide anything. Used by districts.py and the tests.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas import InputEvent, Rejection, decode

SCHOOL = "280123"
Value = dict[str, object]


@dataclass(frozen=True)
class Sent:
    """One message: the short name of its input topic and the bytes of its value."""

    kind: str
    raw: bytes

    @property
    def value(self) -> Value:
        """The value as JSON data."""
        value: Value = json.loads(self.raw)
        return value

    def event(self) -> InputEvent:
        """Return the model; every event of these tests is one that is accepted."""
        decoded = decode(f"naervaer.{self.kind}.v1", str(self.value["school"]).encode(), self.raw)
        assert not isinstance(decoded, Rejection), (decoded, self.raw)
        return decoded


def sent(kind: str, value: Value, *, spaced: bool = False) -> Sent:
    """Write a value as bytes; `spaced` writes the same value differently."""
    written = json.dumps(value, ensure_ascii=spaced, indent=1 if spaced else None, sort_keys=spaced)
    return Sent(kind, written.encode())


def roll_call(name: str, day: str, entries: Iterable[str], **changes: object) -> Sent:
    """Return a roll call of class 7B; an entry is written "p1 absent sickness"."""
    value: Value = {
        "id": name,
        "school": SCHOOL,
        "class": "7B",
        "grade": 7,
        "date": day,
        "moment": "start",
        "recorded_at": f"{day}T08:05:00+02:00",
        "entries": [entry(text) for text in entries],
    }
    return sent("rollcalls", {**value, **changes})


def entry(text: str) -> Value:
    """One entry from "p1 absent sickness"; without a category it is not yet explained."""
    pupil, status, *category = text.split()
    return {"pupil": pupil, "status": status, **({"category": category[0]} if category else {})}


def calendar(name: str, year: int, first: str, after_last: str, off: Sequence[str] = (), **changes: object) -> Sent:
    """Return a calendar; a day off is written "2025-10-13..2025-10-18"."""
    value: Value = {
        "id": name,
        "school": SCHOOL,
        "school_year": f"{year}/{(year + 1) % 100:02d}",
        "recorded_at": f"{year}-06-01T12:00:00+02:00",
        "first_day": first,
        "after_last_day": after_last,
        "days_off": [interval(text) for text in off],
    }
    return sent("calendars", {**value, **changes})


def interval(text: str) -> Value:
    """Return a half-open interval from "2025-10-13..2025-10-18"."""
    first, after_last = text.split("..")
    return {"first": first, "after_last": after_last}


def roster(name: str, year: int, classes: dict[str, Sequence[str]], **changes: object) -> Sent:
    """Return a roster; a class is written "7B": ["p1 2025-08-11..2025-10-01", "p2 2025-08-11.."]."""
    value: Value = {
        "id": name,
        "school": SCHOOL,
        "school_year": f"{year}/{(year + 1) % 100:02d}",
        "municipality": "259",
        "recorded_at": f"{year}-08-01T12:00:00+02:00",
        "classes": [
            {"class": class_, "grade": int(class_[:-1]), "pupils": [enrolment(text) for text in pupils]}
            for class_, pupils in classes.items()
        ],
    }
    return sent("rosters", {**value, **changes})


def enrolment(text: str) -> Value:
    """One enrolment from "p1 2025-08-11..2025-10-01 h1" or, still there and of no household, "p1 2025-08-11.."."""
    pupil, dates, *household = text.split()
    first, after_last = dates.split("..")
    living = {"household": household[0]} if household else {}
    return {"pupil": pupil, "first": first, "after_last": after_last or None, **living}


def notice(name: str, pupil: str, dates: str, category: str, received_at: str, **changes: object) -> Sent:
    """Return a notice for "2025-09-15..2025-09-17"."""
    value: Value = {
        "id": name,
        "school": SCHOOL,
        "pupil": pupil,
        **interval(dates),
        "category": category,
        "received_at": received_at,
    }
    return sent("notices", {**value, **changes})


def erasure(name: str, pupil: str, requested_at: str, **changes: object) -> Sent:
    """Return a request to erase a pupil."""
    return sent("erasures", {"id": name, "school": SCHOOL, "pupil": pupil, "requested_at": requested_at, **changes})


def transfer(name: str, pupil: str, to_school: str, date: str, recorded_at: str, **changes: object) -> Sent:
    """Return a pupil's change to another school."""
    value: Value = {
        "id": name,
        "school": SCHOOL,
        "pupil": pupil,
        "to_school": to_school,
        "date": date,
        "recorded_at": recorded_at,
    }
    return sent("transfers", {**value, **changes})
