"""Pupils whose absence has no pattern: what chance alone makes of ordinary illness, single days and late mornings.

The amounts are those of the simulated district, but no weekday, season, week, holiday or sibling makes a day likelier
than another, and nobody changes during the year. To count how often a rule about patterns speaks without one. Seeded;
called by the documentation.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from schemas import AbsenceNotice, Entry, RollCall, SchoolCalendar, SchoolRoster
from schemas.dates import COPENHAGEN
from sources.simulator.absence import (
    LATE_DAYS,
    SICKNESS_LENGTHS,
    SICKNESS_STARTS,
    UNLAWFUL_DAYS,
    Day,
    Spell,
)
from sources.simulator.calendars import (
    after_last_school_day,
    days_off,
    first_school_day,
    school_days,
    school_year_name,
)
from sources.simulator.chance import chance, pick
from sources.simulator.district import MUNICIPALITIES, midnight
from sources.simulator.explanations import Registered, explain
from sources.simulator.pupils import Pupil, household, pupil

SCHOOL = "999999"
CLASS_SIZE = 25
CHILDREN = 2
"""Pupils per household."""

Event = SchoolCalendar | SchoolRoster | AbsenceNotice | RollCall
Timed = tuple[datetime, Event]


def patternless(seed: int, pupils: int, start: int) -> list[Event]:
    """Give a school year of so many pupils of grade 5 by the instants of its events."""
    calendar = _calendar(start)
    days = school_days(calendar)
    everybody = [_pupil(seed, number) for number in range(pupils)]
    events: list[Timed] = [
        (calendar.recorded_at, calendar),
        (midnight(date(start, 8, 1)), _roster(start, everybody)),
    ]
    away: dict[date, dict[str, Registered]] = {day: {} for day in days}
    for each in everybody:
        rng = chance(seed, "patternless", each.id)
        explained = explain(SCHOOL, each.id, _true_year(each, days, rng), rng)
        events += [(notice.received_at, notice) for notice in explained.notices]
        for day, registered in explained.days.items():
            away[day][each.id] = registered
    events += [timed for day in days for timed in _recorded(day, everybody, away[day])]
    return [event for _, event in sorted(events, key=lambda timed: timed[0])]


def _pupil(seed: int, number: int) -> Pupil:
    rng = chance(seed, "pupil", number)
    home = household(seed, number // CHILDREN, rng)
    return pupil(seed, number, home, rng)


def _true_year(pupil: Pupil, days: Sequence[date], rng: Random) -> Mapping[date, Day]:
    year: dict[date, Day] = {}
    well_from = 0
    for n, day in enumerate(days):
        if n >= well_from and rng.random() < SICKNESS_STARTS * pupil.sickness:
            length = pick(rng, SICKNESS_LENGTHS)
            well_from = n + length + 1
            spell = Spell("sickness", tuple(days[n : n + length]))
            year |= dict.fromkeys(spell.days, Day(spell, start=True, end=True))
        elif day not in year and rng.random() < min(0.25, UNLAWFUL_DAYS * pupil.unlawful):
            year[day] = Day(Spell("unlawful", (day,)), start=True, end=True)
        elif day not in year and rng.random() < min(0.3, LATE_DAYS * pupil.late):
            year[day] = Day(late=True)
    return year


def _recorded(day: date, everybody: Sequence[Pupil], away: Mapping[str, Registered]) -> Iterator[Timed]:
    """Give the roll calls of a day and what is corrected later."""
    recorded = datetime.combine(day, time(8, 10), COPENHAGEN)
    for number in range(0, len(everybody), CLASS_SIZE):
        name = _class_name(number)
        entries = [away[each.id].start for each in everybody[number : number + CLASS_SIZE] if each.id in away]
        yield (
            recorded,
            _roll_call(f"rc-{name}-{day}", name, day, recorded, [each for each in entries if each], complete=True),
        )
        for each in everybody[number : number + CLASS_SIZE]:
            registered = away.get(each.id)
            if registered and registered.corrected:
                later = recorded + timedelta(days=registered.days_later)
                yield later, _roll_call(f"rc-{name}-{day}-{each.id}", name, day, later, [registered.corrected])


def _roll_call(
    name: str, class_: str, day: date, recorded: datetime, entries: Sequence[Entry], *, complete: bool = False
) -> RollCall:
    place = {"school": SCHOOL, "class": class_, "grade": 5, "date": day, "moment": "start"}
    told = {"id": name, "recorded_at": recorded, "complete": complete, "entries": tuple(entries)}
    return RollCall.model_validate({**place, **told})


def _calendar(start: int) -> SchoolCalendar:
    return SchoolCalendar(
        id=f"cal-{start}",
        school=SCHOOL,
        school_year=school_year_name(start),
        recorded_at=midnight(date(start, 6, 10)),
        first_day=first_school_day(start),
        after_last_day=after_last_school_day(start, MUNICIPALITIES[0]),
        days_off=days_off(start, MUNICIPALITIES[0]),
        classes={},
    )


def _roster(start: int, everybody: Sequence[Pupil]) -> SchoolRoster:
    classes = [
        {
            "class": _class_name(number),
            "grade": 5,
            "pupils": tuple(
                {"pupil": each.id, "first": first_school_day(start), "household": each.household.id}
                for each in everybody[number : number + CLASS_SIZE]
            ),
        }
        for number in range(0, len(everybody), CLASS_SIZE)
    ]
    return SchoolRoster.model_validate(
        {
            "id": f"ro-{start}",
            "school": SCHOOL,
            "school_year": school_year_name(start),
            "recorded_at": midnight(date(start, 8, 1)),
            "classes": tuple(classes),
        }
    )


def _class_name(number: int) -> str:
    return f"5{chr(ord('A') + number // CLASS_SIZE)}"
