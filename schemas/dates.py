"""Dates and instants as the contract writes them, and the Danish local date.

Owns the text forms (RFC 3339 with offset, YYYY-MM-DD) and the school year; reads no clock.
Used by the field types and by everybody who needs the Danish date of an instant.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def danish_date(instant: datetime) -> date:
    """Return the date on the calendar in Denmark at an aware instant."""
    return instant.astimezone(COPENHAGEN).date()


def school_year_start(day: date) -> int:
    """Return the year in which the school year (1 August to 1 August) of a day began."""
    return day.year if day.month >= 8 else day.year - 1


def parse_day(value: object) -> object:
    """Turn `YYYY-MM-DD` into a date; other types are left to the caller's own check.

    Raises ValueError for every other text.
    """
    return _day(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError("must be a date YYYY-MM-DD")
    return _exists(date, text)


def parse_instant(value: object) -> object:
    """Turn RFC 3339 text with offset into an aware datetime; an aware datetime passes.

    Capital T and Z, at most 6 fractional digits, no second 60. Raises ValueError for every other text, for a
    datetime without offset, and for instants that have no date in UTC or Denmark within the years 1 to 9999.
    """
    if isinstance(value, str):
        if not _INSTANT.fullmatch(value):
            raise ValueError("must be an RFC 3339 timestamp with offset, such as 2025-09-15T08:05:00+02:00")
        value = _exists(datetime, value)
    if isinstance(value, datetime):
        _check_range(value)
    return value


def _exists(kind: type[date], text: str) -> date:
    try:
        return kind.fromisoformat(text)
    except ValueError as error:
        raise ValueError("is no day of the calendar") from error


def _check_range(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError("must have an offset")
    if 1 < instant.year < 9999:
        return
    try:
        instant.astimezone(UTC)
        instant.astimezone(COPENHAGEN)
    except OverflowError as error:
        raise ValueError("is outside the years 1 to 9999") from error
