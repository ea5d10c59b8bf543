"""Absence that makes holidays longer: the last school day before a break, or the first after it.

Owns which days lie beside a break, and the arithmetic. Called by `streams.patterns.asking`.
"""

from functools import lru_cache

from streams.law.pattern import BesideABreak
from streams.patterns.finding import Finding, is_share
from streams.windows.days import days_between, positions_of


def beside_a_break(asked: BesideABreak, absent: int, school_days: int) -> Finding:
    """Count the days of absence beside a break; all days of absence prove it."""
    before, after = sides_of_breaks(school_days, asked.days_off)
    beside = absent & (before | after)
    found, total = beside.bit_count(), absent.bit_count()
    if not is_share(found, asked.percent, total):
        return Finding(found, absent, holds=False)
    return Finding(found, absent, _breaks(beside, before, after) >= asked.breaks)


@lru_cache(maxsize=512)
def sides_of_breaks(school_days: int, days_off: int) -> tuple[int, int]:
    """Return the school days before and those after at least `days_off` days on end without school.

    No school day is known before the first and after the last, so the first follows a break and the last precedes one.
    """
    soon = recently = 0
    for away in range(1, days_off + 1):
        soon |= school_days >> away
        recently |= school_days << away
    return school_days & ~soon, school_days & ~recently


def _breaks(beside: int, before: int, after: int) -> int:
    """Return beside how many different breaks these days lie: a break is numbered by the days that precede one."""
    found = set()
    for position in positions_of(beside):
        preceding = (before & days_between(0, position)).bit_count()
        if after >> position & 1:
            found.add(preceding)
        if before >> position & 1:
            found.add(preceding + 1)
    return len(found)
