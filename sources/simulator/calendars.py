"""Danish school calendars: the public holidays, the municipal breaks, and exactly 200 school days.

The holidays come from the `holidays` library; the breaks follow the habits of the municipalities (autumn in week 42,
Easter from the Monday, the Friday after Ascension Day, 5 June). Owns no choice by chance. Called by the school year
and by the figures.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from schemas import DayOff, SchoolCalendar
from sources.simulator.district import Municipality

SCHOOL_DAYS = 200
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def school_year_name(start: int) -> str:
    """Give the name of the school year that begins in August of `start`, such as 2025/26."""
    return f"{start}/{(start + 1) % 100:02}"


def first_school_day(start: int) -> date:
    """Give the second Monday of August."""
    return next_monday(date(start, 8, 8))


@lru_cache
def days_off(start: int, municipality: Municipality) -> tuple[DayOff, ...]:
    """All days off on weekdays between the first and the last school day, in order of date."""
    breaks = (_autumn(start), _christmas(start, municipality), _winter(start, municipality), *_spring(start))
    return tuple(sorted(breaks, key=lambda off: off.first))


@lru_cache
def after_last_school_day(start: int, municipality: Municipality) -> date:
    """Give the day after the 200th school day."""
    off = off_dates(days_off(start, municipality))
    left, day = SCHOOL_DAYS, first_school_day(start)
    while left:
        left -= day.weekday() < 5 and day not in off
        day += DAY
    return day


@lru_cache
def reading_days(start: int) -> DayOff:
    """Give the reading days of grade 9: Monday to Thursday of the first whole week of May without a holiday."""
    holidays = (day for day in country_holidays("DK", years=start + 1) if day.weekday() < 5)
    holiday_weeks = {day - day.weekday() * DAY for day in holidays}
    monday = next_monday(date(start + 1, 5, 2))
    while monday in holiday_weeks:
        monday += WEEK
    return DayOff(first=monday, after_last=monday + 4 * DAY, name="Læseferie")


def school_days(calendar: SchoolCalendar, class_name: str | None = None) -> tuple[date, ...]:
    """Give the school days of a class, or of the school: weekdays of the half-open interval less the days off."""
    first, after_last, off = calendar.first_day, calendar.after_last_day, off_dates(calendar.days_off)
    narrowed = calendar.classes.get(class_name) if class_name else None
    if narrowed:
        first = max(first, narrowed.first_day or first)
        after_last = min(after_last, narrowed.after_last_day or after_last)
        off |= off_dates(narrowed.days_off)
    return tuple(day for day in dates(first, after_last) if day.weekday() < 5 and day not in off)


def dates(first: date, after_last: date) -> Iterator[date]:
    """Each date of [first, after_last)."""
    return (first + n * DAY for n in range((after_last - first).days))


def off_dates(off: tuple[DayOff, ...]) -> set[date]:
    """Give the dates that are off."""
    return {day for interval in off for day in dates(interval.first, interval.after_last)}


def next_monday(day: date) -> date:
    """`day` itself when it is a Monday, else the first Monday after it."""
    return day + (-day.weekday() % 7) * DAY


def _autumn(start: int) -> DayOff:
    return _week(date.fromisocalendar(start, 42, 1), "Efterårsferie")


def _winter(start: int, municipality: Municipality) -> DayOff:
    return _week(date.fromisocalendar(start + 1, municipality.winter_week, 1), "Vinterferie")


def _week(monday: date, name: str) -> DayOff:
    return DayOff(first=monday, after_last=monday + 5 * DAY, name=name)


def _christmas(start: int, municipality: Municipality) -> DayOff:
    saturday = next_monday(date(start, 12, 19)) - 2 * DAY
    first = saturday if saturday.day >= 19 else date(start, 12, 22)
    second = date(start + 1, 1, 2)
    back = second if second.weekday() < 3 else next_monday(second)  # no school for the last days of a week only
    if back.weekday() == 0:
        back = max(back, date(start + 1, 1, municipality.back_after_new_year))
    return DayOff(first=first, after_last=back, name="Juleferie")


def _spring(start: int) -> Iterator[DayOff]:
    """Easter from the Monday, Ascension Day with the Friday, and the other holidays from March to June."""
    danish = country_holidays("DK", years=start + 1, language="da")
    named = {name: day for day, name in danish.items()}
    easter_monday, ascension = named["Anden påskedag"], named["Kristi himmelfartsdag"]
    yield DayOff(first=easter_monday - WEEK, after_last=easter_monday + DAY, name="Påskeferie")
    yield DayOff(first=ascension, after_last=ascension + 2 * DAY, name="Kristi himmelfartsferie")
    for day, name in sorted(danish.items()):
        if easter_monday < day < date(start + 1, 7, 1) and day.weekday() < 5 and day != ascension:
            yield DayOff(first=day, after_last=day + DAY, name=name)
    constitution_day = date(start + 1, 6, 5)
    if constitution_day.weekday() < 5 and constitution_day not in danish:
        yield DayOff(first=constitution_day, after_last=constitution_day + DAY, name="Grundlovsdag")
