"""Days as positions in a frame of four school years, and the calendar periods on them.

Owns the arithmetic of dates: a set of days is an integer whose bit n is day n of the frame, so that counting
school days is counting bits. Knows nothing of schools or pupils. Used by everything that judges attendance.
"""

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from streams.law.rule import WindowKind

SCHOOL_YEARS_IN_FRAME: Final = 4


def school_year_of(day: date) -> int:
    """Return the year in which the school year of `day` began: 2025 for 2025/26 (1 August to 1 August)."""
    return day.year if day.month >= 8 else day.year - 1


def school_year_label(year: int) -> str:
    """Return the school year as people write it: 2025 -> "2025/26"."""
    return f"{year}/{(year + 1) % 100:02d}"


def school_year_from(label: str) -> int:
    """Return the year in which the school year with that label began: "2025/26" -> 2025."""
    return int(label[:4])


def first_ordinal(year: int) -> int:
    """Return the proleptic ordinal of 1 August, the first day of the school year."""
    return date(year, 8, 1).toordinal()


def days_between(start: int, stop: int) -> int:
    """Return the set of the positions start <= n < stop; empty when the interval is."""
    start = max(start, 0)
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def positions_of(days: int) -> list[int]:
    """Return the positions in a set of days, ascending. Searching the digits is faster than shifting a large number."""
    digits = bin(days)[:1:-1]
    positions = []
    position = digits.find("1")
    while position >= 0:
        positions.append(position)
        position = digits.find("1", position + 1)
    return positions


def months_before(day: date, months: int) -> date:
    """Return `day` minus `months`, clipped to that month's last day (31 March minus 1 -> 28 February)."""
    return date.fromordinal(_months_before(day.toordinal(), months))


@lru_cache(maxsize=4096)
def _months_before(ordinal: int, months: int) -> int:
    day = date.fromordinal(ordinal)
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1).toordinal()
    return min(date(year, month + 1, 1).toordinal() + day.day - 1, following - 1)


class Period(NamedTuple):
    """A calendar window: dates half-open; `start`, `stop` and `days` the same as positions in the frame."""

    kind: WindowKind
    key: str
    first: date
    after_last: date
    start: int
    stop: int
    days: int


CALENDAR_KINDS: Final = (
    WindowKind.SCHOOL_DAY,
    WindowKind.CALENDAR_MONTH,
    WindowKind.CALENDAR_QUARTER,
    WindowKind.SCHOOL_YEAR,
)


class Frame:
    """Four school years from 1 August of `base_year`, numbered by day: position 0 is that 1 August."""

    __slots__ = ("_of_day", "_periods", "_year_starts", "base_year", "length", "origin")

    def __init__(self, base_year: int) -> None:
        self.base_year = base_year
        self.origin = first_ordinal(base_year)
        self.length = first_ordinal(base_year + SCHOOL_YEARS_IN_FRAME) - self.origin
        self._year_starts = [first_ordinal(base_year + n) - self.origin for n in range(SCHOOL_YEARS_IN_FRAME)]
        self._periods: dict[tuple[WindowKind, int], Period] = {}
        self._of_day: dict[tuple[tuple[WindowKind, ...], int], tuple[Period, ...]] = {}

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the frame."""
        return 0 <= day.toordinal() - self.origin < self.length

    def position(self, day: date) -> int:
        """Return the position of a day; negative or beyond `length` when it lies outside."""
        return day.toordinal() - self.origin

    def day(self, position: int) -> date:
        """Return the day at a position."""
        return date.fromordinal(self.origin + position)

    def year_at(self, position: int) -> int:
        """Return the school year (its first calendar year) of a position."""
        return self.base_year + bisect_right(self._year_starts, position) - 1

    def year_start(self, year: int) -> int:
        """Return the position of 1 August of that year."""
        return first_ordinal(year) - self.origin

    def year_days(self, year: int) -> int:
        """Return the set of all days of a school year."""
        return days_between(self.year_start(year), self.year_start(year + 1))

    def period(self, kind: WindowKind, position: int) -> Period:
        """Return the calendar window of that kind which holds the position."""
        period = self._periods.get((kind, position))
        if period is None:
            period = self._period(kind, self.day(position))
            self._periods[(kind, position)] = period
        return period

    def periods(self, kinds: tuple[WindowKind, ...], position: int) -> tuple[Period, ...]:
        """Return the calendar windows of those kinds which hold the position."""
        periods = self._of_day.get((kinds, position))
        if periods is None:
            periods = self._of_day[kinds, position] = tuple([self.period(kind, position) for kind in kinds])
        return periods

    def _period(self, kind: WindowKind, day: date) -> Period:
        key, first, after_last = calendar_window(kind, day)
        start, stop = self.position(first), self.position(after_last)
        return Period(kind, key, first, after_last, start, stop, days_between(start, min(stop, self.length)))


def calendar_window(kind: WindowKind, day: date) -> tuple[str, date, date]:
    """Return key, first day and first day after of the calendar window of that kind which holds a day."""
    match kind:
        case WindowKind.SCHOOL_DAY:
            return day.isoformat(), day, date.fromordinal(day.toordinal() + 1)
        case WindowKind.CALENDAR_MONTH:
            return f"{day.year}-{day.month:02d}", date(day.year, day.month, 1), _month_after(day.year, day.month)
        case WindowKind.CALENDAR_QUARTER:
            quarter = (day.month - 1) // 3
            first = date(day.year, 3 * quarter + 1, 1)
            return f"{day.year}-Q{quarter + 1}", first, _month_after(day.year, 3 * quarter + 3)
        case WindowKind.SCHOOL_YEAR:
            year = school_year_of(day)
            return school_year_label(year), date(year, 8, 1), date(year + 1, 8, 1)
        case _:
            raise ValueError(f"{kind} is no calendar window")


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


@lru_cache(maxsize=64)
def frame_from(base_year: int) -> Frame:
    """Return the frame that begins on 1 August of that year; schools of one frame share it."""
    return Frame(base_year)
