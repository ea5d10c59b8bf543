"""Chance for the generated districts: days, times and ids that are often near each other or equal.

Owns the one random source of a district. Must not know any message. Used by papers.py and registrations.py.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from tests.oracle.known import COPENHAGEN, school_year

DAY = timedelta(days=1)
YEARS = (2024, 2025)
UTC = ZoneInfo("UTC")
STRETCHES = (
    (date(2025, 6, 18), 8),
    (date(2025, 7, 24), 14),
    (date(2025, 8, 8), 8),
    (date(2025, 9, 22), 10),
    (date(2025, 10, 6), 14),
    (date(2024, 12, 16), 6),
    (date(2025, 1, 2), 6),
    (date(2025, 3, 26), 8),
    (date(2026, 2, 23), 6),
)
"""Where things happen: both ends of the summer, the ends of quarters and months, holidays."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Pupil:
    """A pupil and the grade it was in in the first of the two school years."""

    name: str
    grade: int

    def class_in(self, day: date) -> tuple[str, int]:
        """Return class and grade in the school year of a date."""
        grade = min(self.grade + school_year(day) - YEARS[0], 10)
        return (f"{grade}A", grade)


class Dice:
    """Everything that is left to chance in one district."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - test data
        self.ids = 0
        self.stretches = self.random.sample(STRETCHES, k=self.one((1, 1, 2, 2, 3)))

    def chance(self, probability: float) -> bool:
        """Return True so often."""
        return self.random.random() < probability

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of several."""
        return self.random.choice(items)

    def below(self, end: int) -> int:
        """Return a number from 0 up to, without, the end."""
        return self.random.randrange(end)

    def name(self, prefix: str) -> str:
        """Return a new id; the ids do not grow with time."""
        self.ids += 1
        return f"{prefix}-{self.below(1000):03d}-{self.ids}"

    def day(self) -> date:
        """Return a day on which something happens."""
        first, length = self.one(self.stretches)
        return first + self.below(length) * DAY

    def instant(self, day: date) -> datetime:
        """Return a time of a day, one of few, so that some are equal."""
        hour, minute = self.one(((0, 5), (8, 5), (8, 5), (8, 5), (12, 0), (23, 50)))
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)

    def written(self, instant: datetime) -> str:
        """Return the text of an instant, in one of two time zones."""
        return instant.astimezone(UTC if self.chance(0.2) else COPENHAGEN).isoformat().replace("+00:00", "Z")
