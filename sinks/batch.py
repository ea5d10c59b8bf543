"""Facts gathered for one insert per table, and the rule that says when it is enough.

Pure: time comes as an argument. It must not know where the rows go. Called by `sink`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from schemas.fact_rows import TABLES, FactRow, columns
from schemas.facts import Fact
from sinks.erasure import Wiped

_TABLE_OF = {row_type: table for table, row_type in TABLES.items()}


@dataclass(frozen=True, slots=True)
class BatchRule:
    """A batch is due at so many rows, or so many seconds after its first fact."""

    rows: int = 50_000
    seconds: float = 1.0

    def is_due(self, batch: "Batch", now: float) -> bool:
        """Tell whether the batch is to be written at `now` (seconds of the clock that `Batch.begun_at` is of)."""
        return batch.begun_at is not None and (batch.rows >= self.rows or now - batch.begun_at >= self.seconds)


@dataclass(slots=True)
class Batch:
    """Rows by table, as lines of JSON, and the offsets they came from by partition: first and last.

    `erasures` are to be carried out when the rows are written.
    """

    tables: dict[str, list[bytes]] = field(default_factory=dict)
    erasures: list[Wiped] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    rows: int = 0
    begun_at: float | None = None

    def add(self, partition: int, offset: int, rows: Mapping[str, list[bytes]], now: float) -> None:
        """Add the rows of one record; none for a record that could not be read."""
        first, _ = self.spans.get(partition, (offset, offset))
        self.spans[partition] = (first, offset)
        self.begun_at = now if self.begun_at is None else self.begun_at
        for table, lines in rows.items():
            self.tables.setdefault(table, []).extend(lines)
            self.rows += len(lines)

    def token(self, table: str) -> str:
        """Name the rows of a table: the same records make the same token, so that ClickHouse takes them once."""
        spans = (f"{partition}:{first}-{last}" for partition, (first, last) in sorted(self.spans.items()))
        return f"{table} {' '.join(spans)}"


def table_rows(fact: Fact, offset: int) -> dict[str, list[bytes]]:
    """Return the rows of a fact by table, each a JSON array of `insert_columns`; `offset` is that of the fact."""
    rows: dict[str, list[bytes]] = {}
    for row in fact.all_rows():
        rows.setdefault(_TABLE_OF[type(row)], []).append(_line(row, offset))
    return rows


def insert_columns(table: str) -> tuple[str, ...]:
    """Name the columns of a line: those of the fact's row, then `fact_offset`, by which the newest row wins."""
    return (*columns(TABLES[table]), "fact_offset")


def _line(row: FactRow, offset: int) -> bytes:
    return orjson.dumps((*row, offset), option=orjson.OPT_UTC_Z)
