"""The rows for the analysts: one type per table in ClickHouse, its columns in their order, `deleted` last.

Owns the columns. Made by the pipeline, sent as parts of facts, written by the ClickHouse sink.
"""

from typing import NamedTuple

from schemas.fields import Day, UtcInstant


class AbsenceRow(NamedTuple):
    """One winning absent or late mark; `value` in days (1 or 0.5; 0 when late), `category` empty when late."""

    school: str
    municipality: str
    class_: str
    grade: int
    pupil: str
    date: Day
    moment: str
    status: str
    category: str
    value: float
    recorded_at: UtcInstant
    roll_call: str
    deleted: bool


class ClassDayRow(NamedTuple):
    """One class at one moment of one day, in pupils; `missing` = enrolled without a mark, `present` without late."""

    school: str
    municipality: str
    class_: str
    grade: int
    date: Day
    moment: str
    enrolled: int
    present: int
    late: int
    sickness: int
    leave: int
    unlawful: int
    unexplained: int
    missing: int
    recorded_at: UtcInstant
    deleted: bool


class PupilQuarterRow(NamedTuple):
    """One pupil in one calendar quarter (2025-Q3); percentages of the planned school days, null when there are none.

    The last two: further days of unlawful absence until 10 and 15 %, 0 when reached, null while there is none.
    """

    school: str
    municipality: str
    class_: str
    grade: int
    pupil: str
    quarter: str
    sickness_days: float
    leave_days: float
    unlawful_days: float
    late_arrivals: int
    planned_school_days: int
    held_school_days: int
    unlawful_percent: float | None
    total_percent: float | None
    as_of: Day
    unlawful_days_until_10: float | None
    unlawful_days_until_15: float | None
    deleted: bool


class AlertRow(NamedTuple):
    """One version of an alert; `raised_at` = recorded_at of its first version, `evidence` = JSON of the marks."""

    id: str
    version: int
    state: str
    reason: str
    rule: str
    rule_version: str
    school: str
    municipality: str
    class_: str | None
    grade: int | None
    pupil: str | None
    window_kind: str
    window_key: str
    value: float
    school_days: int | None
    percent: float | None
    as_of: Day
    raised_at: UtcInstant
    recorded_at: UtcInstant
    acknowledged_until: Day | None
    evidence: str
    deleted: bool


class AcknowledgementRow(NamedTuple):
    """One acknowledgement of a version of an alert; `until` not included, null = for ever."""

    id: str
    school: str
    alert: str
    version: int
    by: str
    at: UtcInstant
    until: Day | None
    deleted: bool


FactRow = AbsenceRow | ClassDayRow | PupilQuarterRow | AlertRow | AcknowledgementRow

TABLES: dict[str, type[FactRow]] = {
    "absences": AbsenceRow,
    "class_days": ClassDayRow,
    "pupil_quarters": PupilQuarterRow,
    "alert_history": AlertRow,
    "acknowledgements": AcknowledgementRow,
}


def columns(row_type: type[FactRow]) -> tuple[str, ...]:
    """Return the names of a table's columns in their order, `deleted` last."""
    return tuple(field.removesuffix("_") for field in row_type._fields)
