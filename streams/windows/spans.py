"""School days and the windows on them: calendar periods and rolling windows as spans of days.

Owns which days a window holds as of a day. Knows no pupil and no rule; pupils with the same school days share them.
Made by the timetable, used by the judge.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from streams.law.rule import WindowKind
from streams.windows.days import Frame, Period, days_between, months_before, positions_of

SPANS_KEPT = 128
AFTER_EVERY_DAY = 1 << 30
"""A position beyond every frame."""


class Span(NamedTuple):
    """A window: `days` its school days, `counted` those up to and with as_of; `planned` and `held` their numbers.

    `key` is '' for a rolling window or a run. `as_of` is -1 when the window ended before the pupil's as_of and holds
    no school day; `year` is the school year of as_of.
    """

    kind: WindowKind
    key: str
    first: date
    after_last: date
    days: int
    counted: int
    as_of: int
    planned: int
    held: int
    year: int


class SchoolDays:
    """The school days of somebody as a set, and the windows on them, made when first asked for."""

    __slots__ = ("_frame", "_known", "_positions", "days")

    def __init__(self, frame: Frame, days: int) -> None:
        self.days = days
        self._frame = frame
        self._positions = positions_of(days)
        self._known: dict[tuple[WindowKind, int, int], Span] = {}

    def calendar(self, period: Period, as_of: int) -> Span:
        """Return a calendar window: judged at as_of, or at its last school day when it ended before."""
        key = (period.kind, period.start, as_of)
        return self._known.get(key) or self._keep(key, self._calendar(period, as_of))

    def rolling(self, kind: WindowKind, length: int, as_of: int) -> Span:
        """Return the last `length` school days, or those of the last `length` months, up to and with as_of."""
        key = (kind, -length, as_of)
        return self._known.get(key) or self._keep(key, self._rolling(kind, length, as_of))

    def since(self, kind: WindowKind, first: int, as_of: int) -> Span:
        """Return the school days from `first` up to and with as_of."""
        days = self.days & days_between(first, as_of + 1)
        after_last = self._frame.day(as_of) + timedelta(days=1)
        held = days.bit_count()
        year = self._frame.year_at(as_of)
        return Span(kind, "", self._frame.day(first), after_last, days, days, as_of, held, held, year)

    def after(self, position: int, count: int) -> int:
        """Return the school day that is so many (one or more) after a position, AFTER_EVERY_DAY beyond the last."""
        index = bisect_right(self._positions, position) + count - 1
        return self._positions[index] if index < len(self._positions) else AFTER_EVERY_DAY

    def _last_before(self, stop: int) -> int:
        index = bisect_left(self._positions, stop)
        return self._positions[index - 1] if index else -1

    def _first_of_last(self, count: int, as_of: int) -> int:
        index = bisect_right(self._positions, as_of)
        return self._positions[max(0, index - count)] if index else as_of

    def _keep(self, key: tuple[WindowKind, int, int], span: Span) -> Span:
        if len(self._known) >= SPANS_KEPT:
            self._known.clear()
        self._known[key] = span
        return span

    def _calendar(self, period: Period, as_of: int) -> Span:
        days = self.days & period.days
        if period.stop <= as_of:
            last = self._last_before(period.stop)
            as_of = last if last >= period.start else -1
        counted = days & days_between(0, as_of + 1)
        return Span(
            period.kind,
            period.key,
            period.first,
            period.after_last,
            days,
            counted,
            as_of,
            days.bit_count(),
            counted.bit_count(),
            self._frame.year_at(as_of),
        )

    def _rolling(self, kind: WindowKind, length: int, as_of: int) -> Span:
        if kind is WindowKind.ROLLING_SCHOOL_DAYS:
            first = self._first_of_last(length, as_of)
            return self.since(kind, first, as_of)
        start = self._frame.position(months_before(self._frame.day(as_of), length)) + 1
        return self.since(kind, lowest(self.days & days_between(start, as_of + 1), as_of), as_of)


@lru_cache(maxsize=4096)
def school_days_in(frame: Frame, days: int) -> SchoolDays:
    """Return the school days that are this set; schools with equal calendars share them, as a nation has few."""
    return SchoolDays(frame, days)


def lowest(days: int, otherwise: int) -> int:
    """Return the first day of a set, `otherwise` for the empty one."""
    return (days & -days).bit_length() - 1 if days else otherwise
