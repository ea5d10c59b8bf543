"""What a pattern finds in a window, and the sets of days that several patterns need.

Owns the result types and the weeks and weekdays of a frame. Pure. Used by the patterns and by whoever asks them.
"""

from functools import lru_cache
from typing import NamedTuple

from streams.windows.days import days_between, positions_of

WEEK = 7


class Finding(NamedTuple):
    """What the pattern counted, the days that prove it, and whether all its conditions but the threshold are met."""

    value: int
    days: int
    holds: bool


class Count(NamedTuple):
    """What was counted: half days, episodes, late arrivals or a pattern, and the days whose start or end mark prove it.

    `holds`: what else a pattern asks for is met.
    """

    value: int
    start: int
    end: int
    holds: bool = True


def is_share(part: int, percent: int, whole: int) -> bool:
    """Whether a part is at least so many percent of the whole, exactly."""
    return 100 * part >= percent * whole


@lru_cache(maxsize=64)
def weekdays(origin: int, length: int) -> tuple[int, ...]:
    """Return the Mondays, Tuesdays ... Fridays of a frame that begins at the proleptic ordinal `origin`."""
    return tuple(_every(WEEK, (weekday - (origin - 1)) % WEEK, length) for weekday in range(5))


@lru_cache(maxsize=64)
def every_other_week(origin: int, length: int) -> int:
    """Return the days of every other week (Monday to Sunday) of a frame; the same weeks whatever the frame."""
    fortnight = 2 * WEEK
    first = -(origin - 1) % fortnight
    days = 0
    for day in range(WEEK):
        days |= _every(fortnight, (first + day) % fortnight, length)
    return days


def weeks_of(days: int, origin: int) -> int:
    """Return in how many different weeks these days lie."""
    return len({(origin - 1 + position) // WEEK for position in positions_of(days)})


def _every(step: int, first: int, length: int) -> int:
    days = 0
    for position in range(first, length, step):
        days |= 1 << position
    return days & days_between(0, length)
