"""Local deadlines in Danish time: summer, winter, and the two nights in between."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from schemas import decode, encode
from schemas.topics import CLOCK
from streams.windows.ticks import DeadlineHours, Passed, deadlines, newest_passed, next_after

HOURS = DeadlineHours()


def shown(passed: Passed) -> tuple[str, str, str]:
    return passed.day.isoformat(), passed.deadline, passed.at.astimezone(UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 10, 25), ["2025-10-24T22:10", "2025-10-25T08:00", "2025-10-25T14:00"]),
        (date(2025, 10, 26), ["2025-10-25T22:10", "2025-10-26T09:00", "2025-10-26T15:00"]),
        (date(2026, 3, 28), ["2026-03-27T23:10", "2026-03-28T09:00", "2026-03-28T15:00"]),
        (date(2026, 3, 29), ["2026-03-28T23:10", "2026-03-29T08:00", "2026-03-29T14:00"]),
    ],
)
def test_deadlines_are_by_the_clock_in_denmark(day: date, expected: list[str]) -> None:
    found = list(deadlines(HOURS, day, date.fromordinal(day.toordinal() + 1)))
    assert [shown(each) for each in found] == [
        (day.isoformat(), deadline, at) for deadline, at in zip(("day", "start", "end"), expected, strict=True)
    ]


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_next_deadline_is_the_one_after_the_newest_passed_all_year_round(year: int) -> None:
    every = list(deadlines(HOURS, date(year, 1, 1), date(year + 1, 1, 1)))
    assert [each.at.astimezone(UTC) for each in every] == sorted(each.at.astimezone(UTC) for each in every)
    for before, after in pairwise(every):
        assert newest_passed(HOURS, before.at) == before
        assert next_after(HOURS, before.at) == after


def test_just_after_midnight_the_newest_deadline_is_yesterdays() -> None:
    now = datetime(2025, 9, 15, 22, 5, tzinfo=UTC)
    assert shown(newest_passed(HOURS, now)) == ("2025-09-15", "end", "2025-09-15T14:00")
    assert shown(next_after(HOURS, now)) == ("2025-09-16", "day", "2025-09-15T22:10")


def test_a_tick_is_accepted_and_the_same_deadline_makes_the_same_tick() -> None:
    passed = newest_passed(HOURS, datetime(2025, 9, 15, 9, tzinfo=UTC))
    tick = passed.tick(3)
    assert decode(CLOCK, None, encode(tick)) == tick
    assert tick == newest_passed(HOURS, datetime(2025, 9, 15, 11, tzinfo=UTC)).tick(3)
    assert len({passed.tick(partition).id for partition in range(12)}) == 12


@pytest.mark.parametrize("hours", [(time(10), time(10), time(16)), (time(11), time(10), time(16))])
def test_deadlines_that_do_not_follow_each_other_are_refused(hours: tuple[time, time, time]) -> None:
    with pytest.raises(ValueError, match="must follow each other"):
        DeadlineHours(*hours)
