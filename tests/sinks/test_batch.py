"""When a batch is due, what it holds, and how a fact becomes rows."""

import orjson
import pytest

from schemas.fact_rows import TABLES
from sinks.batch import Batch, BatchRule, insert_columns, table_rows
from tests.sinks.builders import absence, acknowledgement, alert, class_day, fact, quarter

RULE = BatchRule(rows=3, seconds=2.0)


@pytest.mark.parametrize(
    ("added", "now", "due"),
    [
        ([], 100.0, False),
        ([(10.0, 1)], 11.9, False),
        ([(10.0, 1)], 12.0, True),
        ([(10.0, 1), (11.5, 1)], 12.0, True),
        ([(10.0, 2), (10.1, 1)], 10.1, True),
        ([(10.0, 0)], 11.0, False),
        ([(10.0, 0)], 12.0, True),
    ],
)
def test_a_batch_is_due_by_rows_or_by_its_first_second(added: list[tuple[float, int]], now: float, due: bool) -> None:  # noqa: FBT001
    batch = Batch()
    for offset, (at, rows) in enumerate(added):
        batch.add(0, offset, {"absences": [b"[]"] * rows}, at)
    assert RULE.is_due(batch, now) is due


def test_a_batch_knows_the_offsets_it_came_from() -> None:
    batch = Batch()
    for partition, offset in [(1, 7), (0, 3), (1, 8), (1, 12)]:
        batch.add(partition, offset, {}, 0.0)
    assert batch.spans == {0: (3, 3), 1: (7, 12)}
    assert batch.token("absences") == "absences 0:3-3 1:7-12"


def test_rows_of_a_fact_carry_its_offset() -> None:
    rows = table_rows(fact(absence(), absence(pupil="p2"), class_day(), quarter(), alert(), acknowledgement()), 41)
    assert {table: len(lines) for table, lines in rows.items()} == {
        "absences": 2,
        "class_days": 1,
        "pupil_quarters": 1,
        "alert_history": 1,
        "acknowledgements": 1,
    }
    for table, lines in rows.items():
        for line in lines:
            row = dict(zip(insert_columns(table), orjson.loads(line), strict=True))
            assert row["fact_offset"] == 41
            assert row["deleted"] is False
    first = dict(zip(insert_columns("absences"), orjson.loads(rows["absences"][0]), strict=True))
    assert (first["class"], first["date"], first["recorded_at"]) == ("7B", "2025-09-15", "2025-09-15T06:05:00.123456Z")


def test_every_table_of_a_fact_has_columns() -> None:
    assert all(insert_columns(table)[-2:] == ("deleted", "fact_offset") for table in TABLES)
