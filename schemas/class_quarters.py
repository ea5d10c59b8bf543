"""Quarters of many pupils of one class in short: what they share once, and of those who were absent how much.

A roll call moves as_of of the whole class, so that the row of every pupil changes with it, most of them in the same
columns. Owns what is shared, and the way back to rows. A part of a fact.
"""

from collections.abc import Iterator
from typing import NamedTuple

from schemas.fact_rows import PupilQuarterRow
from schemas.fields import Day


class AbsentPupil(NamedTuple):
    """A pupil with absence or late arrivals in the quarter; columns as in `PupilQuarterRow`."""

    pupil: str
    sickness_days: float
    leave_days: float
    unlawful_days: float
    late_arrivals: int
    unlawful_percent: float
    total_percent: float
    unlawful_days_until_10: float | None
    unlawful_days_until_15: float | None


class ClassQuarter(NamedTuple):
    """Pupils of one class in one quarter: `attending` by name, never absent nor late in it, and the others."""

    municipality: str
    class_: str
    grade: int
    quarter: str
    planned_school_days: int
    held_school_days: int
    as_of: Day
    attending: tuple[str, ...]
    absent: tuple[AbsentPupil, ...]

    def rows(self, school: str) -> Iterator[PupilQuarterRow]:
        """Yield the row of each pupil."""
        for pupil in self.attending:
            yield self._row(school, AbsentPupil(pupil, 0, 0, 0, 0, 0, 0, None, None))
        for absent in self.absent:
            yield self._row(school, absent)

    def _row(self, school: str, each: AbsentPupil) -> PupilQuarterRow:
        return PupilQuarterRow(
            school=school,
            municipality=self.municipality,
            class_=self.class_,
            grade=self.grade,
            pupil=each.pupil,
            quarter=self.quarter,
            sickness_days=each.sickness_days,
            leave_days=each.leave_days,
            unlawful_days=each.unlawful_days,
            late_arrivals=each.late_arrivals,
            planned_school_days=self.planned_school_days,
            held_school_days=self.held_school_days,
            unlawful_percent=each.unlawful_percent,
            total_percent=each.total_percent,
            as_of=self.as_of,
            unlawful_days_until_10=each.unlawful_days_until_10,
            unlawful_days_until_15=each.unlawful_days_until_15,
            deleted=False,
        )
