"""Absence in every other week, as where parents share custody.

Owns the arithmetic alone. Weeks go on without end: they are no odd and even weeks of a year, whose numbers break at a
year of 53 weeks. Called by `streams.patterns.asking`.
"""

from streams.law.pattern import AlternateWeeks
from streams.patterns.finding import Finding, every_other_week, is_share, weeks_of


def alternate_weeks(asked: AlternateWeeks, absent: int, origin: int, length: int) -> Finding:
    """Count the days of absence in those alternate weeks that have most of them; all days of absence prove it."""
    these = absent & every_other_week(origin, length)
    others = absent & ~these
    most = these if these.bit_count() >= others.bit_count() else others
    found, total = most.bit_count(), absent.bit_count()
    is_regular = total >= asked.absence_days and is_share(found, asked.percent, total)
    return Finding(found, absent, is_regular and weeks_of(most, origin) >= asked.weeks)
