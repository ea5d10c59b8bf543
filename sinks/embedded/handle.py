"""chDB as this project sees it: the shape of a session, of a result, of an error.

Owns the only import of the extension module, which has no types. Called by `engine`, `connection` and `inserts`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypedDict

# The extension module itself: chdb's Python wrapper offers neither classify_query nor bytes for inserts.
from chdb import _chdb

from sinks.embedded.errors import engine_error

SQL = str | bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """Work of one statement, in rows, bytes and seconds."""

    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    result_rows: int = 0
    result_bytes: int = 0
    elapsed_seconds: float = 0.0


class Result(Protocol):
    """What a statement gave: bytes and what it cost."""

    def bytes(self) -> bytes: ...  # noqa: D102 (the names of chDB)
    def rows_read(self) -> int: ...  # noqa: D102 (the names of chDB)
    def bytes_read(self) -> int: ...  # noqa: D102 (the names of chDB)
    def rows_written(self) -> int: ...  # noqa: D102 (the names of chDB)
    def bytes_written(self) -> int: ...  # noqa: D102 (the names of chDB)
    def storage_rows_read(self) -> int: ...  # noqa: D102 (the names of chDB)
    def storage_bytes_read(self) -> int: ...  # noqa: D102 (the names of chDB)
    def elapsed(self) -> float: ...  # noqa: D102 (the names of chDB)


class _Named(Protocol):
    name: str


class _Classified(TypedDict):
    query_class: _Named
    statement_count: int


class Handle(Protocol):
    """One session of chDB."""

    def query(self, sql: SQL, output_format: str, *, params: dict[str, str]) -> Result: ...  # noqa: D102 (the names of chDB)
    def send_query(self, sql: SQL, output_format: str, *, params: dict[str, str]) -> object: ...  # noqa: D102 (the names of chDB)
    def streaming_fetch_result(self, stream: object) -> Result | None: ...  # noqa: D102 (the names of chDB)
    def streaming_cancel_query(self, stream: object) -> None: ...  # noqa: D102 (the names of chDB)
    def send_insert(self, sql: SQL, input_format: str) -> object: ...  # noqa: D102 (the names of chDB)
    def insert_append(self, insert: object, data: bytes) -> None: ...  # noqa: D102 (the names of chDB)
    def insert_done(self, insert: object) -> Result: ...  # noqa: D102 (the names of chDB)
    def insert_cancel(self, insert: object) -> None: ...  # noqa: D102 (the names of chDB)
    def classify_query(self, sql: SQL) -> _Classified: ...  # noqa: D102 (the names of chDB)
    def close(self) -> None: ...  # noqa: D102 (the names of chDB)


def open_handle(path: str) -> Handle:
    """Open one more session on a directory; the first one opens the engine."""
    handle: Handle = _chdb.connect(path)  # type: ignore[attr-defined]  # the extension module has no stubs
    return handle


def counts_of(result: Result) -> Counts:
    """Read what a statement cost."""
    return Counts(
        read_rows=result.storage_rows_read(),
        read_bytes=result.storage_bytes_read(),
        written_rows=result.rows_written(),
        written_bytes=result.bytes_written(),
        result_rows=result.rows_read(),
        result_bytes=result.bytes_read(),
        elapsed_seconds=result.elapsed(),
    )


@contextmanager
def engine_errors(version: str) -> Iterator[None]:
    """Turn the errors of chDB into `ClickHouseError`."""
    try:
        yield
    except RuntimeError as error:
        raise engine_error(str(error), version) from None
