"""Late again and again, not only in one bad week.

Owns the arithmetic alone. Called by `streams.patterns.asking`.
"""

from streams.law.pattern import RepeatedlyLate
from streams.patterns.finding import Finding, weeks_of


def repeatedly_late(asked: RepeatedlyLate, start: int, end: int, origin: int) -> Finding:
    """Count late arrivals, at the start and at the end of a day one each; the frame begins at the ordinal `origin`."""
    late = start | end
    return Finding(start.bit_count() + end.bit_count(), late, weeks_of(late, origin) >= asked.weeks)
