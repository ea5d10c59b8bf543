"""Calendars and rosters of the generated districts: narrowed, replaced, with pupils who come, go and change class.

Owns what a school office sends. Must make only papers that are accepted. Called by districts.py.
"""

from collections.abc import Sequence
from datetime import date, datetime

from tests.oracle.dice import DAY, Dice, Pupil
from tests.oracle.known import year_name
from tests.oracle.sent import Sent, Value, sent

Timed = tuple[datetime, Sent]
Class = tuple[str, int]


def calendar_of(dice: Dice, school: str, year: int, pupils: Sequence[Pupil]) -> Value:
    """Return a calendar without id and time."""
    first = dice.one((date(year, 8, 1), date(year, 8, 11), date(year, 8, 12), date(year, 9, 29)))
    after_last = dice.one((date(year + 1, 8, 1), date(year + 1, 6, 28), date(year + 1, 6, 25), date(year + 1, 1, 10)))
    return {
        "school": school,
        "school_year": year_name(year),
        "first_day": first.isoformat(),
        "after_last_day": after_last.isoformat(),
        "days_off": _days_off(dice, year),
        "classes": {
            pupil.class_in(dice.day())[0]: _class_calendar(dice, year) for pupil in pupils if dice.chance(0.25)
        },
    }


def calendars(dice: Dice, school: str, year: int, pupils: Sequence[Pupil]) -> list[Timed]:
    """Return the calendars of one school year: none, one, or some that replace each other."""
    found = []
    for number in range(dice.one((0, 1, 1, 1, 1, 1, 2, 2, 3, 4))):
        instant = dice.instant(dice.day() if number else date(year, 6, 1))
        own = {"id": dice.name("cal"), "recorded_at": dice.written(instant)}
        found.append((instant, sent("calendars", {**own, **calendar_of(dice, school, year, pupils)})))
    return found


def _class_calendar(dice: Dice, year: int) -> Value:
    narrowed: Value = {"days_off": _days_off(dice, year)}
    if dice.chance(0.3):
        narrowed["first_day"] = date(year, 8, 13).isoformat()
    if dice.chance(0.3):
        narrowed["after_last_day"] = date(year + 1, 6, 23).isoformat()
    return narrowed


def _days_off(dice: Dice, year: int) -> list[Value]:
    found = []
    for _ in range(dice.below(3)):
        first = dice.day()
        after_last = first + dice.one((1, 2, 5, 30)) * DAY
        if date(year, 8, 1) <= first and after_last <= date(year + 1, 8, 1):
            found.append(interval(first, after_last))
    if dice.chance(0.3):
        found.append(interval(date(year, 11, 3), date(year + 1, 6, 2)))
    return found


def rosters(dice: Dice, school: str, year: int, pupils: Sequence[Pupil]) -> list[Timed]:
    """Return the rosters of one school year: none, one, or some that replace each other."""
    found = []
    for number in range(dice.one((0, 1, 1, 2, 3))):
        instant = dice.instant(dice.day() if number else date(year, 7, 20))
        value: Value = {
            "id": dice.name("ro"),
            "school": school,
            "school_year": year_name(year),
            "municipality": dice.one(("259", "259", "330", None)),
            "recorded_at": dice.written(instant),
            "classes": _classes(dice, year, pupils),
        }
        found.append((instant, sent("rosters", value)))
    return found


def _classes(dice: Dice, year: int, pupils: Sequence[Pupil]) -> list[Value]:
    classes: dict[Class, list[Value]] = {}
    for pupil in pupils:
        if dice.chance(0.9):
            for class_, first, after_last in _enrolments(dice, pupil, year):
                dates = {"first": first.isoformat(), "after_last": after_last.isoformat() if after_last else None}
                household = dice.one(("h1", "h1", "h2", None))
                classes.setdefault(class_, []).append({"pupil": pupil.name, "household": household, **dates})
    return [{"class": class_, "grade": grade, "pupils": listed} for (class_, grade), listed in classes.items()]


def _enrolments(dice: Dice, pupil: Pupil, year: int) -> list[tuple[Class, date, date | None]]:
    first, after_last = date(year, 8, 1), date(year + 1, 8, 1)
    own = pupil.class_in(first)
    middle = dice.day()
    if dice.chance(0.6) or not first < middle < after_last - 5 * DAY:
        return [(own, first, None if dice.chance(0.5) else after_last)]
    back = middle + dice.one((0, 0, 2, 4)) * DAY
    other = dice.one((own, (f"{own[1]}B", own[1]), ("6A", 6), ("7A", 7)))
    return [(own, first, middle), (other, back, None)]


def interval(first: date, after_last: date) -> Value:
    """Return a half-open interval."""
    return {"first": first.isoformat(), "after_last": after_last.isoformat()}
