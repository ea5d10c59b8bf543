"""Over many school years the register forgets the oldest, and a restart changes nothing."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from schemas import CALENDARS, ROLL_CALLS, AbsenceRow, ClassDayRow, Rejection, decode_unkeyed, encode
from streams.pages.page import is_page
from streams.pipeline import Pipeline
from streams.windows.days import school_year_label, school_year_of
from tests.oracle.pipeline_run import MemoryStore
from tests.oracle.rulebook import TROUBLE

SCHOOL = "280123"
FIRST, AFTER_LAST = date(2021, 9, 6), date(2026, 5, 4)


def calendar(year: int) -> tuple[str, dict[str, object]]:
    label = school_year_label(year)
    days = {"first_day": f"{year}-08-09", "after_last_day": f"{year + 1}-06-26"}
    recorded = f"{year}-06-01T12:00:00+02:00"
    return CALENDARS, {"id": f"cal-{year}", "school": SCHOOL, "school_year": label, "recorded_at": recorded, **days}


def roll_call(day: date, pupil: str, status: str) -> tuple[str, dict[str, object]]:
    grade = min(day.year - 2017, 10)
    return ROLL_CALLS, {
        "id": f"rc-{pupil}-{day}",
        "school": SCHOOL,
        "class": f"{grade}A",
        "grade": grade,
        "date": day.isoformat(),
        "moment": "start",
        "recorded_at": f"{day}T08:05:00+02:00",
        "entries": [{"pupil": pupil, "status": status}],
    }


def life() -> Iterator[tuple[str, dict[str, object]]]:
    """Five school years: one pupil stays and is often absent, another leaves after two years."""
    yield from (calendar(year) for year in range(2021, 2026))
    day, number = FIRST, 0
    while day < AFTER_LAST:
        yield roll_call(day, "stays", "absent" if number % 3 else "present")
        if day < date(2023, 6, 1):
            yield roll_call(day, "leaves", "absent")
        if number % 17 == 0:
            yield roll_call(day - timedelta(days=28), "stays", "absent")
        day, number = day + timedelta(days=7), number + 1


@pytest.mark.parametrize("events_between_restarts", [1, 20])
def test_a_pipeline_started_again_says_the_same_over_five_school_years(events_between_restarts: int) -> None:
    steady, restarted = MemoryStore(), MemoryStore()
    one, other = Pipeline(TROUBLE, steady), Pipeline(TROUBLE, restarted)
    for number, (topic, value) in enumerate(life()):
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        if number % events_between_restarts == 0:
            other = Pipeline(TROUBLE, restarted)
        said, said_again = one.handle(event, raw), other.handle(event, raw)
        assert [encode(alert) for alert in said.alerts] == [encode(alert) for alert in said_again.alerts]
        steady.apply(said.writes)
        restarted.apply(said_again.writes)
    assert steady.kept == restarted.kept


def test_pages_of_years_no_longer_kept_are_gone() -> None:
    store = MemoryStore()
    pipeline = Pipeline(TROUBLE, store)
    for topic, value in life():
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        store.apply(pipeline.handle(event, raw).writes)
    years = {school_year_of(date.fromisoformat(f"{key[-7:]}-01")) for key in store.kept if is_page(key)}
    assert years == {2024, 2025}


def test_one_mistyped_year_does_not_make_the_register_forget_the_others() -> None:
    store = MemoryStore()
    pipeline = Pipeline(TROUBLE, store)
    raised = 0
    for topic, value in [calendar(2025), roll_call(date(2099, 9, 1), "mistyped", "absent"), *life_of_one_week()]:
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        outcome = pipeline.handle(event, raw)
        store.apply(outcome.writes)
        raised += len(outcome.alerts)
    assert raised > 0


def test_the_evidence_is_the_newest_roll_call_also_of_a_year_that_was_out_of_sight_when_it_came() -> None:
    store = MemoryStore()
    pipeline = Pipeline(TROUBLE, store)
    first = roll_call(date(2024, 9, 2), "p1", "absent")
    again = {**first[1], "id": "rc-again", "recorded_at": "2024-09-09T08:05:00+02:00"}
    told: list[dict[str, object]] = []
    for topic, value in [first, calendar(2025), (ROLL_CALLS, again), calendar(2024)]:
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        told = [json.loads(encode(alert)) for alert in pipeline.handle(event, raw).alerts]
    evidence = {mark["roll_call"] for alert in told for mark in _marks(alert)}
    assert evidence == {"rc-again"}


def _marks(alert: dict[str, object]) -> list[dict[str, object]]:
    marks = alert["evidence"]
    assert isinstance(marks, list)
    return marks


def life_of_one_week() -> Iterator[tuple[str, dict[str, object]]]:
    yield from (roll_call(date(2025, 9, 15 + n), "p1", "absent") for n in range(5))


def test_a_late_calendar_that_moves_the_kept_years_leaves_the_rows_of_earlier_days_as_they_are() -> None:
    events = [
        calendar(2023),
        roll_call(date(2024, 6, 3), "p1", "absent"),
        calendar(2024),
        roll_call(date(2024, 9, 16), "p1", "absent"),
        roll_call(date(2025, 11, 3), "p1", "absent"),
        calendar(2025),
    ]
    pipeline = Pipeline(TROUBLE, MemoryStore(), 1)
    for topic, value in events:
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection)
        fact = pipeline.fact(pipeline.handle(event, raw))
    assert fact is not None
    days = {row.date for row in fact.rows if isinstance(row, AbsenceRow | ClassDayRow)}
    assert days == {date(2024, 9, 16), date(2025, 11, 3)}
