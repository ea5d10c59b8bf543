"""What truly happens to a pupil in a school year: spells of illness, family leave, unlawful absence, late arrivals.

Calibrated to the published national figures (see the module of the figures). Knows nothing of roll calls: how the
truth comes to be registered is decided elsewhere. Called once per pupil and school year.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from schemas import Category
from sources.simulator.chance import pick
from sources.simulator.pupils import Pupil

SICKNESS_STARTS = 0.0238  # spells per school day of the average pupil
SICKNESS_LENGTHS = (
    *((1, 0.47), (2, 0.26), (3, 0.13), (4, 0.06), (5, 0.035), (6, 0.01), (8, 0.01), (10, 0.012)),
    *((15, 0.007), (22, 0.004), (35, 0.002)),
)
SEASON = {8: 0.65, 9: 0.95, 10: 0.95, 11: 1.15, 12: 1.25, 1: 1.25, 2: 1.45, 3: 1.25, 4: 0.9, 5: 0.75, 6: 0.6, 7: 0.6}
WEEKDAY = (1.15, 0.97, 0.93, 0.95, 1.0)
GRADE_SICKNESS = (1.0, 1.0, 0.95, 0.93, 0.92, 0.93, 0.98, 1.08, 1.15, 1.15)

UNLAWFUL_DAYS = 0.0044  # share of the school days of the average pupil, outside phases
GRADE_UNLAWFUL = (0.5, 0.6, 0.7, 0.75, 0.85, 0.95, 1.1, 1.5, 1.8, 2.0)
UNLAWFUL_WEEKDAY = (1.25, 0.8, 0.8, 0.9, 1.3)
PHASES = 0.055  # phases of refusal per school year of the average pupil
HALF_DAY = {"sickness": 0.16, "leave": 0.06, "unlawful": 0.45}  # share of the days of grades 7-9

LATE_DAYS = 0.014
LATE_WEEKDAY = (1.4, 0.95, 0.9, 0.9, 0.95)


class Spell(NamedTuple):
    """School days on end that a pupil is away for one reason."""

    category: Category
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What is true of a pupil on a day: away at the start, away at the end (grades 7-9), or late."""

    spell: Spell | None = None
    start: bool = False
    end: bool = False
    late: bool = False


def year_of(pupil: Pupil, grade: int, days: Sequence[date], leave: Iterable[Spell], rng: Random) -> dict[date, Day]:
    """Everything out of the ordinary for a pupil in a school year, by date; all other days the pupil is there.

    Leave comes before illness, illness before unlawful absence.
    """
    year: dict[date, Day] = {}
    school_days = set(days)
    for spell in (*leave, *_illness(pupil, grade, days, rng), *_unlawful(pupil, grade, days, rng)):
        for day in spell.days:
            if day in school_days and day not in year:
                year[day] = _away(spell, grade, rng)
    _late_arrivals(pupil, days, year, rng)
    return year


def _away(spell: Spell, grade: int, rng: Random) -> Day:
    """Give a whole day, or in grades 7-9 sometimes only the start or the end; mostly the end."""
    if grade < 7 or rng.random() >= HALF_DAY[spell.category]:
        return Day(spell, start=True, end=True)
    only_end = rng.random() < 0.7
    return Day(spell, start=not only_end, end=only_end)


def _illness(pupil: Pupil, grade: int, days: Sequence[date], rng: Random) -> Iterator[Spell]:
    rate = SICKNESS_STARTS * pupil.sickness * GRADE_SICKNESS[grade]
    well_from = 0
    for n, day in enumerate(days):
        if n >= well_from and rng.random() < rate * SEASON[day.month] * WEEKDAY[day.weekday()]:
            length = pick(rng, SICKNESS_LENGTHS)
            well_from = n + length + 1
            yield Spell("sickness", tuple(days[n : n + length]))


def _unlawful(pupil: Pupil, grade: int, days: Sequence[date], rng: Random) -> Iterator[Spell]:
    """Single days, more of them next to the weekend, and for a few pupils weeks of staying away often."""
    rate = min(0.25, UNLAWFUL_DAYS * pupil.unlawful * GRADE_UNLAWFUL[grade])
    staying_away = _phase(pupil, grade, days, rng)
    for n, day in enumerate(days):
        if rng.random() < (staying_away.get(n) or rate * UNLAWFUL_WEEKDAY[day.weekday()]):
            yield Spell("unlawful", (day,))


def _phase(pupil: Pupil, grade: int, days: Sequence[date], rng: Random) -> dict[int, float]:
    """Give the positions of a phase of refusal, with the probability of staying away on each day of it."""
    if not days or rng.random() >= PHASES * pupil.unlawful * GRADE_UNLAWFUL[grade]:
        return {}
    first, often = rng.randrange(len(days)), rng.uniform(0.3, 0.75)
    return dict.fromkeys(range(first, first + rng.randint(12, 45)), often)


def _late_arrivals(pupil: Pupil, days: Sequence[date], year: dict[date, Day], rng: Random) -> None:
    rate = min(0.3, LATE_DAYS * pupil.late)
    for day in days:
        if rng.random() < rate * LATE_WEEKDAY[day.weekday()] and day not in year:
            year[day] = Day(late=True)
