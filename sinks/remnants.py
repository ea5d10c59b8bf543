"""What ClickHouse holds of one pupil: counted for a receipt, or read out for the pupil.

Owns the questions. Counts every physical row, whatever version and deleted or not. Called by `naervaer erase` and
`naervaer pupil export`.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.connection import connect
from sinks.erasure import replaced_parts

_PUPIL_TABLES = ("absences", "pupil_quarters", "alert_history")
_OF_PUPIL = "school = {school:String} AND pupil = {pupil:String}"
_COVERED = f"SELECT count() FROM naervaer.absences_rows WHERE {_OF_PUPIL} AND recorded_at <= {{until:DateTime64(6)}}"  # noqa: S608
_RUNNING = "SELECT count() FROM system.mutations WHERE database = 'naervaer' AND NOT is_done"

Answer = TypeVar("Answer")
Value = str | int | float | None


class TablesUnreadableError(Exception):
    """ClickHouse does not answer, or has no such tables; the text says what it said."""


class Remnants(NamedTuple):
    """Physical rows by table, parts that were replaced but are still on the disk, deletions not done yet.

    `covered`: the rows of absences that were recorded up to the erasure's instant.
    """

    rows: Mapping[str, int]
    covered: int
    replaced_parts: int
    deletions_running: int

    @property
    def is_done(self) -> bool:
        """Whether nothing the erasure covers is left, in the tables or in the files."""
        return not (self.covered or self.replaced_parts or self.deletions_running)


def remnants(url: str, school: str, pupil: str, until: datetime) -> Remnants:
    """Count what the ClickHouse at `url` holds of a pupil erased up to an instant. Errors: TablesUnreadableError."""

    def count(client: Client) -> Remnants:
        parameters = {"school": school, "pupil": pupil}
        rows = {table: _number(client, _count_rows(table), parameters) for table in _PUPIL_TABLES}
        parts = sum(replaced_parts(client, table) for table in _PUPIL_TABLES)
        covered = _number(client, _COVERED, {**parameters, "until": until})
        return Remnants(rows, covered, parts, _number(client, _RUNNING, {}))

    return _asked(url, count)


def rows_about(url: str, school: str, pupil: str) -> dict[str, list[dict[str, Value]]]:
    """Read the rows that analysts see of a pupil, by view, dates as ISO texts. Errors: TablesUnreadableError."""

    def read(client: Client) -> dict[str, list[dict[str, Value]]]:
        parameters = {"school": school, "pupil": pupil}
        return {view: _rows(client, view, parameters) for view in _PUPIL_TABLES}

    return _asked(url, read)


def _asked(url: str, question: Callable[[Client], Answer]) -> Answer:
    try:
        client = connect(url)
        try:
            return question(client)
        finally:
            client.close()
    except ClickHouseError as error:
        raise TablesUnreadableError(" ".join(str(error).split())) from error


def _rows(client: Client, view: str, parameters: Mapping[str, str]) -> list[dict[str, Value]]:
    sql = f"SELECT * FROM naervaer.{view} WHERE {_OF_PUPIL} ORDER BY ALL"  # noqa: S608 - the names above
    found = client.query(sql, parameters=dict(parameters), settings={"log_queries": 0}, tz_mode="aware")
    return [dict(zip(found.column_names, map(_plain, row), strict=True)) for row in found.result_rows]


def _plain(value: object) -> Value:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, str | int | float) or value is None else str(value)


def _count_rows(table: str) -> str:
    return f"SELECT count() FROM naervaer.{table}_rows WHERE {_OF_PUPIL}"  # noqa: S608 - the names above


def _number(client: Client, sql: str, parameters: Mapping[str, object]) -> int:
    return int(client.query(sql, parameters=dict(parameters), settings={"log_queries": 0}).result_rows[0][0])
