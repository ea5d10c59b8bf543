"""Absence that goes on after a long illness: the pupil comes back, and is away again.

Owns what a long illness is, and the arithmetic. Called by `streams.patterns.asking`.
"""

from collections.abc import Iterator, Sequence

from streams.law.pattern import AfterIllness
from streams.patterns.finding import Finding
from streams.windows.days import days_between, positions_of

NOTHING = Finding(0, 0, holds=False)


def after_illness(asked: AfterIllness, sick: int, absent: int, attended: int, school_days: int) -> Finding:
    """Count the days of absence after the return from the illness that has most of them; the first of several equal.

    The days of the illness and those after it prove it. Sickness runs on until a day of attendance.
    """
    best = NOTHING
    if sick.bit_count() < asked.illness_days:
        return best
    for illness, back in _illnesses(sick, attended):
        if illness.bit_count() < asked.illness_days:
            continue
        again = absent & _next_school_days(school_days, back, asked.following_school_days)
        if again.bit_count() > best.value:
            best = Finding(again.bit_count(), illness | again, holds=True)
    return best


def _illnesses(sick: int, attended: int) -> Iterator[tuple[int, int]]:
    """Yield each run of sickness from which the pupil came back, with the day of the return."""
    while sick:
        first = (sick & -sick).bit_length() - 1
        back = attended >> first << first
        if not back:
            return
        back = (back & -back).bit_length() - 1
        yield sick & days_between(0, back), back
        sick &= ~days_between(0, back)


def _next_school_days(school_days: int, first: int, count: int) -> int:
    positions: Sequence[int] = positions_of(school_days >> first)[:count]
    return days_between(first, first + positions[-1] + 1) if positions else 0
