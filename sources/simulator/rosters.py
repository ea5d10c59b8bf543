"""Who sits in which class from when to when: the moves of a school year, and the rosters that report them.

Pupils join, leave and change class on a few days of the year; a roster is published for each of these days, sometimes
late. Called by the school year.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from schemas import Enrolment, RosterClass, SchoolRoster
from sources.simulator.calendars import school_year_name
from sources.simulator.district import midnight
from sources.simulator.pupils import Pupil
from sources.simulator.schools import School, SchoolClass

CHANGE_DAYS = 7  # per school year
DAYS_LATE = (0, 0, 0, 0, 1, 4)  # of a roster after the moves it reports
LEAVE, MOVE = 0.030, 0.012  # share of the pupils of a class in a school year


@dataclass(frozen=True, slots=True)
class Seat:
    """A pupil in a class on the dates [first, after_last); without after_last until the end of the year."""

    pupil: Pupil
    class_: str
    grade: int
    first: date
    after_last: date | None = None

    def taken(self, day: date) -> bool:
        """Whether the pupil sits here on a day."""
        return self.first <= day and (self.after_last is None or day < self.after_last)


def seats_of(school: School, days: Sequence[date], rng: Random) -> tuple[Seat, ...]:
    """All seats of a school year in the order of classes: those of the first day and those of the moves."""
    changes = sorted(rng.sample(days[10:-15], CHANGE_DAYS)) if len(days) > 100 else []
    seats: list[Seat] = []
    for class_ in school.classes:
        parallel = [other.name for other in school.classes if other.grade == class_.grade and other is not class_]
        for pupil in class_.pupils:
            seat = Seat(pupil, class_.name, class_.grade, days[0])
            seats += _moved(seat, parallel, changes, rng)
        if changes:
            seats += _joined(school, class_, changes, rng)
    return tuple(sorted(seats, key=lambda seat: (seat.class_, seat.first, seat.pupil.id)))


def settled(school: School, seats: Sequence[Seat]) -> School:
    """Give the school at the end of the year: its classes hold those who still sit in them."""
    staying = [seat for seat in seats if seat.after_last is None]
    return replace(
        school,
        classes=tuple(
            replace(class_, pupils=tuple(seat.pupil for seat in staying if seat.class_ == class_.name))
            for class_ in school.classes
        ),
    )


def rosters_of(school: School, start: int, seats: Sequence[Seat], rng: Random) -> Iterator[SchoolRoster]:
    """Give the rosters of a school year by publication: one before the first day, then one per day of moves."""
    opening = min(seat.first for seat in seats)
    yield _roster(school, start, _known(seats, opening), midnight(date(start, 8, 1)) + timedelta(hours=12))
    changes = sorted({seat.first for seat in seats} - {opening} | {s.after_last for s in seats if s.after_last})
    for day in sorted({change + timedelta(days=rng.choice(DAYS_LATE)) for change in changes}):
        published = midnight(day) + timedelta(hours=7, seconds=rng.randrange(1800))
        yield _roster(school, start, _known(seats, day), published)


def _known(seats: Sequence[Seat], day: date) -> Iterator[Seat]:
    """Give the seats as a school knows them on a day: no later moves."""
    for seat in seats:
        if seat.first <= day:
            still = seat.after_last is not None and seat.after_last > day
            yield replace(seat, after_last=None) if still else seat


def _roster(school: School, start: int, seats: Iterator[Seat], published: datetime) -> SchoolRoster:
    classes = groupby(seats, key=lambda seat: (seat.class_, seat.grade))
    return SchoolRoster.model_validate(
        {
            "id": f"ro-{published.date()}-{school.code}",
            "school": school.code,
            "school_year": school_year_name(start),
            "municipality": school.municipality.code,
            "recorded_at": published,
            "classes": tuple(
                RosterClass.model_validate({"class": name, "grade": grade, "pupils": tuple(map(_enrolment, sitting))})
                for (name, grade), sitting in classes
            ),
        }
    )


def _enrolment(seat: Seat) -> Enrolment:
    return Enrolment(
        pupil=seat.pupil.id, first=seat.first, after_last=seat.after_last, household=seat.pupil.household.id
    )


def _moved(seat: Seat, parallel: list[str], changes: list[date], rng: Random) -> list[Seat]:
    """Give the seat, or what becomes of it when the pupil leaves or goes to a parallel class."""
    fate = rng.random() if changes else 1.0
    if fate < LEAVE:
        return [replace(seat, after_last=rng.choice(changes))]
    if fate < LEAVE + MOVE and parallel:
        change = rng.choice(changes)
        return [replace(seat, after_last=change), replace(seat, class_=rng.choice(parallel), first=change)]
    return [seat]


def _joined(school: School, class_: SchoolClass, changes: list[date], rng: Random) -> Iterator[Seat]:
    """As many newcomers as pupils leave, on average."""
    for _ in class_.pupils:
        if rng.random() < LEAVE:
            yield Seat(school.newcomers.enrol(), class_.name, class_.grade, rng.choice(changes))
