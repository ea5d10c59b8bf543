"""Checks on intervals of dates: half-open, never empty, never turned round.

Owns the wording of `bad_interval`; each message says which of its intervals are checked.
"""

from dataclasses import dataclass
from datetime import date

from schemas.rejection import Flaw, Reason, field_path


def interval_flaw(first: date, after_last: date | None, *path: str | int) -> Flaw | None:
    """Return a flaw when [first, after_last) holds no day; None as `after_last` = open, which is never empty."""
    if after_last is not None and first >= after_last:
        return Flaw(Reason.BAD_INTERVAL, f"{field_path(path)}: empty or turned round")
    return None


@dataclass(frozen=True, slots=True)
class SchoolYearBounds:
    """The days [1 August, 1 August) of a school year."""

    first: date
    after_last: date

    @classmethod
    def of(cls, school_year: str) -> "SchoolYearBounds":
        """Return the bounds of a school year such as 2025/26."""
        start = int(school_year[:4])
        return cls(date(start, 8, 1), date(start + 1, 8, 1))

    def flaw(self, first: date | None, after_last: date | None, *path: str | int) -> Flaw | None:
        """Return a flaw when [first, after_last) is empty or reaches out of the school year; None = not given."""
        if first is not None and not self.first <= first < self.after_last:
            return Flaw(Reason.BAD_INTERVAL, f"{field_path(path)}: begins outside the school year")
        if after_last is not None and not self.first < after_last <= self.after_last:
            return Flaw(Reason.BAD_INTERVAL, f"{field_path(path)}: ends outside the school year")
        return None if first is None else interval_flaw(first, after_last, *path)
