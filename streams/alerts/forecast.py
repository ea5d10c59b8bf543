"""How many more days of unlawful absence bring a pupil to the thresholds of the law in a quarter.

Owns the arithmetic, exact in half days. Pure. Used by the rows for the analysts and by the explanation of an alert.
Source: BEK nr 1063 af 24/10/2019: the principal acts from 10 % of the quarter's planned school days, and notifies the
municipal council from 15 %.
"""

from typing import Final

LEGAL_PERCENTS: Final = (10, 15)
"""The thresholds; the columns of the tables are called by them."""
FIRST_GRADE_IN_HALF_DAYS: Final = 7


def days_until(percent: int, half_days: int, school_days: int, grade: int) -> float | None:
    """Return the least number of further days with which `half_days` are `percent` of the planned school days.

    0 when they are already; in steps of half a day in grades 7 to 10, of whole days below. None where there is no
    absence yet or no planned school day, as no rule speaks there.
    """
    if not half_days or not school_days:
        return None
    missing = max(0, -(-2 * percent * school_days // 100) - half_days)
    return missing / 2 if grade >= FIRST_GRADE_IN_HALF_DAYS else float(-(-missing // 2))
