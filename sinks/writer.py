"""Batches into ClickHouse: one insert per table, then the erasures, all acknowledged before `write` returns.

Owns the connection. It only sends: what a row is stands in `batch`, whether to try again in `faults`. Writing a batch
twice changes nothing. Called by `sink`.
"""

import lz4.frame
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.batch import Batch, insert_columns
from sinks.connection import connect
from sinks.erasure import wipe
from sinks.faults import fault

# JSON costs the sink a tenth of what Native does, since the rows come as JSON; ClickHouse reads it fast enough.
_FORMAT = "JSONCompactEachRow"
_SETTINGS = {"async_insert": 0, "date_time_input_format": "best_effort"}


class Writer:
    """Writes to the database `naervaer` at a URL; connects when it must."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Client | None = None

    def write(self, batch: Batch) -> None:
        """Insert the rows of every table, then take out those of erased pupils.

        Errors: TryAgain, GiveUp; the batch may then be written in part.
        """
        try:
            self._client = self._client or connect(self._url)
            for table, rows in batch.tables.items():
                self._insert(self._client, table, rows, batch.token(table))
            if batch.erasures:
                wipe(self._client, batch.erasures)
        except ClickHouseError as error:
            self.close()
            raise fault(error) from error

    def close(self) -> None:
        """Close the connection; the next `write` opens a new one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _insert(self, client: Client, table: str, rows: list[bytes], token: str) -> None:
        client.raw_insert(
            f"naervaer.{table}_rows",
            insert_columns(table),
            lz4.frame.compress(b"\n".join(rows)),
            settings=_SETTINGS | {"insert_deduplication_token": token},
            fmt=_FORMAT,
            compression="lz4",
        )
