"""The data of the measurements is good data: every message decodes, the counts that are expected are the job's."""

import orjson
import pytest

from benchmarks.datafile import expected
from benchmarks.national import MORNING, Nation, SchoolClass, registrations, roll_call
from benchmarks.peers.job import is_alert, is_unlawful, quarter
from schemas import CALENDARS, ROLL_CALLS, ROSTERS, Rejection, decode

NATION = Nation(classes=200)


@pytest.mark.parametrize(
    ("topic", "messages"),
    [
        (CALENDARS, list(NATION.calendars())),
        (ROSTERS, list(NATION.rosters())),
        (ROLL_CALLS, list(NATION.warm_up())),
        (ROLL_CALLS, list(NATION.day(MORNING))),
    ],
    ids=["calendars", "rosters", "roll calls of the warm-up", "roll calls of the morning"],
)
def test_every_message_is_accepted(topic: str, messages: list[tuple[str, bytes]]) -> None:
    decoded = [decode(topic, school.encode(), value) for school, value in messages]
    assert decoded
    assert not [each for each in decoded if isinstance(each, Rejection)]


def test_no_class_and_no_pupil_stands_twice() -> None:
    pupils = [each.pupil(seat) for each in NATION.every_class() for seat in range(each.pupils)]
    assert len(set(pupils)) == len(pupils) == 200 * 25


def test_there_is_one_registration_for_each_entry() -> None:
    found = [orjson.loads(value) for _, value in registrations(NATION.day(MORNING))]
    entries = [orjson.loads(value)["entries"] for _, value in NATION.day(MORNING)]
    assert [(each["pupil"], each["status"]) for each in found] == [
        (entry["pupil"], entry["status"]) for roll in entries for entry in roll
    ]


def test_whoever_is_away_for_six_days_is_an_alert_on_the_morning_and_nobody_else() -> None:
    truants = {each.pupil(0) for each in NATION.every_class() if each.has_a_truant and each.grade < 7}
    assert {pupil for (pupil, _), (_, _, alert) in expected(NATION).items() if alert} == truants
    assert truants


def test_an_unexplained_absence_is_unlawful_and_a_late_arrival_is_not() -> None:
    assert is_unlawful("absent", None)
    assert is_unlawful("absent", "unlawful")
    assert not is_unlawful("absent", "sickness")
    assert not is_unlawful("late", None)


def test_fifteen_per_cent_of_37_school_days_are_five_and_a_half_days_and_a_bit() -> None:
    assert not is_alert(11)
    assert is_alert(12)


def test_a_quarter_is_named_by_its_year() -> None:
    assert [quarter(f"2025-{month:02d}-01") for month in (1, 3, 4, 12)] == ["2025-Q1", "2025-Q1", "2025-Q2", "2025-Q4"]


def test_a_roll_call_lists_the_whole_class() -> None:
    entries = roll_call(SchoolClass(0, 25), MORNING)["entries"]
    assert isinstance(entries, list)
    assert len(entries) == 25
