"""The data of a national morning: schools, classes and roll calls of 25, made by arithmetic alone.

A class has a roll call each school day. The days before the morning warm everything up: in every hundredth class one
pupil has been away unlawfully for the four days before yesterday, and is so yesterday and this morning, which makes
15 % of the quarter. Pure; called by the programs that measure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import orjson

CLASSES_OF_A_SCHOOL = 25
MUNICIPALITIES = ("101", "259", "330", "400", "461", "751", "851", "561", "630", "615", "265", "219")
HISTORY = ("2025-09-08", "2025-09-09", "2025-09-10", "2025-09-11")
YESTERDAY, MORNING, NEXT_MORNING = "2025-09-12", "2025-09-15", "2025-09-16"
ABSENCES = ((36, "sickness"), (48, "leave"), (53, "unlawful"), (58, None))  # up to so many of a thousand
LATE = 78

Keyed = tuple[str, bytes]
"""A message: its key and its JSON."""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """The class number `number` of the nation, counted from 0."""

    number: int
    pupils: int

    @property
    def school(self) -> str:
        """Give the code of its school."""
        return f"{100_000 + self.number // CLASSES_OF_A_SCHOOL}"

    @property
    def grade(self) -> int:
        """Give the grade, 0 to 9."""
        return self.number % CLASSES_OF_A_SCHOOL * 10 // CLASSES_OF_A_SCHOOL

    @property
    def name(self) -> str:
        """Give the name within the school."""
        return f"{self.grade}{'ABC'[self.number % CLASSES_OF_A_SCHOOL - -(-self.grade * CLASSES_OF_A_SCHOOL // 10)]}"

    def pupil(self, seat: int) -> str:
        """Give the id of the pupil in a seat."""
        return f"p{self.school}_{self.name}_{seat}"

    @property
    def has_a_truant(self) -> bool:
        """Whether the pupil in seat 0 is away unlawfully all these days."""
        return self.number % 100 == 0


@dataclass(frozen=True, slots=True)
class Nation:
    """So many classes, of so many pupils each."""

    classes: int = 28_000
    pupils: int = 25

    def every_class(self) -> Iterator[SchoolClass]:
        """Give all classes, school by school."""
        return (SchoolClass(number, self.pupils) for number in range(self.classes))

    def calendars(self) -> Iterator[Keyed]:
        """Give one calendar per school: 37 school days in the third quarter."""
        for school in dict.fromkeys(each.school for each in self.every_class()):
            yield school, orjson.dumps(_calendar(school))

    def rosters(self) -> Iterator[Keyed]:
        """Give one roster per school, with all its pupils."""
        by_school: dict[str, list[SchoolClass]] = {}
        for each in self.every_class():
            by_school.setdefault(each.school, []).append(each)
        return ((school, orjson.dumps(_roster(school, classes))) for school, classes in by_school.items())

    def warm_up(self) -> Iterator[Keyed]:
        """Give the roll calls before the morning, day by day."""
        for day in HISTORY:
            yield from (_keyed(each, day) for each in self.every_class() if each.has_a_truant)
        yield from self.day(YESTERDAY)

    def day(self, date: str) -> Iterator[Keyed]:
        """Give the roll calls of all classes on a day."""
        return (_keyed(each, date) for each in self.every_class())


def registrations(roll_calls: Iterator[Keyed]) -> Iterator[Keyed]:
    """Give the same marks as one message each, keyed by pupil: what the per-pupil programs read."""
    for _, value in roll_calls:
        roll_call = orjson.loads(value)
        about = {name: roll_call[name] for name in ("school", "class", "grade", "date", "moment")}
        for entry in roll_call["entries"]:
            yield entry["pupil"], orjson.dumps(about | entry)


def roll_call(each: SchoolClass, date: str) -> dict[str, object]:
    """Give the roll call of a class at the start of a day, by the contract."""
    entries = [_entry(each.pupil(seat), date) for seat in range(each.pupils)]
    if each.has_a_truant:
        entries[0] = {"pupil": each.pupil(0), "status": "absent", "category": "unlawful"}
    return {
        "id": f"rc-{each.school}-{each.name}-{date}",
        "school": each.school,
        "class": each.name,
        "grade": each.grade,
        "date": date,
        "moment": "start",
        "recorded_at": f"{date}T08:{each.number % 15:02d}:00+02:00",
        "complete": True,
        "entries": entries,
    }


def _keyed(each: SchoolClass, date: str) -> Keyed:
    return each.school, orjson.dumps(roll_call(each, date))


def _entry(pupil: str, date: str) -> dict[str, object]:
    chance = crc32(f"{pupil} {date}".encode()) % 1000
    for limit, category in ABSENCES:
        if chance < limit:
            absent: dict[str, object] = {"pupil": pupil, "status": "absent"}
            return absent if category is None else absent | {"category": category}
    return {"pupil": pupil, "status": "late" if chance < LATE else "present"}


def _calendar(school: str) -> dict[str, object]:
    return {
        "id": f"cal-{school}",
        "school": school,
        "school_year": "2025/26",
        "recorded_at": "2025-06-01T12:00:00+02:00",
        "first_day": "2025-08-11",
        "after_last_day": "2026-06-27",
        "days_off": [
            {"first": "2025-10-13", "after_last": "2025-10-18"},
            {"first": "2025-12-22", "after_last": "2026-01-03"},
            {"first": "2026-02-09", "after_last": "2026-02-14"},
            {"first": "2026-03-30", "after_last": "2026-04-07"},
            {"first": "2026-05-14", "after_last": "2026-05-16"},
            {"first": "2026-05-25", "after_last": "2026-05-26"},
            {"first": "2026-06-05", "after_last": "2026-06-06"},
        ],
    }


def _roster(school: str, classes: list[SchoolClass]) -> dict[str, object]:
    return {
        "id": f"ro-{school}",
        "school": school,
        "school_year": "2025/26",
        "municipality": MUNICIPALITIES[int(school) % len(MUNICIPALITIES)],
        "recorded_at": "2025-08-01T12:00:00+02:00",
        "classes": [
            {
                "class": each.name,
                "grade": each.grade,
                "pupils": [{"pupil": each.pupil(seat), "first": "2025-08-11"} for seat in range(each.pupils)],
            }
            for each in classes
        ],
    }
