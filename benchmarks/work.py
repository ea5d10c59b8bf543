"""The lines that are measured: a simulated school district over a school year, or plain complete roll calls.

Owns what stands in them. Called by the benchmarks.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from schemas import CALENDARS, ROLL_CALLS, ROSTERS, encode
from schemas.calendar import SchoolCalendar
from schemas.roll_call import Entry, RollCall
from schemas.roster import Enrolment, RosterClass, SchoolRoster
from schemas.topics import InputEvent
from sources.simulator import District, simulate

FIRST, AFTER_LAST = date(2025, 8, 11), date(2026, 8, 1)
PUPILS_IN_CLASS = 22
CLASSES_OF_SCHOOL = 21
_OF_A_THOUSAND = (("absent", "sickness", 44), ("absent", "leave", 16), ("absent", None, 9), ("late", None, 20))


def simulated_lines(pupils: int) -> Iterator[bytes]:
    """Yield the lines of a simulated district over a school year."""
    for simulated in simulate(District(1, pupils, FIRST, AFTER_LAST)):
        yield _line(simulated.topic, simulated.event)


def plain_lines(schools: int) -> Iterator[bytes]:
    """Yield a school year of complete roll calls that list everybody: one a day of each class, nothing corrected."""
    chance = Random(1)  # noqa: S311 - no secret
    codes = [f"28{number:04d}" for number in range(schools)]
    for school in codes:
        yield _line(CALENDARS, _calendar(school))
        yield _line(ROSTERS, _roster(school))
    for number in range((AFTER_LAST - FIRST).days):
        day = FIRST + timedelta(days=number)
        if day.weekday() < 5:
            for school in codes:
                for class_ in range(CLASSES_OF_SCHOOL):
                    yield _line(ROLL_CALLS, _roll_call(chance, school, class_, day))


def _line(topic: str, event: InputEvent) -> bytes:
    return b'{"topic":"%b","value":%b}\n' % (topic.encode(), encode(event))


def _class(number: int) -> tuple[str, int]:
    """Return name and grade: three classes of each grade from 0 to 6."""
    return f"{number // 3}{'ABC'[number % 3]}", number // 3


def _pupils(school: str, class_: str) -> list[str]:
    return [f"p{school}{class_}{number}" for number in range(PUPILS_IN_CLASS)]


def _calendar(school: str) -> SchoolCalendar:
    days = {"first_day": FIRST, "after_last_day": date(2026, 6, 27)}
    recorded_at = "2025-06-01T12:00:00+02:00"
    return SchoolCalendar.model_validate(
        {"id": f"cal-{school}", "school": school, "school_year": "2025/26", "recorded_at": recorded_at, **days}
    )


def _roster(school: str) -> SchoolRoster:
    classes = tuple(
        RosterClass(
            class_=name,
            grade=grade,
            pupils=tuple(Enrolment(pupil=pupil, first=FIRST) for pupil in _pupils(school, name)),
        )
        for name, grade in map(_class, range(CLASSES_OF_SCHOOL))
    )
    fields = {"id": f"ro-{school}", "school": school, "school_year": "2025/26", "municipality": "259"}
    return SchoolRoster.model_validate({**fields, "recorded_at": "2025-08-01T12:00:00+02:00", "classes": classes})


def _roll_call(chance: Random, school: str, number: int, day: date) -> RollCall:
    class_, grade = _class(number)
    return RollCall.model_validate(
        {
            "id": f"rc-{school}-{class_}-{day}",
            "school": school,
            "class": class_,
            "grade": grade,
            "date": day,
            "moment": "start",
            "recorded_at": f"{day}T08:05:00+02:00",
            "complete": True,
            "entries": tuple(_entry(chance, pupil) for pupil in _pupils(school, class_)),
        }
    )


def _entry(chance: Random, pupil: str) -> Entry:
    drawn = chance.randrange(1000)
    for status, category, share in _OF_A_THOUSAND:
        if drawn < share:
            return Entry.model_validate({"pupil": pupil, "status": status, "category": category})
        drawn -= share
    return Entry(pupil=pupil, status="present")
