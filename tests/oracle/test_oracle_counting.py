"""Marks, days, windows and counts of the oracle, worked out by hand from the contract: each case is a sentence."""

from datetime import date

import pytest

from tests.oracle.known import Known
from tests.oracle.marks import winning_marks
from tests.oracle.rulebook import rule
from tests.oracle.sent import Sent, calendar, notice, roll_call, roster
from tests.oracle.view import see
from tests.oracle.windows import months_before
from tests.oracle.worked import BEFORE, YEAR, days, measure, proofs, said, short, young

ROLLING_5 = rule("r", "rolling_school_days 5", "days all", "at_least 2")


@pytest.mark.parametrize(
    ("events", "value"),
    [
        pytest.param([young("2025-09-01", "p1 absent leave")], 1, id="grade 3: absent at the start is a whole day"),
        pytest.param(days(1, moments=["start"]), 0.5, id="grade 7: one moment is half a day"),
        pytest.param(days(1), 1, id="grade 7: two moments are a day"),
        pytest.param(days(1, moments=["end"]), 0.5, id="grade 7: an end without a start is half a day"),
        pytest.param(
            [young("2025-09-01", "p1 absent leave"), *days(1, moments=["end"])],
            1,
            id="an end mark on a day of grade 3 counts nothing",
        ),
        pytest.param(days(1, text="p1 absent"), 1, id="not yet explained counts"),
        pytest.param(days(6, 7), 0, id="a weekend is masked"),
        pytest.param(days(1, text="p1 late"), 0, id="late counts as present"),
    ],
)
def test_the_value_of_a_day(events: list[Sent], value: float) -> None:
    versions = said([rule("r", "calendar_month", "days unlawful leave", "more_than 0")], [YEAR, *events])
    assert (float(versions[-1].judgement.value) if versions else 0) == value


def test_episodes_are_runs_and_one_cut_by_the_edge_counts() -> None:
    episodes = rule("r", "calendar_month", "episodes all", "at_least 2")
    august = [young("2025-08-28", "p1 absent leave"), young("2025-08-29", "p1 absent leave")]
    september = [
        young("2025-09-01", "p1 absent leave"),
        young("2025-09-02", "p1 absent sickness"),
        young("2025-09-04", "p1 absent sickness"),
    ]
    assert said([episodes], [YEAR, *august, *september]) == []
    back = [young("2025-09-05", "p1 present"), young("2025-09-08", "p1 absent")]
    assert [short(v) for v in said([episodes], [YEAR, *august, *september, *back])] == [
        "raised threshold_crossed 2025-09 2"
    ]


def test_late_arrivals_count_each_and_show_no_category() -> None:
    late = rule("r", "calendar_month", "late_arrivals", "at_least 2")
    (version,) = said([late], [YEAR, *days(1, text="p1 late")])
    assert measure(version) == (2, None, None)
    assert [(mark["moment"], mark["category"], mark["value"]) for mark in proofs(version)] == [
        ("start", "", 0),
        ("end", "", 0),
    ]


def test_a_rolling_window_goes_over_the_summer() -> None:
    """26 and 27 June and 11 to 13 August are five school days in a row."""
    june = [young(day, "p1 absent leave", grade=6, **{"class": "6A"}) for day in ("2025-06-26", "2025-06-27")]
    (version,) = said([ROLLING_5], [BEFORE, YEAR, *june, young("2025-08-13", "p1 absent leave")])[1:]
    assert (version.judgement.first, measure(version)[0]) == (date(2025, 6, 26), 3)
    assert version.key == "2025-06-27"
    *_, cleared = said([ROLLING_5], [BEFORE, YEAR, *june, young("2025-08-14", "p1 present")])
    assert short(cleared) == "cleared window_moved 2025-06-27 1"


def test_a_year_without_a_calendar_is_passed_over() -> None:
    june = [young(day, "p1 absent leave") for day in ("2025-06-26", "2025-06-27")]
    assert said([ROLLING_5], [YEAR, *june]) == []
    late = said([ROLLING_5], [YEAR, *june, BEFORE])
    assert [short(version) for version in late] == ["raised threshold_crossed 2025-06-27 2"]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2025, 3, 31), 1, date(2025, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 15), 6, date(2024, 7, 15)),
        (date(2025, 12, 31), 6, date(2025, 6, 30)),
    ],
)
def test_months_are_clipped_to_the_last_day(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("received_at", "category"),
    [
        pytest.param("2025-09-01T23:59:00+02:00", "sickness", id="a notice of the same day explains"),
        pytest.param("2025-09-02T00:01:00+02:00", "unexplained", id="a later one does not"),
        pytest.param("2025-09-01T22:30:00Z", "unexplained", id="the day is the Danish one"),
    ],
)
def test_notices(received_at: str, category: str) -> None:
    known = Known()
    one = notice("n-1", "p1", "2025-08-30..2025-09-02", "sickness", received_at)
    for message in [*days(1, moments=["start"], text="p1 absent"), one]:
        known.add(message.event(), message.raw)
    assert [mark.category for mark in winning_marks(known)["p1"]] == [category]


def test_a_complete_roll_call_marks_the_enrolled_present_by_the_roster_of_now() -> None:
    listed = roster("ro-1", 2025, {"7B": ["p1 2025-08-11..2025-09-02", "p2 2025-09-01..", "p3 2025-08-11.."]})
    complete = roll_call("rc", "2025-09-01", ["p3 absent"], complete=True)
    known = Known()
    for message in (complete, listed):
        known.add(message.event(), message.raw)
    marks = {pupil: marks[0].status for pupil, marks in winning_marks(known).items()}
    assert marks == {"p1": "present", "p2": "present", "p3": "absent"}


def test_who_speaks_last_holds_and_ids_break_ties() -> None:
    same = {"recorded_at": "2025-09-01T08:05:00+02:00"}
    first, second = (
        roll_call("b", "2025-09-01", ["p1 absent"], **same),
        roll_call("a", "2025-09-01", ["p1 late"], **same),
    )
    for order in ([first, second], [second, first]):
        known = Known()
        for message in order:
            known.add(message.event(), message.raw)
        assert [mark.status for mark in winning_marks(known)["p1"]] == ["absent"]


def test_denominators_of_a_quarter() -> None:
    """37 planned days; enrolled from 1 September: 22; held up to 3 September: 15 + 3."""
    enrolled = roster("ro-1", 2025, {"7B": ["p1 2025-09-01.."]})
    for of, number, percent in (("planned", 37, "2.7"), ("enrolled", 22, "4.5"), ("held", 18, "5.5")):
        one = rule("r", "calendar_quarter", "days all", f"more_than 0 of {of}_school_days")
        assert measure(said([one], [YEAR, enrolled, *days(3)])[-1]) == (1, number, percent)


def test_a_class_may_have_a_calendar_of_its_own() -> None:
    narrowed = calendar(
        "c", 2025, "2025-08-11", "2026-06-27", classes={"7B": {"first_day": "2025-08-13", "days_off": []}}
    )
    known = Known()
    for message in (narrowed, *days(1)):
        known.add(message.event(), message.raw)
    marks = winning_marks(known)
    assert see(known, "280123", "p1", marks["p1"]).school_days[0] == date(2025, 8, 13)
    assert see(known, "280123", "p2", ()).school_days[0] == date(2025, 8, 11)
