"""Leave of a whole family: holidays that begin before or end after a school break, and single days off.

The children of a household are away together. Called once per household and school year.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from sources.simulator.absence import Spell
from sources.simulator.chance import pick
from sources.simulator.pupils import Household

TRIPS = 0.75  # holidays in term time per school year of the average family
TRIP_LENGTHS = ((1, 0.22), (2, 0.22), (3, 0.18), (4, 0.10), (5, 0.20), (7, 0.04), (10, 0.04))
SINGLE_DAYS = 0.0072  # share of the school days of the average family
WEEKDAY = (1.1, 0.6, 0.6, 0.8, 1.9)
TERMS = 6  # a break is counted as one when at least this many dates lie between two school days


def family_leave(home: Household, days: Sequence[date], rng: Random) -> tuple[Spell, ...]:
    """Give the leave of a household in a school year, holidays first."""
    return (*_holidays(home, days, rng), *_single_days(home, days, rng))


def _holidays(home: Household, days: Sequence[date], rng: Random) -> list[Spell]:
    breaks = _breaks(days)
    trips: list[Spell] = []
    while breaks and rng.random() < TRIPS * home.leave / (1 + TRIPS * home.leave):
        after, length = rng.choice(breaks), pick(rng, TRIP_LENGTHS)
        before_it = rng.random() < 0.55
        away = days[max(0, after - length) : after] if before_it else days[after : after + length]
        trips.append(Spell("leave", tuple(away)))
    return [trip for trip in trips if trip.days]


def _breaks(days: Sequence[date]) -> list[int]:
    """Give the positions of the first school days after each break, and the end of the year for the summer."""
    long = [n for n in range(1, len(days)) if (days[n] - days[n - 1]).days >= TERMS]
    return [*long, len(days), len(days)] if days else []


def _single_days(home: Household, days: Sequence[date], rng: Random) -> list[Spell]:
    rate = SINGLE_DAYS * home.leave
    return [Spell("leave", (day,)) for day in days if rng.random() < rate * WEEKDAY[day.weekday()]]
