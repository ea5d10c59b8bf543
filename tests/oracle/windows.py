"""Which dates a window covers, by walking over dates.

Owns periods of the calendar, rolling windows and the current run. Must not know of thresholds. Called by judgement.py.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from streams.law.rule import WindowKind
from tests.oracle.known import school_year, year_name

DAY = timedelta(days=1)
PERIODS = (WindowKind.SCHOOL_DAY, WindowKind.CALENDAR_MONTH, WindowKind.CALENDAR_QUARTER, WindowKind.SCHOOL_YEAR)


@dataclass(frozen=True, order=True)
class Period:
    """A window that exists once: its key and its half-open interval."""

    key: str
    first: date
    after_last: date


def period(kind: WindowKind, day: date) -> Period:
    """Return the period of a kind that holds a date."""
    match kind:
        case WindowKind.SCHOOL_DAY:
            return Period(day.isoformat(), day, day + DAY)
        case WindowKind.CALENDAR_MONTH:
            return Period(f"{day:%Y-%m}", day.replace(day=1), _month_after(day.year, day.month))
        case WindowKind.CALENDAR_QUARTER:
            quarter = (day.month + 2) // 3
            last_month = 3 * quarter
            first = date(day.year, last_month - 2, 1)
            return Period(f"{day.year}-Q{quarter}", first, _month_after(day.year, last_month))
        case WindowKind.SCHOOL_YEAR:
            year = school_year(day)
            return Period(year_name(year), date(year, 8, 1), date(year + 1, 8, 1))
    message = f"{kind} has no periods"
    raise ValueError(message)


def _month_after(year: int, month: int) -> date:
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, clipped to that month's last day."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
