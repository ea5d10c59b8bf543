from collections import Counter
from datetime import date

import pytest

from schemas import ClassCalendar, DayOff, SchoolCalendar
from sources.simulator import MUNICIPALITIES
from sources.simulator.calendars import (
    after_last_school_day,
    days_off,
    first_school_day,
    reading_days,
    school_days,
    school_year_name,
)
from sources.simulator.district import Municipality, midnight

WEEK_7, WEEK_8 = Municipality("259", "Køge"), Municipality("851", "Aalborg", winter_week=8)
BACK_ON_THE_FIFTH = Municipality("461", "Odense", back_after_new_year=5)


def calendar(start: int, municipality: Municipality, **classes: ClassCalendar) -> SchoolCalendar:
    return SchoolCalendar(
        id="cal-1",
        school="280123",
        school_year=school_year_name(start),
        recorded_at=midnight(date(start, 6, 1)),
        first_day=first_school_day(start),
        after_last_day=after_last_school_day(start, municipality),
        days_off=days_off(start, municipality),
        classes=classes,
    )


def by_quarter(days: tuple[date, ...]) -> tuple[int, ...]:
    count = Counter((day.month - 1) // 3 + 1 for day in days)
    return count[3], count[4], count[1], count[2]


@pytest.mark.parametrize(
    ("start", "municipality", "quarters", "first", "last"),
    [
        (2025, WEEK_7, (37, 53, 55, 55), date(2025, 8, 11), date(2026, 6, 26)),
        (2025, WEEK_8, (37, 53, 55, 55), date(2025, 8, 11), date(2026, 6, 26)),
        (2025, BACK_ON_THE_FIFTH, (37, 53, 55, 55), date(2025, 8, 11), date(2026, 6, 26)),
        (2026, WEEK_7, (38, 52, 52, 58), date(2026, 8, 10), date(2027, 6, 24)),
        (2026, BACK_ON_THE_FIFTH, (38, 52, 51, 59), date(2026, 8, 10), date(2027, 6, 25)),
    ],
)
def test_a_school_year_has_the_published_days_of_each_quarter(
    start: int, municipality: Municipality, quarters: tuple[int, ...], first: date, last: date
) -> None:
    days = school_days(calendar(start, municipality))
    assert by_quarter(days) == quarters
    assert (days[0], days[-1]) == (first, last)


@pytest.mark.parametrize("municipality", MUNICIPALITIES, ids=lambda municipality: municipality.name)
@pytest.mark.parametrize("start", range(2015, 2040))
def test_every_school_year_has_200_days_between_august_and_june(start: int, municipality: Municipality) -> None:
    days = school_days(calendar(start, municipality))
    assert len(days) == 200
    assert date(start, 8, 8) <= days[0]
    assert days[-1] <= date(start + 1, 6, 30)


@pytest.mark.parametrize(
    ("day", "municipality"),
    [
        (date(2025, 10, 13), WEEK_7),
        (date(2025, 10, 17), WEEK_7),
        (date(2025, 12, 22), WEEK_7),
        (date(2026, 1, 2), WEEK_7),
        (date(2026, 2, 9), WEEK_7),
        (date(2026, 2, 20), WEEK_8),
        (date(2026, 3, 30), WEEK_7),
        (date(2026, 4, 6), WEEK_7),
        (date(2026, 5, 14), WEEK_7),
        (date(2026, 5, 15), WEEK_7),
        (date(2026, 5, 25), WEEK_7),
        (date(2026, 6, 5), WEEK_7),
    ],
)
def test_holidays_and_breaks_of_2025_26_are_no_school_days(day: date, municipality: Municipality) -> None:
    assert day not in school_days(calendar(2025, municipality))


@pytest.mark.parametrize("day", [date(2025, 12, 19), date(2026, 1, 5), date(2026, 4, 7), date(2026, 5, 1)])
def test_the_days_beside_the_breaks_are_school_days(day: date) -> None:
    assert day in school_days(calendar(2025, WEEK_7))


def test_great_prayer_day_was_a_holiday_until_2023() -> None:
    assert date(2023, 5, 5) not in school_days(calendar(2022, WEEK_7))
    assert date(2024, 4, 26) in school_days(calendar(2023, WEEK_7))


def test_a_class_has_the_schools_days_less_its_own_exceptions() -> None:
    late, reading = ClassCalendar(first_day=date(2025, 8, 12)), ClassCalendar(days_off=(reading_days(2025),))
    school = calendar(2025, WEEK_7, **{"0A": late, "9A": reading})
    assert school_days(school, "0A") == school_days(school)[1:]
    assert school_days(school, "5A") == school_days(school)
    assert len(school_days(school, "9A")) == 196


def test_reading_days_avoid_the_holidays_of_may() -> None:
    assert reading_days(2025) == DayOff(first=date(2026, 5, 4), after_last=date(2026, 5, 8), name="Læseferie")
    assert reading_days(2026).first == date(2027, 5, 10)
