"""The rows that stand in ClickHouse, read back table by table and school by school.

Owns the question; what the rows mean stands in `schemas.fact_rows`. Called by `naervaer verify`.
"""

from types import TracebackType
from typing import Self

from clickhouse_connect.driver.exceptions import ClickHouseError
from pydantic import TypeAdapter

from schemas import TABLES, FactRow, columns
from sinks.alerts import AlertsUnreadableError, in_utc
from sinks.connection import connect

_QUERY = "SELECT {columns}, 0 AS deleted FROM naervaer.{table} WHERE school = {{school:String}}"


class Tables:
    """A connection to the tables, for the time of a with block."""

    def __init__(self, url: str) -> None:
        """Connect. Errors: AlertsUnreadableError."""
        try:
            self._client = connect(url)
        except ClickHouseError as error:
            raise AlertsUnreadableError(" ".join(str(error).split())) from error

    def rows(self, table: str, school: str) -> tuple[FactRow, ...]:
        """Return the rows of a school in a table of `TABLES`. Errors: AlertsUnreadableError."""
        query = _QUERY.format(columns=", ".join(columns(TABLES[table])[:-1]), table=table)
        try:
            found = self._client.query(query, parameters={"school": school}).result_rows
        except ClickHouseError as error:
            raise AlertsUnreadableError(" ".join(str(error).split())) from error
        return _READERS[table].validate_python([tuple(map(in_utc, row)) for row in found])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()


_READERS: dict[str, TypeAdapter[tuple[FactRow, ...]]] = {
    table: TypeAdapter(tuple[row_type, ...])  # type: ignore[valid-type]  # the table says which type it is
    for table, row_type in TABLES.items()
}
