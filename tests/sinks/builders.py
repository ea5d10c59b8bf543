"""Rows and facts for tests: one changed thing at a time."""

from datetime import UTC, date, datetime
from typing import Any

from schemas.fact_rows import AbsenceRow, AcknowledgementRow, AlertRow, ClassDayRow, FactRow, PupilQuarterRow
from schemas.facts import Fact

AT = datetime(2025, 9, 15, 6, 5, 0, 123456, tzinfo=UTC)
DAY = date(2025, 9, 15)
SCHOOL = "280123"

_ABSENCE = AbsenceRow(SCHOOL, "259", "7B", 7, "p1", DAY, "start", "absent", "unlawful", 0.5, AT, "rc-1", deleted=False)
_CLASS_DAY = ClassDayRow(SCHOOL, "259", "7B", 7, DAY, "start", 25, 20, 1, 1, 1, 1, 1, 0, AT, deleted=False)
_QUARTER = PupilQuarterRow(
    SCHOOL, "259", "7B", 7, "p1", "2025-Q3", 0.5, 1, 6.5, 3, 37, 26, 17.5, 21.6, DAY, 0.0, 0.5, deleted=False
)
_ALERT = AlertRow(
    id="a-1",
    version=1,
    state="raised",
    reason="threshold_crossed",
    rule="dk.unlawful.quarter.15",
    rule_version="dk-national@2025-08-01",
    school=SCHOOL,
    municipality="259",
    class_="7B",
    grade=7,
    pupil="p1",
    window_kind="calendar_quarter",
    window_key="2025-Q3",
    value=6.5,
    school_days=37,
    percent=17.5,
    as_of=DAY,
    raised_at=AT,
    recorded_at=AT,
    acknowledged_until=None,
    evidence='[{"date":"2025-09-15","category":"unlawful"}]',
    deleted=False,
)
_ACKNOWLEDGEMENT = AcknowledgementRow("k-1", SCHOOL, "a-1", 1, "principal", AT, date(2025, 10, 1), deleted=False)


def absence(**changes: Any) -> AbsenceRow:
    return _ABSENCE._replace(**changes)


def class_day(**changes: Any) -> ClassDayRow:
    return _CLASS_DAY._replace(**changes)


def quarter(**changes: Any) -> PupilQuarterRow:
    return _QUARTER._replace(**changes)


def alert(**changes: Any) -> AlertRow:
    return _ALERT._replace(**changes)


def acknowledgement(**changes: Any) -> AcknowledgementRow:
    return _ACKNOWLEDGEMENT._replace(**changes)


def fact(*rows: FactRow, school: str = SCHOOL) -> Fact:
    return Fact(school, rows)
