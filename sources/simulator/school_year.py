"""One school in one school year: its calendars, its rosters, and what is to be registered on each day.

Puts together calendar, seats, absence and explanations; all of it is settled when the year begins, so that a later end
of the simulation changes nothing. Called by the simulation every 1 August.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from schemas import AbsenceNotice, ClassCalendar, SchoolCalendar, SchoolRoster, Transfer
from sources.simulator.absence import Day, Spell, year_of
from sources.simulator.calendars import (
    DAY,
    after_last_school_day,
    days_off,
    first_school_day,
    reading_days,
    school_days,
    school_year_name,
)
from sources.simulator.chance import chance
from sources.simulator.connection import cut_off_day
from sources.simulator.district import midnight
from sources.simulator.explanations import Registered, explain
from sources.simulator.leave import family_leave
from sources.simulator.rosters import Seat, rosters_of, seats_of, settled
from sources.simulator.schools import LAST_GRADE, School
from sources.simulator.transfers import Seating


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """What a school does in a school year; `away` holds who is not simply present, by date and pupil."""

    school: School
    next_school: School
    class_days: Mapping[str, frozenset[date]]
    seats: Mapping[str, tuple[Seat, ...]]
    away: Mapping[date, Mapping[str, Registered]]
    calendars: tuple[SchoolCalendar, ...]
    rosters: tuple[SchoolRoster, ...]
    transfers: tuple[Transfer, ...]
    notices: tuple[AbsenceNotice, ...]
    cut_off: date | None
    """The day on which nothing reaches anybody until the afternoon."""


def seating(seed: int, school: School, start: int) -> Seating:
    """Settle who sits where at a school in the school year that begins in August of `start`."""
    days = school_days(calendars_of(school, start)[-1])
    return Seating(school, start, days, seats_of(school, days, chance(seed, "school year", school.code, start)))


def school_year(seed: int, sitting: Seating) -> SchoolYear:
    """Settle everything else that happens at a school in a school year."""
    school, start, days, seats = sitting.school, sitting.start, sitting.days, sitting.seats
    calendars = calendars_of(school, start)
    class_days = {class_.name: school_days(calendars[-1], class_.name) for class_ in school.classes}
    away, notices = _absences(seed, school, seats, _Days(start, days, class_days))
    return SchoolYear(
        school=school,
        next_school=settled(school, seats).promoted(),
        class_days={name: frozenset(of_class) for name, of_class in class_days.items()},
        seats={name: tuple(seat for seat in seats if seat.class_ == name) for name in class_days},
        away=away,
        calendars=calendars,
        rosters=tuple(rosters_of(school, start, seats, chance(seed, "rosters", school.code, start))),
        transfers=sitting.transfers,
        notices=notices,
        cut_off=cut_off_day(seed, school.code, start, days),
    )


def calendars_of(school: School, start: int) -> tuple[SchoolCalendar, ...]:
    """Give the calendar as published in June, and as published again in March with the reading days of grade 9."""
    late = {c.name: ClassCalendar(first_day=first_school_day(start) + DAY) for c in school.classes if c.grade == 0}
    opening = late if school.habits.late_start else {}
    reading = {c.name: ClassCalendar(days_off=(reading_days(start),)) for c in school.classes if c.grade == LAST_GRADE}
    first = _calendar(school, start, opening, midnight(date(start, 6, 10)))
    if not reading:
        return (first,)
    return first, _calendar(school, start, {**opening, **reading}, midnight(date(start + 1, 3, 2)))


def _calendar(school: School, start: int, classes: dict[str, ClassCalendar], published: datetime) -> SchoolCalendar:
    return SchoolCalendar(
        id=f"cal-{published.date()}-{school.code}",
        school=school.code,
        school_year=school_year_name(start),
        recorded_at=published + timedelta(hours=12),
        first_day=first_school_day(start),
        after_last_day=after_last_school_day(start, school.municipality),
        days_off=days_off(start, school.municipality),
        classes=classes,
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """The school days of a school year, of the school and of each class."""

    start: int
    school: tuple[date, ...]
    classes: Mapping[str, tuple[date, ...]]

    def of(self, seat: Seat) -> tuple[date, ...]:
        days = self.classes[seat.class_]
        whole_year = seat.first == self.school[0] and seat.after_last is None
        return days if whole_year else tuple(day for day in days if seat.taken(day))


def _absences(
    seed: int, school: School, seats: tuple[Seat, ...], days: _Days
) -> tuple[Mapping[date, Mapping[str, Registered]], tuple[AbsenceNotice, ...]]:
    leave: dict[str, tuple[Spell, ...]] = {}
    away: dict[date, dict[str, Registered]] = {}
    notices: list[AbsenceNotice] = []
    for pupil, sat in _by_pupil(seats):
        home = sat[0].pupil.household
        if home.id not in leave:
            leave[home.id] = family_leave(home, days.school, chance(seed, "leave", home.id, days.start))
        rng = chance(seed, "absence", pupil, days.start)
        explained = explain(school.code, pupil, _true_year(sat, days, leave[home.id], rng), rng)
        notices += explained.notices
        for day, registered in explained.days.items():
            away.setdefault(day, {})[pupil] = registered
    return away, tuple(notices)


def _by_pupil(seats: tuple[Seat, ...]) -> Iterator[tuple[str, list[Seat]]]:
    pupils: dict[str, list[Seat]] = {}
    for seat in seats:
        pupils.setdefault(seat.pupil.id, []).append(seat)
    yield from pupils.items()


def _true_year(seats: list[Seat], days: _Days, leave: tuple[Spell, ...], rng: Random) -> dict[date, Day]:
    year: dict[date, Day] = {}
    for seat in seats:
        year |= year_of(seat.pupil, seat.grade, days.of(seat), leave, rng)
    return year
