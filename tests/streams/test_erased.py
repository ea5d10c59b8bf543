"""What an erasure does to the rows for the analysts: as if nothing had ever been recorded of the pupil up to then."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import (
    CALENDARS,
    ERASURES,
    NOTICES,
    ROLL_CALLS,
    AbsenceRow,
    AlertRow,
    ClassDayRow,
    Fact,
    FactRow,
    PupilQuarterRow,
    Rejection,
    decode_fact,
    decode_unkeyed,
    encode_fact,
)
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from tests.oracle.pipeline_run import MemoryStore

SCHOOL = "280123"
RULES = Path(__file__).parents[2] / "rules"
RULEBOOK = load_rulebook(RULES)
Event = tuple[str, dict[str, object]]
Key = tuple[object, ...]

CALENDAR: Event = (
    CALENDARS,
    {
        "id": "cal-1",
        "school": SCHOOL,
        "school_year": "2025/26",
        "recorded_at": "2025-06-01T12:00:00+02:00",
        "first_day": "2025-08-11",
        "after_last_day": "2026-06-27",
    },
)


def roll_call(day: int, *pupils: str, recorded: int | None = None, category: str = "unlawful") -> Event:
    """Pupils of 5A absent at the start of a day of September 2025, recorded the same day or on another."""
    value = {
        "id": f"rc-{day}-{recorded or day}-{'-'.join(pupils)}",
        "school": SCHOOL,
        "class": "5A",
        "grade": 5,
        "date": f"2025-09-{day:02}",
        "moment": "start",
        "recorded_at": f"2025-09-{recorded or day:02}T08:05:00+02:00",
        "entries": [{"pupil": name, "status": "absent", "category": category} for name in pupils],
    }
    return ROLL_CALLS, value


def notice(day: int, pupil: str) -> Event:
    value = {"id": f"n-{day}", "school": SCHOOL, "pupil": pupil, "category": "sickness"}
    dates = {"first": f"2025-09-{day:02}", "after_last": f"2025-09-{day + 1:02}"}
    return NOTICES, {**value, **dates, "received_at": f"2025-09-{day:02}T07:00:00+02:00"}


def erasure(day: int, pupil: str = "p1") -> Event:
    value = {"id": f"e-{day}", "school": SCHOOL, "pupil": pupil}
    return ERASURES, {**value, "requested_at": f"2025-09-{day:02}T12:00:00+02:00"}


def facts(*events: Event) -> list[Fact | None]:
    """Handle events; what each makes, as read from the wire."""
    store = MemoryStore()
    pipeline = Pipeline(RULEBOOK, store)
    found: list[Fact | None] = []
    for topic, value in events:
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        outcome = pipeline.handle(event, raw)
        store.apply(outcome.writes)
        fact = pipeline.fact(outcome)
        found.append(fact and decode_fact(encode_fact(fact)))
    return found


def tables(made: Iterable[Fact | None]) -> Mapping[Key, FactRow]:
    """Fill tables as the sink does: the newest row per key, those of the erased gone."""
    rows: dict[Key, FactRow] = {}
    for fact in filter(None, made):
        if fact.erased is not None:
            name, kept = fact.erased.pupil, fact.erased.kept
            rows = {key: row for key, row in rows.items() if not _of(row, name) or key[1:] in kept}
        rows |= {_key(row): row for row in fact.all_rows()}
    return {key: row for key, row in rows.items() if not row.deleted}


def _of(row: FactRow, pupil: str) -> bool:
    return isinstance(row, AbsenceRow | PupilQuarterRow | AlertRow) and row.pupil == pupil


def _key(row: FactRow) -> Key:
    match row:
        case AbsenceRow():
            return "absences", row.pupil, row.date, row.moment
        case ClassDayRow():
            return "class_days", row.class_, row.date, row.moment
        case PupilQuarterRow():
            return "pupil_quarters", row.pupil, row.quarter
        case _:
            return type(row).__name__, row.id, getattr(row, "version", 0)


def figures(made: Iterable[Fact | None]) -> Mapping[Key, FactRow]:
    """Keep the rows about single pupils, without the history of alerts."""
    return {key: row for key, row in tables(made).items() if isinstance(row, AbsenceRow | PupilQuarterRow)}


def test_the_fact_of_an_erasure_names_the_pupil_and_holds_no_row_of_it() -> None:
    fact = facts(CALENDAR, roll_call(15, "p1", "p2"), notice(15, "p1"), roll_call(16, "p1"), erasure(17))[-1]
    assert fact is not None
    assert fact.erased is not None
    assert (fact.erased.pupil, fact.erased.kept) == ("p1", ())
    assert not [row for row in fact.all_rows() if _of(row, "p1")]
    assert {row.date.day for row in fact.all_rows() if isinstance(row, ClassDayRow) and not row.deleted} == {15, 16}


def test_an_erasure_is_told_even_when_nothing_is_known_of_the_pupil() -> None:
    fact = facts(CALENDAR, erasure(17, "nobody"))[-1]
    assert fact is not None
    assert fact.erased is not None
    assert list(fact.all_rows()) == []


def test_the_same_erasure_again_makes_no_fact() -> None:
    assert facts(CALENDAR, roll_call(15, "p1"), erasure(17), erasure(17))[-1] is None


def test_what_was_recorded_later_stands_with_its_alerts() -> None:
    made = facts(CALENDAR, roll_call(15, "p1"), roll_call(18, "p1"), erasure(17))
    last = made[-1]
    assert last is not None
    assert last.erased is not None
    stands = [row for row in tables(made).values() if _of(row, "p1")]
    assert {row.date.day for row in stands if isinstance(row, AbsenceRow)} == {18}
    assert {(row.rule, row.window_key) for row in stands if isinstance(row, AlertRow)} == {
        ("dk.unlawful.day", "2025-09-18")
    }
    assert [each.version for each in last.erased.kept] == [1]


def test_every_alert_row_of_somebody_erased_goes_also_the_withdrawn_ones() -> None:
    corrected = roll_call(15, "p1", recorded=16, category="sickness")
    made = facts(CALENDAR, roll_call(15, "p1"), corrected, roll_call(17, "p1"), erasure(18))
    assert [row for row in tables(made[:-1]).values() if isinstance(row, AlertRow)]
    assert [row for row in tables(made).values() if isinstance(row, AlertRow)] == []


DAYS = (15, 16, 17, 18, 19, 22, 23)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_in_any_order_the_figures_are_as_if_the_pupil_had_not_been_recorded(data: st.DataObject) -> None:
    until = data.draw(st.sampled_from(DAYS), label="erased on")
    given_days = data.draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True), label="days of p1")
    others = [roll_call(day, "p2") for day in DAYS]
    of_pupil = [roll_call(day, "p1") for day in given_days]
    later = [event for day, event in zip(given_days, of_pupil, strict=True) if day > until]
    shuffled = data.draw(st.permutations([*others, *of_pupil, erasure(until)]), label="order")
    twice = data.draw(st.sampled_from(shuffled), label="twice")
    expected = figures(facts(CALENDAR, *others, *later))
    assert figures(facts(CALENDAR, *shuffled, twice)) == expected


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_the_class_day_no_longer_counts_the_pupil(order: tuple[int, ...]) -> None:
    events = [roll_call(15, "p1", "p2"), erasure(17), roll_call(18, "p1")]
    made = facts(CALENDAR, *(events[number] for number in order))
    counts = {row.date.day: row.unlawful for row in tables(made).values() if isinstance(row, ClassDayRow)}
    assert counts == {15: 1, 18: 1}
