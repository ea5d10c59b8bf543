"""Rows on their way to ClickHouse: columns of the contract, wire format, and back."""

import json
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from schemas import (
    TABLES,
    AbsenceRow,
    AbsentPupil,
    AcknowledgementRow,
    AlertRow,
    ClassDayRow,
    ClassQuarter,
    ErasedPupil,
    Fact,
    FactRow,
    KeptAlert,
    PupilQuarterRow,
    columns,
    decode_fact,
    encode_fact,
    encode_in_parts,
)

RECORDED = datetime(2025, 9, 15, 6, 5, tzinfo=UTC)
DAY = date(2025, 9, 15)
ABSENCE = AbsenceRow(
    "280123", "259", "7B", 7, "p1", DAY, "start", "absent", "unlawful", 0.5, RECORDED, "rc-1", deleted=False
)
CLASS_DAY = ClassDayRow("280123", "259", "7B", 7, DAY, "start", 22, 20, 1, 0, 0, 1, 0, 0, RECORDED, deleted=False)
QUARTER = PupilQuarterRow(
    "280123", "", "7B", 7, "p1", "2025-Q3", 1.5, 0.0, 0.5, 2, 37, 26, 1.3, None, DAY, 3.5, None, deleted=True
)
ALERT = AlertRow(
    *("4f3c", 2, "withdrawn", "corrected", "dk.x", "dk@2025-08-01", "280123", "259", None, None, None),
    *("calendar_quarter", "2025-Q3", 6.5, None, None, DAY, RECORDED, RECORDED, None, "[]", False),
)
ACKNOWLEDGED = AcknowledgementRow("ack-1", "280123", "4f3c", 2, "principal", RECORDED, None, deleted=False)

SICK = AbsentPupil("p3", 1.5, 0.0, 0.5, 2, 1.3, 5.4, 3.5, 5.0)
CLASS_QUARTER = ClassQuarter("259", "7B", 7, "2025-Q3", 37, 26, DAY, ("p1", "p2"), (SICK,))
AT_LENGTH = (
    *(
        PupilQuarterRow(
            "280123", "259", "7B", 7, pupil, "2025-Q3", 0, 0, 0, 0, 37, 26, 0, 0, DAY, None, None, deleted=False
        )
        for pupil in ("p1", "p2")
    ),
    PupilQuarterRow(
        "280123", "259", "7B", 7, "p3", "2025-Q3", 1.5, 0, 0.5, 2, 37, 26, 1.3, 5.4, DAY, 3.5, 5.0, deleted=False
    ),
)


def test_a_fact_comes_back_with_its_rows_by_table() -> None:
    fact = Fact("280123", (ALERT, ABSENCE, ACKNOWLEDGED, CLASS_DAY, QUARTER, ABSENCE._replace(pupil="p2")))

    found = decode_fact(encode_fact(fact))

    assert found.school == "280123"
    assert found.rows == (ABSENCE, ABSENCE._replace(pupil="p2"), CLASS_DAY, QUARTER, ALERT, ACKNOWLEDGED)
    assert [type(row) for row in found.rows[1:]] == [
        *(AbsenceRow, ClassDayRow, PupilQuarterRow, AlertRow, AcknowledgementRow)
    ]


def test_quarters_of_a_class_come_back_as_the_row_of_each_pupil() -> None:
    fact = Fact("280123", (ABSENCE,), None, (CLASS_QUARTER,))

    found = decode_fact(encode_fact(fact))

    assert found == fact
    assert tuple(found.all_rows()) == (ABSENCE, *AT_LENGTH)


def test_a_large_fact_in_parts_tells_the_quarters_of_a_class_at_length() -> None:
    parts = encode_in_parts(Fact("280123", (ABSENCE,), None, (CLASS_QUARTER,)), 1)

    rows = [tuple(decode_fact(part).rows) for part in parts]
    assert rows == [(row,) for row in (ABSENCE, *AT_LENGTH)]


def test_the_wire_has_dates_as_iso_text_and_instants_in_utc() -> None:
    value = json.loads(encode_fact(Fact("280123", (ABSENCE,))))

    row = ["280123", "259", "7B", 7, "p1", "2025-09-15", "start", "absent", "unlawful", 0.5]
    assert value == {"school": "280123", "rows": {"absences": [[*row, "2025-09-15T06:05:00Z", "rc-1", False]]}}


@pytest.mark.parametrize("most_bytes", [0, 300, 1_000, 5_000, 1_000_000])
def test_a_large_fact_in_parts_keeps_all_rows_in_order(most_bytes: int) -> None:
    rows = tuple(ABSENCE._replace(pupil=f"p{number}") for number in range(37))

    parts = encode_in_parts(Fact("280123", rows), most_bytes)

    found = [decode_fact(part) for part in parts]
    assert {fact.school for fact in found} == {"280123"}
    assert tuple(row for fact in found for row in fact.rows) == rows
    assert all(len(part) <= most_bytes or len(fact.rows) == 1 for part, fact in zip(parts, found, strict=True))
    assert (len(parts) == 1) == (most_bytes >= len(encode_fact(Fact("280123", rows))))


@pytest.mark.parametrize("rows", [(), (ABSENCE,), (ABSENCE, QUARTER, ABSENCE._replace(pupil="p2"))])
def test_who_was_erased_stands_in_the_first_part_alone(rows: tuple[FactRow, ...]) -> None:
    erased = ErasedPupil(pupil="p9", kept=(KeptAlert("4f3c", 2),))

    first, *others = [decode_fact(part) for part in encode_in_parts(Fact("280123", rows, erased), 1)]

    assert first.erased == erased
    assert [part.erased for part in others] == [None] * max(0, len(rows) - 1)


def test_a_fact_without_rows_is_one() -> None:
    assert decode_fact(encode_fact(Fact("280123", ()))) == Fact("280123", ())


@pytest.mark.parametrize(
    "value",
    [b"", b"{}", b'{"school":"280123","rows":{"marks":[]}}', b'{"school":"280123","rows":{"absences":[["280123"]]}}'],
)
def test_what_is_no_fact_is_refused(value: bytes) -> None:
    with pytest.raises(ValidationError):
        decode_fact(value)


def test_the_columns_are_those_of_the_contract() -> None:
    place = "school municipality class grade"
    alert = (
        "id version state reason rule rule_version school municipality class grade pupil window_kind window_key value"
        " school_days percent as_of raised_at recorded_at acknowledged_until evidence"
    )
    expected = {
        "absences": f"{place} pupil date moment status category value recorded_at roll_call",
        "class_days": f"{place} date moment enrolled present late sickness leave unlawful unexplained missing"
        " recorded_at",
        "pupil_quarters": f"{place} pupil quarter sickness_days leave_days unlawful_days late_arrivals"
        " planned_school_days held_school_days unlawful_percent total_percent as_of"
        " unlawful_days_until_10 unlawful_days_until_15",
        "alert_history": alert,
        "acknowledgements": "id school alert version by at until",
    }
    assert {table: " ".join(columns(row)) for table, row in TABLES.items()} == {
        table: f"{names} deleted" for table, names in expected.items()
    }
