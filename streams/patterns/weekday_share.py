"""Much of the absence on one weekday: Mondays, or the day of swimming.

Owns the arithmetic alone. Called by `streams.patterns.asking`.
"""

from collections.abc import Sequence

from streams.law.pattern import WeekdayShare
from streams.patterns.finding import Finding, is_share


def weekday_share(asked: WeekdayShare, absent: int, weekdays: Sequence[int]) -> Finding:
    """Count the days of absence on the weekday that has most of them; all days of absence prove it."""
    most = max([(absent & weekday).bit_count() for weekday in weekdays])
    total = absent.bit_count()
    return Finding(most, absent, total >= asked.absence_days and is_share(most, asked.percent, total))
