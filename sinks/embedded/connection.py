"""One session of the engine, and a SELECT under way in it.

Owns what a session can do. It has its own settings, current database and temporary tables and serves one call at a
time, from any thread. Opened by `engine`, used by `exchange`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from sinks.embedded.handle import SQL, Counts, Handle, counts_of, engine_errors
from sinks.embedded.inserts import Inserts


class StatementClass(IntEnum):
    """What a statement may do, as the engine's own parser judges it."""

    READ_ONLY = 0
    MUTATING = 1
    MUTATING_GLOBAL = 2
    CONTROL = 3
    UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a result in its format, and what it cost."""

    body: bytes
    counts: Counts


class Connection:
    """One session of the engine. Every method raises `ClickHouseError`."""

    def __init__(self, handle: Handle, version: str, inserts: Inserts) -> None:
        self._handle = handle
        self._inserts = inserts
        self._version = version

    def query(self, sql: SQL, output_format: str, parameters: Mapping[str, str]) -> Answer:
        """Run one statement to its end; `output_format` holds when the statement names none."""
        with engine_errors(self._version):
            result = self._handle.query(sql, output_format, params=dict(parameters))
        return Answer(result.bytes(), counts_of(result))

    def command(self, sql: str) -> None:
        """Run a statement that has no result."""
        self.query(sql, "Null", {})

    def rows(self, sql: str) -> list[list[str]]:
        """Return the rows of a small query as text; values must hold neither tab nor newline."""
        body = self.query(sql, "TabSeparatedRaw", {}).body.decode()
        return [line.split("\t") for line in body.splitlines()]

    def classify(self, sql: SQL) -> tuple[StatementClass, int]:
        """Judge what the statement may do, and count the statements in the text (0 = it does not parse)."""
        judged = self._handle.classify_query(sql)
        return StatementClass[judged["query_class"].name], judged["statement_count"]

    def stream(self, sql: SQL, output_format: str, parameters: Mapping[str, str]) -> "Stream":
        """Start a SELECT whose blocks are fetched one by one."""
        with engine_errors(self._version):
            stream = self._handle.send_query(sql, output_format, params=dict(parameters))
        return Stream(self._handle, stream, self._version)

    def insert(self, head: SQL, input_format: str, data: bytes) -> Counts:
        """Run an INSERT; `head` ends before FORMAT or VALUES. When this returns, the rows are written."""
        return self._inserts.run(self._handle, head, input_format, data, self._version)

    def close(self) -> None:
        """Give the session back; its temporary tables are gone."""
        self._handle.close()


class Stream:
    """A SELECT under way: blocks in the output format, None after the last."""

    def __init__(self, handle: Handle, stream: object, version: str) -> None:
        self._handle = handle
        self._stream = stream
        self._version = version

    def fetch(self) -> bytes | None:
        """Return the next block."""
        with engine_errors(self._version):
            result = self._handle.streaming_fetch_result(self._stream)
        return None if result is None or result.rows_read() == 0 else result.bytes()

    def cancel(self) -> None:
        """Stop reading; the connection is free again."""
        self._handle.streaming_cancel_query(self._stream)
