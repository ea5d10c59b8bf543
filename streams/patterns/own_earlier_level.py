"""More absence than the same pupil used to have: a change says more than a level.

Owns the arithmetic alone. Called by `streams.patterns.asking`.
"""

from datetime import date, timedelta
from typing import NamedTuple

from streams.law.pattern import OwnEarlierLevel
from streams.patterns.finding import Finding, weeks_of
from streams.windows.days import school_year_of


class Earlier(NamedTuple):
    """The school year before a window: days of absence, how many school days have a mark, and its whole months."""

    absent: int
    registered: int
    months: int


class Window(NamedTuple):
    """The window's whole months, and the proleptic ordinal at which the frame of all positions begins."""

    months: int
    origin: int


def own_earlier_level(asked: OwnEarlierLevel, absent: int, earlier: Earlier, window: Window) -> Finding:
    """Count the days of absence in a window; those and the earlier ones prove it.

    Per month they are at least `times` the earlier ones when value / months >= times * earlier / its months. One long
    illness makes no new level: the days must lie in several weeks.
    """
    now, before = absent.bit_count(), earlier.absent.bit_count()
    is_known = earlier.months > 0 and earlier.registered >= asked.earlier_school_days
    is_more = now * earlier.months >= asked.times * before * window.months
    return Finding(
        now, absent | earlier.absent, is_known and is_more and weeks_of(absent, window.origin) >= asked.weeks
    )


def months_of_window(first: date, after_last: date) -> tuple[int, int]:
    """Return the months of the school year before a window of whole months, and those of the window itself.

    The school year is the one in which the window ends: before July to September it has none.
    """
    opens = 12 * school_year_of(after_last - timedelta(days=1)) + 8
    begins, ends = 12 * first.year + first.month, 12 * after_last.year + after_last.month
    return max(begins - opens, 0), ends - begins
