"""Corners that a change of presence alone does not show: grades that decide half days, rosters, runs with a minimum."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from schemas import CALENDARS, ROLL_CALLS, ROSTERS, Alert, Rejection, Text, decode_unkeyed
from streams.law.rule import (
    Comparison,
    Count,
    Rule,
    Rulebook,
    RuleStatus,
    Scope,
    Threshold,
    Unit,
    ValidInterval,
    WindowKind,
    WindowSpec,
)
from streams.pipeline import Pipeline
from tests.oracle.pipeline_run import MemoryStore

SCHOOL = "280123"
ANY_UNLAWFUL_DAY = Rule(
    id="any.day",
    title=Text(da="a", en="a"),
    source="tests",
    status=RuleStatus.LOCAL,
    enabled=True,
    valid=ValidInterval(date(2020, 1, 1)),
    scope=Scope(),
    window=WindowSpec(WindowKind.SCHOOL_DAY),
    count=Count(Unit.DAYS, frozenset({"unlawful"})),
    threshold=Threshold(Fraction(0), "0", None, Comparison.MORE_THAN),
    minimum_school_days=0,
    audiences=("principal",),
    duty=Text(da="a", en="a"),
    subject="pupil",
    pack="tests",
    pack_version=date(2025, 8, 1),
)
CALENDAR = {
    "id": "cal-1",
    "school": SCHOOL,
    "school_year": "2025/26",
    "recorded_at": "2025-06-01T12:00:00+02:00",
    "first_day": "2025-08-11",
    "after_last_day": "2026-06-27",
}

Event = tuple[str, dict[str, object]]


def roll_call(name: str, **fields: object) -> Event:
    value: dict[str, object] = {"id": name, "school": SCHOOL, "date": "2025-09-15", "entries": [], **fields}
    return ROLL_CALLS, value


def roster(name: str, class_: str, grade: int, recorded_at: str) -> Event:
    pupils = [{"pupil": "p1", "first": "2025-08-11"}]
    classes = [{"class": class_, "grade": grade, "pupils": pupils}]
    fields = {"school_year": "2025/26", "recorded_at": recorded_at, "classes": classes}
    return ROSTERS, {"id": name, "school": SCHOOL, **fields}


def alerts(rule: Rule, *events: Event) -> list[Alert]:
    store = MemoryStore()
    pipeline = Pipeline(Rulebook((rule,)), store)
    found: list[Alert] = []
    for topic, value in [(CALENDARS, CALENDAR), *events]:
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        outcome = pipeline.handle(event, raw)
        store.apply(outcome.writes)
        found += outcome.alerts
    return found


PRESENT = [{"pupil": "p1", "status": "present"}]
UNLAWFUL = [{"pupil": "p1", "status": "absent", "category": "unlawful"}]
START_OF_6 = roll_call(
    "a", **{"class": "7B"}, grade=6, moment="start", recorded_at="2025-09-15T08:05:00+02:00", entries=PRESENT
)
END_OF_7 = roll_call(
    "b", **{"class": "7B"}, grade=7, moment="end", recorded_at="2025-09-15T14:05:00+02:00", entries=UNLAWFUL
)
START_OF_7 = roll_call(
    "c", **{"class": "7B"}, grade=7, moment="start", recorded_at="2025-09-15T15:05:00+02:00", entries=PRESENT
)


@pytest.mark.parametrize(
    "events",
    [(START_OF_6, END_OF_7, START_OF_7), (END_OF_7, START_OF_7, START_OF_6), (START_OF_7, START_OF_6, END_OF_7)],
)
def test_a_grade_corrected_while_present_makes_the_end_count(events: tuple[Event, ...]) -> None:
    assert [(each.state, each.measure.value) for each in alerts(ANY_UNLAWFUL_DAY, *events)] == [("raised", 0.5)]


def test_a_roster_that_takes_the_start_mark_back_leaves_the_day_to_the_grade_of_the_end() -> None:
    implied = roll_call(
        "a", **{"class": "6A"}, grade=6, moment="start", recorded_at="2025-09-15T08:05:00+02:00", complete=True
    )
    moved = [
        roster("r1", "6A", 6, "2025-08-01T12:00:00+02:00"),
        implied,
        END_OF_7,
        roster("r2", "8C", 8, "2025-08-02T12:00:00+02:00"),
    ]
    assert [(each.state, each.measure.value) for each in alerts(ANY_UNLAWFUL_DAY, *moved)] == [("raised", 0.5)]


def test_a_minimum_counts_the_school_days_of_the_run_only() -> None:
    run = replace(ANY_UNLAWFUL_DAY, window=WindowSpec(WindowKind.CONSECUTIVE_SCHOOL_DAYS), minimum_school_days=3)
    absences = [
        roll_call(
            f"rc-{day}",
            **{"class": "5A"},
            grade=5,
            moment="start",
            date=f"2025-09-{day}",
            recorded_at=f"2025-09-{day}T08:05:00+02:00",
            entries=UNLAWFUL,
        )
        for day in (15, 16, 17)
    ]
    assert [str(each.as_of) for each in alerts(run, *absences)] == ["2025-09-17"]
