"""Each pattern as arithmetic on sets of days: one row, one sentence, one changed thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.law.pattern import (
    AfterIllness,
    AlternateWeeks,
    BesideABreak,
    OwnEarlierLevel,
    RepeatedlyLate,
    SiblingsAbsent,
    WeekdayShare,
)
from streams.patterns.after_illness import after_illness
from streams.patterns.alternate_weeks import alternate_weeks
from streams.patterns.beside_a_break import beside_a_break, sides_of_breaks
from streams.patterns.finding import weekdays as weekday_sets
from streams.patterns.own_earlier_level import Earlier, Window, own_earlier_level
from streams.patterns.repeatedly_late import repeatedly_late
from streams.patterns.siblings_absent import siblings_absent
from streams.patterns.weekday_share import weekday_share
from streams.windows.days import frame_from
from tests.patterns.year import FRAME, positions, run_of, school_days, weekdays

SCHOOL_DAYS = positions(school_days())
WEEKDAYS = weekday_sets(FRAME.origin, FRAME.length)
MONDAY, TUESDAY, FRIDAY = 0, 1, 4


@pytest.mark.parametrize(
    ("days", "value", "holds"),
    [
        pytest.param(weekdays(MONDAY, 6), 6, True, id="six Mondays"),
        pytest.param(weekdays(MONDAY, 3) + weekdays(FRIDAY, 3), 3, True, id="half of six days is enough"),
        pytest.param(weekdays(MONDAY, 3) + weekdays(FRIDAY, 4), 4, True, id="the weekday with most of them counts"),
        pytest.param(weekdays(MONDAY, 5), 5, False, id="five days are too few to tell"),
        pytest.param(weekdays(MONDAY, 3) + run_of("2025-11-04", 4), 3, False, id="three of seven are less than half"),
        pytest.param([], 0, False, id="nothing"),
    ],
)
def test_much_of_the_absence_on_one_weekday(days: list[str], value: int, holds: bool) -> None:  # noqa: FBT001
    found = weekday_share(WeekdayShare(percent=50, absence_days=6), positions(days), WEEKDAYS)
    assert found == (value, positions(days), holds)


@pytest.mark.parametrize(
    ("start", "end", "value", "holds"),
    [
        pytest.param(weekdays(MONDAY, 3), [], 3, True, id="three late Mondays lie in three weeks"),
        pytest.param(run_of("2025-09-01", 5), [], 5, False, id="five late mornings of one week are one week"),
        pytest.param(weekdays(MONDAY, 2), weekdays(MONDAY, 3), 5, True, id="start and end of a day count each"),
        pytest.param(["2025-12-29", "2026-01-02", "2026-01-05"], [], 3, False, id="a week may span the new year"),
    ],
)
def test_late_in_several_weeks(start: list[str], end: list[str], value: int, holds: bool) -> None:  # noqa: FBT001
    found = repeatedly_late(RepeatedlyLate(weeks=3), positions(start), positions(end), FRAME.origin)
    assert (found.value, found.holds) == (value, holds)


@pytest.mark.parametrize(
    ("days", "value", "holds"),
    [
        pytest.param(["2025-10-10", "2025-12-19"], 2, True, id="the day before autumn and the day before Christmas"),
        pytest.param(["2025-10-10", "2026-01-05"], 2, True, id="before autumn and after Christmas"),
        pytest.param(["2025-10-10", "2025-10-20"], 2, False, id="before and after the same break"),
        pytest.param(["2025-08-11", "2026-06-26"], 2, True, id="the first and the last day of the school year"),
        pytest.param(["2025-10-09", "2025-12-19"], 1, False, id="two days before a break is not beside it"),
        pytest.param(["2025-09-12", "2025-09-15"], 0, False, id="a weekend is no break of three days"),
        pytest.param(
            ["2025-10-10", "2025-12-19", *run_of("2025-09-01", 3)], 2, False, id="two of five days are less than half"
        ),
    ],
)
def test_absence_beside_breaks(days: list[str], value: int, holds: bool) -> None:  # noqa: FBT001
    found = beside_a_break(BesideABreak(days_off=3, breaks=2, percent=50), positions(days), SCHOOL_DAYS)
    assert found == (value, positions(days), holds)


def test_every_break_has_a_day_before_and_a_day_after() -> None:
    before, after = sides_of_breaks(SCHOOL_DAYS, 3)
    assert before == positions(["2025-10-10", "2025-12-19", "2026-02-06", "2026-03-27", "2026-06-26"])
    assert after == positions(["2025-08-11", "2025-10-20", "2026-01-05", "2026-02-16", "2026-04-07"])


@pytest.mark.parametrize(
    ("sick", "again", "value", "holds"),
    [
        pytest.param(run_of("2025-09-01", 10), run_of("2025-09-22", 3), 3, True, id="three days soon after the return"),
        pytest.param(run_of("2025-09-01", 9), run_of("2025-09-22", 3), 0, False, id="nine days are no long illness"),
        pytest.param(run_of("2025-09-01", 10), run_of("2025-10-20", 3), 0, False, id="weeks later is something else"),
        pytest.param(run_of("2025-09-01", 10), [], 0, False, id="nothing after the return"),
        pytest.param(
            run_of("2025-09-01", 10), ["2025-09-26", "2025-09-29"], 1, True, id="ten school days, then no more"
        ),
    ],
)
def test_absence_after_a_long_illness(sick: list[str], again: list[str], value: int, holds: bool) -> None:  # noqa: FBT001
    attended = SCHOOL_DAYS & ~positions([*sick, *again])
    asked = AfterIllness(illness_days=10, following_school_days=10)
    absent = positions([*sick, *again])
    found = after_illness(asked, sick=positions(sick), absent=absent, attended=attended, school_days=SCHOOL_DAYS)
    assert (found.value, found.holds) == (value, holds)
    assert found.days in (0, positions(sick) | found.days & positions(again)), "the illness proves it, too"


def test_an_illness_that_nobody_came_back_from_has_no_after() -> None:
    sick = positions(run_of("2025-09-01", 10))
    found = after_illness(AfterIllness(10, 10), sick=sick, absent=sick, attended=0, school_days=SCHOOL_DAYS)
    assert found == (0, 0, False)


@pytest.mark.parametrize(
    ("now", "earlier", "holds"),
    [
        pytest.param(6, Earlier(positions(weekdays(0, 1)), 60, 3), True, id="2 a month against a third"),
        pytest.param(6, Earlier(positions(weekdays(0, 2)), 60, 3), True, id="exactly three times as much"),
        pytest.param(6, Earlier(positions(weekdays(0, 3)), 60, 3), False, id="twice as much"),
        pytest.param(6, Earlier(0, 60, 3), True, id="nothing before"),
        pytest.param(6, Earlier(0, 19, 3), False, id="too little is registered before"),
        pytest.param(6, Earlier(0, 60, 0), False, id="the school year begins in the window"),
        pytest.param(3, Earlier(0, 60, 3), False, id="in three weeks only"),
    ],
)
def test_more_than_the_pupil_used_to_have(now: int, earlier: Earlier, holds: bool) -> None:  # noqa: FBT001
    absent = positions(weekdays(TUESDAY, now, "2026-01-05"))
    asked = OwnEarlierLevel(times=3, weeks=4, earlier_school_days=20)
    found = own_earlier_level(asked, absent, earlier, Window(3, FRAME.origin))
    assert found == (now, absent | earlier.absent, holds)


MONDAYS = weekdays(MONDAY, 20)


@pytest.mark.parametrize(
    ("days", "value", "holds"),
    [
        pytest.param(MONDAYS[0:8:2], 4, True, id="every other Monday"),
        pytest.param([*MONDAYS[0:8:2], MONDAYS[1]], 4, True, id="four of five"),
        pytest.param([*MONDAYS[0:8:2], *MONDAYS[1:4:2]], 4, False, id="four of six are less than 80 %"),
        pytest.param(run_of("2025-09-01", 5), 5, False, id="one week is not every other week"),
        pytest.param(MONDAYS[1:7:2], 3, False, id="three days are too few to tell"),
    ],
)
def test_every_other_week(days: list[str], value: int, holds: bool) -> None:  # noqa: FBT001
    asked = AlternateWeeks(percent=80, absence_days=4, weeks=3)
    found = alternate_weeks(asked, positions(days), FRAME.origin, FRAME.length)
    assert found == (value, positions(days), holds)


def test_weeks_alternate_through_a_year_of_53_weeks() -> None:
    fortnights = positions(["2026-12-14", "2026-12-28", "2027-01-11", "2027-01-25"])
    found = alternate_weeks(AlternateWeeks(100, 4, 4), fortnights, FRAME.origin, FRAME.length)
    assert found.holds, "the weeks 51, 53, 2 and 4"


def test_siblings_absent_on_the_same_days() -> None:
    own, theirs = positions(MONDAYS[:5]), positions(MONDAYS[1:9])
    assert siblings_absent(SiblingsAbsent(80, 5), own, theirs) == (4, own, True)
    assert siblings_absent(SiblingsAbsent(81, 5), own, theirs) == (4, own, False)
    assert siblings_absent(SiblingsAbsent(80, 6), own, theirs) == (4, own, False)


@given(st.sets(st.sampled_from(school_days()), max_size=30), st.integers(1, 3))
def test_no_pattern_depends_on_where_the_frame_begins(days: set[object], years: int) -> None:
    """A frame moves with the school years; what a pattern says of the same dates must not."""
    later = frame_from(FRAME.base_year + 1)
    here = positions(str(day) for day in days)
    there = here >> later.origin - FRAME.origin
    asked, weeks = WeekdayShare(40, 3), AlternateWeeks(60, 3, years)
    own, window = OwnEarlierLevel(2, years, 1), Earlier(0, 9, 2)
    assert [
        weekday_share(asked, here, WEEKDAYS)[::2],
        alternate_weeks(weeks, here, FRAME.origin, FRAME.length)[::2],
        repeatedly_late(RepeatedlyLate(years), here, 0, FRAME.origin)[::2],
        own_earlier_level(own, here, window, Window(1, FRAME.origin))[::2],
        beside_a_break(BesideABreak(3, years, 20), here, SCHOOL_DAYS)[::2],
    ] == [
        weekday_share(asked, there, weekday_sets(later.origin, later.length))[::2],
        alternate_weeks(weeks, there, later.origin, later.length)[::2],
        repeatedly_late(RepeatedlyLate(years), there, 0, later.origin)[::2],
        own_earlier_level(own, there, window, Window(1, later.origin))[::2],
        beside_a_break(BesideABreak(3, years, 20), there, SCHOOL_DAYS >> later.origin - FRAME.origin)[::2],
    ]
