"""Which rows of pupils and quarters an event brings, and in what form."""

from datetime import date

import pytest
from hypothesis import given

from schemas import AbsentPupil, ClassQuarter, Fact, PupilQuarterRow
from streams.facts import by_anything, fact_of
from streams.pipeline import Pipeline
from tests.oracle.districts import districts
from tests.oracle.pipeline_run import MemoryStore
from tests.oracle.rulebook import TROUBLE
from tests.oracle.sent import Sent, calendar, roll_call
from tests.oracle.test_agreement import search

CALENDAR = calendar("cal", 2025, "2025-08-11", "2026-06-27")
MONDAY = roll_call("rc-1", "2025-09-15", ["p1 present", "p2 absent sickness", "p3 present"])
Key = tuple[str, str, str]
ABSENT = AbsentPupil("p2", 0.5, 0, 0, 0, 0.0, 1.3, None, None)


def facts_of(events: list[Sent]) -> list[Fact | None]:
    """Return the fact of each event, handled one after the other."""
    pipeline = Pipeline(TROUBLE, MemoryStore())
    return [pipeline.fact(pipeline.handle(each.event(), each.raw)) for each in events]


def quarters_after(*events: Sent) -> tuple[ClassQuarter, ...]:
    """Return what the last of the events brings."""
    fact = facts_of([CALENDAR, *events])[-1]
    return fact.class_quarters if fact else ()


def of_class(class_: str, *attending: str, absent: tuple[AbsentPupil, ...] = (), day: int = 15) -> ClassQuarter:
    """Return the third quarter of 2025 in grade 7, as of a day of September."""
    held = {15: 26, 16: 27}[day]
    return ClassQuarter("", class_, 7, "2025-Q3", 37, held, date(2025, 9, day), attending, absent)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [MONDAY],
            (of_class("7B", "p1", "p3", absent=(ABSENT,)),),
            id="a roll call tells what its class shares once, and how much one pupil was absent",
        ),
        pytest.param(
            [MONDAY, roll_call("rc-2", "2025-09-16", ["p1 present", "p2 present", "p3 present"])],
            (of_class("7B", "p1", "p3", absent=(ABSENT,), day=16),),
            id="on the next day as_of moves on for all of them",
        ),
        pytest.param(
            [MONDAY, roll_call("rc-2", "2025-09-16", ["p3 present"], **{"class": "7C"})],
            (of_class("7C", "p3", day=16),),
            id="a pupil in another class is told with that class",
        ),
        pytest.param(
            [MONDAY, roll_call("end", "2025-09-15", ["p1 present", "p2 present", "p3 present"], moment="end")],
            (),
            id="who is there at the end of a day of which the start is known has the same quarter as before",
        ),
        pytest.param(
            [MONDAY, roll_call("again", "2025-09-15", ["p1 present"], recorded_at="2025-09-15T09:00:00+02:00")],
            (),
            id="to be present once more changes nothing",
        ),
        pytest.param(
            [MONDAY, roll_call("sunday", "2025-09-21", ["p1 present"])],
            (),
            id="a day that is no school day changes nothing",
        ),
    ],
)
def test_quarters(events: list[Sent], expected: tuple[ClassQuarter, ...]) -> None:
    assert quarters_after(*events) == expected


def test_the_quarter_before_is_told_again_when_as_of_moves_into_the_next() -> None:
    told = quarters_after(MONDAY, roll_call("rc-2", "2025-10-01", ["p1 present"]))

    assert {(each.quarter, each.as_of.isoformat()) for each in told} == {
        ("2025-Q3", "2025-09-30"),
        ("2025-Q4", "2025-10-01"),
    }


@search(0.4)
@given(districts())
def test_what_events_leave_out_did_not_change(events: list[Sent]) -> None:
    store = MemoryStore()
    pipeline, rows = Pipeline(TROUBLE, store), dict[Key, PupilQuarterRow]()
    for each in events:
        outcome = pipeline.handle(each.event(), each.raw)
        store.apply(outcome.writes)
        fact = pipeline.fact(outcome)
        if fact and fact.erased:
            rows = {key: row for key, row in rows.items() if key[:2] != (fact.school, fact.erased.pupil)}
        rows |= quarter_rows(fact)
    for school in {str(each.value["school"]) for each in events}:
        register = pipeline.register(school)
        expected = quarter_rows(fact_of(register, by_anything(register, {}), ()))
        assert {key: row for key, row in expected.items() if not row.deleted}.items() <= rows.items()


def quarter_rows(fact: Fact | None) -> dict[Key, PupilQuarterRow]:
    """Return the rows of pupils and quarters in a fact."""
    found = [row for row in fact.all_rows() if isinstance(row, PupilQuarterRow)] if fact else []
    return {(row.school, row.pupil, row.quarter): row for row in found}
