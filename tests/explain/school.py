"""A small school for explanations: a class 5B and a class 8A, judged by the shipped packs through the real pipeline."""

import json
from collections.abc import Iterable
from pathlib import Path

from schemas import Alert, encode
from streams.law.packs import load_rulebook
from streams.law.rule import Rule, Rulebook
from streams.outcome import Outcome
from streams.replay.lines import Judged, replay

RULEBOOK: Rulebook = load_rulebook(Path(__file__).parents[2] / "rules")

CALENDAR = {
    "id": "cal-1",
    "school": "280123",
    "school_year": "2025/26",
    "recorded_at": "2025-06-01T12:00:00+02:00",
    "first_day": "2025-08-11",
    "after_last_day": "2026-06-27",
}


def rule(rule_id: str) -> Rule:
    return next(rule for rule in RULEBOOK.rules if rule.id == rule_id)


def line(topic: str, value: object) -> bytes:
    return json.dumps({"topic": f"naervaer.{topic}.v1", "value": value}).encode() + b"\n"


def calendar() -> bytes:
    return line("calendars", CALENDAR)


def roster(municipality: str) -> bytes:
    value = {
        "id": "ro-1",
        "school": "280123",
        "school_year": "2025/26",
        "municipality": municipality,
        "recorded_at": "2025-08-01T12:00:00+02:00",
        "classes": [],
    }
    return line("rosters", value)


def registration(roll_call: str, day: str, status: str, **given: object) -> bytes:
    """One pupil p1 of 5B at the start of a day at 08:05; `category` and fields of the roll call may be given."""
    category = given.pop("category", None)
    value = {
        "id": roll_call,
        "school": "280123",
        "class": "5B",
        "grade": 5,
        "date": day,
        "moment": "start",
        "recorded_at": f"{day}T08:05:00+02:00",
        "entries": [{"pupil": "p1", "status": status, "category": category}],
    }
    return line("rollcalls", value | given)


def outcomes(lines: Iterable[bytes]) -> list[Outcome]:
    judged = list(replay(RULEBOOK, lines))
    assert all(isinstance(each, Judged) for each in judged), judged
    return [each.outcome for each in judged if isinstance(each, Judged)]


def alerts(lines: Iterable[bytes], rule_id: str) -> list[Alert]:
    return [alert for outcome in outcomes(lines) for alert in outcome.alerts if alert.rule == rule_id]


def six_days_one_corrected() -> list[bytes]:
    """Six unlawful days of 37 in a quarter, the third not explained; then the second was sickness after all."""
    days = ["2025-09-15", "2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19", "2025-09-22"]
    categories = ["unlawful", "unlawful", None, "unlawful", "unlawful", "unlawful"]
    marks = [
        registration(f"rc-{number}", day, "absent", category=category)
        for number, (day, category) in enumerate(zip(days, categories, strict=True), start=1)
    ]
    correction = registration(
        "rc-7", "2025-09-16", "absent", category="sickness", recorded_at="2025-09-23T09:00:00+02:00"
    )
    return [calendar(), *marks, correction]


def lines_of(told: Iterable[Alert]) -> bytes:
    return b"".join(encode(alert) + b"\n" for alert in told)
