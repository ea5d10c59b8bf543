"""The ClickHouse engine in this process: one directory, any number of connections.

Owns every call into chDB and turns its errors into `ClickHouseError`. A connection has its own settings, current
database and temporary tables and serves one call at a time, from any thread. It must not know of HTTP.
Called by `server` (opens and closes the engine) and `exchange` (runs statements).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Protocol, TypedDict

# The extension module itself: chdb's Python wrapper offers neither classify_query nor bytes for inserts.
from chdb import _chdb

from sinks.embedded.errors import engine_error

_SQL = str | bytes


class StatementClass(IntEnum):
    """What a statement may do, as the engine's own parser judges it."""

    READ_ONLY = 0
    MUTATING = 1
    MUTATING_GLOBAL = 2
    CONTROL = 3
    UNKNOWN = 4


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


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a result in its format, and what it cost."""

    body: bytes
    counts: Counts


class _Result(Protocol):
    def bytes(self) -> bytes: ...
    def rows_read(self) -> int: ...
    def bytes_read(self) -> int: ...
    def rows_written(self) -> int: ...
    def bytes_written(self) -> int: ...
    def storage_rows_read(self) -> int: ...
    def storage_bytes_read(self) -> int: ...
    def elapsed(self) -> float: ...


class _Named(Protocol):
    name: str


class _Classified(TypedDict):
    query_class: _Named
    statement_count: int


class _Handle(Protocol):
    def query(self, sql: _SQL, output_format: str, *, params: dict[str, str]) -> _Result: ...
    def send_query(self, sql: _SQL, output_format: str, *, params: dict[str, str]) -> object: ...
    def streaming_fetch_result(self, stream: object) -> _Result | None: ...
    def streaming_cancel_query(self, stream: object) -> None: ...
    def send_insert(self, sql: _SQL, input_format: str) -> object: ...
    def insert_append(self, insert: object, data: bytes) -> None: ...
    def insert_done(self, insert: object) -> _Result: ...
    def insert_cancel(self, insert: object) -> None: ...
    def classify_query(self, sql: _SQL) -> _Classified: ...
    def close(self) -> None: ...


def _open(path: str) -> _Handle:
    handle: _Handle = _chdb.connect(path)  # type: ignore[attr-defined]  # the extension module has no stubs
    return handle


def _counts(result: _Result) -> Counts:
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
def _engine_errors(version: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise engine_error(str(error), version) from None


class Connection:
    """One session of the engine. Every method raises `ClickHouseError`."""

    def __init__(self, handle: _Handle, version: str) -> None:
        self._handle = handle
        self._version = version

    def query(self, sql: _SQL, output_format: str, parameters: Mapping[str, str]) -> Answer:
        """Run one statement to its end; `output_format` holds when the statement names none."""
        with _engine_errors(self._version):
            result = self._handle.query(sql, output_format, params=dict(parameters))
        return Answer(result.bytes(), _counts(result))

    def command(self, sql: str) -> None:
        """Run a statement that has no result."""
        self.query(sql, "Null", {})

    def rows(self, sql: str) -> list[list[str]]:
        """Return the rows of a small query as text; values must hold neither tab nor newline."""
        body = self.query(sql, "TabSeparatedRaw", {}).body.decode()
        return [line.split("\t") for line in body.splitlines()]

    def classify(self, sql: _SQL) -> tuple[StatementClass, int]:
        """Judge what the statement may do, and count the statements in the text (0 = it does not parse)."""
        judged = self._handle.classify_query(sql)
        return StatementClass[judged["query_class"].name], judged["statement_count"]

    def stream(self, sql: _SQL, output_format: str, parameters: Mapping[str, str]) -> "Stream":
        """Start a SELECT whose blocks are fetched one by one."""
        with _engine_errors(self._version):
            stream = self._handle.send_query(sql, output_format, params=dict(parameters))
        return Stream(self._handle, stream, self._version)

    def insert(self, head: _SQL, input_format: str) -> "Insert":
        """Start an INSERT; `head` ends before FORMAT or VALUES, the data follows by `append`."""
        with _engine_errors(self._version):
            insert = self._handle.send_insert(head, input_format)
        return Insert(self._handle, insert, self._version)

    def close(self) -> None:
        """Give the session back; its temporary tables are gone."""
        self._handle.close()


class Stream:
    """A SELECT under way: blocks in the output format, None after the last."""

    def __init__(self, handle: _Handle, stream: object, version: str) -> None:
        self._handle = handle
        self._stream = stream
        self._version = version

    def fetch(self) -> bytes | None:
        """Return the next block."""
        with _engine_errors(self._version):
            result = self._handle.streaming_fetch_result(self._stream)
        return None if result is None or result.rows_read() == 0 else result.bytes()

    def cancel(self) -> None:
        """Stop reading; the connection is free again."""
        self._handle.streaming_cancel_query(self._stream)


class Insert:
    """An INSERT under way: data in the input format, in pieces cut anywhere."""

    def __init__(self, handle: _Handle, insert: object, version: str) -> None:
        self._handle = handle
        self._insert = insert
        self._version = version

    def append(self, data: bytes) -> None:
        """Hand over the next piece."""
        with _engine_errors(self._version):
            self._handle.insert_append(self._insert, data)

    def finish(self) -> Counts:
        """Commit what was appended."""
        with _engine_errors(self._version):
            return _counts(self._handle.insert_done(self._insert))

    def cancel(self) -> None:
        """Drop what was appended and not yet written."""
        self._handle.insert_cancel(self._insert)


class Engine:
    """ClickHouse over one directory; only one per process and per directory."""

    def __init__(self, directory: Path) -> None:
        """Open the directory, made when missing. Errors: RuntimeError or `ClickHouseError` when it is broken."""
        self._path = str(directory)
        description = _set_default_aside(directory)
        self._root = _open(self._path)
        root = Connection(self._root, "")
        _replace_default(root, description)
        [[self.version, self.timezone]] = root.rows("SELECT version(), timezone()")

    def connect(self) -> Connection:
        """Open a fresh session, cheap enough for one per request (0.4 ms)."""
        return Connection(_open(self._path), self.version)

    def table_functions(self) -> frozenset[str]:
        """Name all table functions, in small letters."""
        rows = Connection(self._root, self.version).rows("SELECT lower(name) FROM system.table_functions")
        return frozenset(name for [name] in rows)

    def cancel_statements(self, tag: str) -> None:
        """Cancel the running statements whose setting log_comment is `tag`."""
        connection = self.connect()
        try:
            sql = "KILL QUERY WHERE Settings['log_comment'] = {tag:String} ASYNC"
            connection.query(sql, "Null", {"tag": tag})
        finally:
            connection.close()

    def close(self) -> None:
        """Write everything down and free the directory; every connection must be closed before."""
        self._root.close()


# chDB lays the file system over the database `default`, so that a file could be read by naming it like a table; a
# server has no such thing. The overlay goes when it is detached, and the plain database takes its place, but only if
# the engine has not seen its description at start.


def _set_default_aside(directory: Path) -> Path:
    """Move the description of `default` out of the engine's sight; return where it stands from now on, if anywhere.

    A database that never held a table has no folder, cannot be attached and is not worth it.
    """
    seen = directory / "metadata" / "default.sql"
    aside = seen.with_suffix(".aside")
    seen.parent.mkdir(parents=True, exist_ok=True)
    if seen.exists():
        seen.rename(aside)
    if not seen.with_suffix("").exists():
        aside.unlink(missing_ok=True)
    return aside


def _replace_default(root: Connection, aside: Path) -> None:
    root.command("DETACH DATABASE default")
    if aside.exists():
        aside.rename(aside.with_suffix(".sql"))
        root.command("ATTACH DATABASE default")
    else:
        root.command("CREATE DATABASE default ENGINE = Atomic")
