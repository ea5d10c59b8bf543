"""What the teachers and the office of a school record on a day: roll calls, forgotten ones, mistakes and corrections.

Turns the settled truth of a school year into RollCall events with plausible instants. Nothing is recorded before it
happened. Called by the simulation for each school and day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from schemas import Entry, Moment, RollCall
from schemas.dates import COPENHAGEN
from sources.simulator.school_year import SchoolYear

FORGOTTEN, MADE_LATER = 0.012, 0.6  # share of the roll calls, share of the forgotten ones
PARTIAL, COMPLETED = 0.008, 0.7
WRONG_PUPIL = 0.004
OPENS: dict[Moment, tuple[time, int]] = {"start": (time(8, 5), 900), "end": (time(13, 50), 3600)}


@dataclass(frozen=True, slots=True)
class Lesson:
    """The class, date and moment that a roll call is about."""

    school: str
    class_: str
    grade: int
    date: date
    moment: Moment


@dataclass(slots=True)
class Teachers:
    """The staff of a school in a school year; remembers who sat in a class between two days of moves."""

    year: SchoolYear
    _sitting: dict[str, tuple[date, tuple[Entry, ...]]] = field(default_factory=dict)

    def record(self, day: date, rng: Random) -> Iterator[RollCall]:
        """All roll calls about a day, also those recorded on later days."""
        for class_ in self.year.school.classes:
            if day not in self.year.class_days[class_.name]:
                continue
            everybody = self._everybody(class_.name, day)
            for moment in _moments(class_.grade):
                lesson = Lesson(self.year.school.code, class_.name, class_.grade, day, moment)
                if everybody:
                    yield from self._roll_call(lesson, everybody, rng)

    def _everybody(self, class_: str, day: date) -> tuple[Entry, ...]:
        """Give a present entry for each pupil who sits in the class that day."""
        until, everybody = self._sitting.get(class_, (date.min, ()))
        if day >= until:
            seats = self.year.seats[class_]
            everybody = tuple(Entry(pupil=s.pupil.id, status="present") for s in seats if s.taken(day))
            changes = {end for seat in seats for end in (seat.first, seat.after_last or date.max) if end > day}
            self._sitting[class_] = (min(changes, default=date.max), everybody)
        return everybody

    def _roll_call(self, lesson: Lesson, everybody: tuple[Entry, ...], rng: Random) -> Iterator[RollCall]:
        forgotten = rng.random() < FORGOTTEN
        if forgotten and rng.random() >= MADE_LATER:
            return
        recorded = _in_office(lesson.date, rng.randint(1, 6), rng) if forgotten else _in_class(lesson, rng)
        away = self.year.away.get(lesson.date, {})
        entries = [
            (away[present.pupil].at(lesson.moment) or present) if present.pupil in away else present
            for present in everybody
        ]
        if rng.random() < WRONG_PUPIL:
            yield from _mixed_up(lesson, everybody, entries, rng)
        yield from self._written(lesson, entries, recorded, rng)
        for pupil in (present.pupil for present in everybody if present.pupil in away):
            registered = away[pupil]
            if registered.corrected and registered.at(lesson.moment):
                corrected_at = _in_office(recorded.date(), registered.days_later, rng)
                yield _roll_call(lesson, corrected_at, [registered.corrected], pupil)

    def _written(self, lesson: Lesson, entries: list[Entry], recorded: datetime, rng: Random) -> Iterator[RollCall]:
        """Give the roll call of a class; seldom the first one leaves out pupils, whom a second one may bring."""
        if self.year.school.habits.exceptions_only:
            exceptions = [entry for entry in entries if entry.status != "present"]
            yield _roll_call(lesson, recorded, exceptions, complete=True)
        elif rng.random() < PARTIAL:
            listed = max(1, len(entries) - rng.randint(1, 3))
            yield _roll_call(lesson, recorded, entries[:listed])
            if entries[listed:] and rng.random() < COMPLETED:
                later = recorded + timedelta(minutes=rng.randint(5, 40))
                yield _roll_call(lesson, later, entries[listed:], "rest")
        else:
            yield _roll_call(lesson, recorded, entries, complete=True)


def _moments(grade: int) -> tuple[Moment, ...]:
    return ("start", "end") if grade >= 7 else ("start",)


def _mixed_up(lesson: Lesson, everybody: Sequence[Entry], entries: list[Entry], rng: Random) -> Iterator[RollCall]:
    """Mark a neighbour instead of an absent pupil in `entries`, and the correction of both."""
    absent = [n for n, entry in enumerate(entries) if entry.status == "absent"]
    there = [n for n, entry in enumerate(entries) if entry.status == "present"]
    if not absent or not there:
        return
    missed, blamed = rng.choice(absent), rng.choice(there)
    right = [entries[missed], entries[blamed]]
    entries[blamed] = Entry(pupil=entries[blamed].pupil, status="absent", category=entries[missed].category)
    entries[missed] = everybody[missed]
    yield _roll_call(lesson, _in_office(lesson.date, rng.randint(7, 9), rng), right, "mixed-up")


def _in_class(lesson: Lesson, rng: Random) -> datetime:
    """When a teacher records a roll call: the first or the last minutes of the school day."""
    opens, seconds = OPENS[lesson.moment]
    return datetime.combine(lesson.date, opens, COPENHAGEN) + timedelta(seconds=rng.randrange(seconds))


def _in_office(day: date, days_later: int, rng: Random) -> datetime:
    """Around noon some days later, on a weekday."""
    later = day + timedelta(days=days_later)
    later += timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)
    return datetime.combine(later, time(11, 30), COPENHAGEN) + timedelta(seconds=rng.randrange(4 * 3600))


def _roll_call(
    lesson: Lesson, recorded: datetime, entries: list[Entry], what: str = "", *, complete: bool = False
) -> RollCall:
    name = f"rc-{lesson.school}-{lesson.class_}-{lesson.date}-{lesson.moment}"
    return RollCall.model_validate(
        {
            "id": f"{name}-{what}" if what else name,
            "school": lesson.school,
            "class": lesson.class_,
            "grade": lesson.grade,
            "date": lesson.date,
            "moment": lesson.moment,
            "recorded_at": recorded,
            "complete": complete,
            "entries": tuple(entries),
        }
    )
