"""The published national figures of absence, and the same figures of a simulated district.

Computed from the events themselves as a reader of the topics would: newest registration, notices, calendars, rosters.
Owns the published numbers and where they come from (the ministry's yearly absence statistics; the parts of the mean
are scaled from 2010/11 and 2019/20 to 7.2 %); the simulation never sees them. Called by the command line and by tests.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schemas import Category
from sources.simulator.observed import Observed, PupilYear


class Figure(NamedTuple):
    """A figure in per cent: as published, and as made here (None where the dates hold too little)."""

    name: str
    source: str
    published: float
    made: float | None


@dataclass(frozen=True, slots=True)
class _PupilFigures:
    """One pupil in one school year, in half days."""

    school_days: int
    absent: Counter[Category]
    quarters_held: int
    quarters_over: int

    @property
    def share(self) -> float:
        return self.absent.total() / (2 * self.school_days)


def figures(observed: Observed, first: date, after_last: date) -> tuple[Figure, ...]:
    """Compare the events seen with the published figures, over the school days of [first, after_last)."""
    years = [_pupil(year, first, after_last) for year in observed.pupil_years()]
    years = [year for year in years if year.school_days]
    quarters = sum(year.quarters_held for year in years)
    return (
        Figure("absence of school days", "ministry 2023/24", 7.0, _mean(years)),
        Figure("- illness", "scaled from 2010-2020", 4.7, _mean(years, "sickness")),
        Figure("- leave", "scaled from 2010-2020", 1.6, _mean(years, "leave")),
        Figure("- unlawful", "scaled from 2010-2020", 0.9, _mean(years, "unlawful")),
        Figure("pupils absent above 10 %", "ministry 2024/25", 21.4, _above(years, 0.10)),
        Figure("pupils absent above 20 %", "ministry 2023/24", 5.0, _above(years, 0.20)),
        Figure(
            "quarters with 15 % unlawful",
            "ministry 2017/18",
            1.0,
            100 * sum(year.quarters_over for year in years) / quarters if quarters else None,
        ),
    )


def _mean(years: Sequence[_PupilFigures], category: Category | None = None) -> float | None:
    """Absence in per cent of the pupils' own school days."""
    half_days = sum(year.absent[category] if category else year.absent.total() for year in years)
    return 50 * half_days / sum(year.school_days for year in years) if years else None


def _above(years: Sequence[_PupilFigures], share: float) -> float | None:
    return 100 * sum(year.share > share for year in years) / len(years) if years else None


def _pupil(year: PupilYear, first: date, after_last: date) -> _PupilFigures:
    days = {day for day in year.days if first <= day < after_last}
    absent: Counter[Category] = Counter()
    unlawful: Counter[tuple[int, int]] = Counter()
    for day, category, half_days in year.absences:
        if day in days:
            absent[category] += half_days
            if category == "unlawful":
                unlawful[_quarter(day)] += half_days
    held = dict(_whole_quarters(year, first, after_last))
    over = sum(100 * unlawful[quarter] >= 30 * planned for quarter, planned in held.items())
    return _PupilFigures(len(days), absent, len(held), over)


def _whole_quarters(year: PupilYear, first: date, after_last: date) -> Iterator[tuple[tuple[int, int], int]]:
    """Give the quarters whose planned school days all lie in [first, after_last), with the number of these days."""
    planned = Counter(map(_quarter, year.planned))
    simulated = Counter(_quarter(day) for day in year.planned if first <= day < after_last)
    return ((quarter, days) for quarter, days in planned.items() if simulated[quarter] == days)


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3
