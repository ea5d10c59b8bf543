"""Siblings away on the same days, more often than an illness that goes round explains.

Owns the arithmetic alone; who is a sibling stands in the roster. Called by `streams.patterns.asking`.
"""

from streams.law.pattern import SiblingsAbsent
from streams.patterns.finding import Finding, is_share


def siblings_absent(asked: SiblingsAbsent, absent: int, sibling_absent: int) -> Finding:
    """Count the days of absence on which a sibling is absent, too; all the pupil's own days of absence prove it."""
    found, total = (absent & sibling_absent).bit_count(), absent.bit_count()
    return Finding(found, absent, total >= asked.absence_days and is_share(found, asked.percent, total))
