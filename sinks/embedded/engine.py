"""The ClickHouse engine in this process: one directory, any number of connections.

Owns the opening and closing of the directory. It must not know of HTTP.
Called by `server` (opens and closes the engine) and `sessions` (opens connections).
"""

from pathlib import Path

from sinks.embedded.connection import Connection
from sinks.embedded.handle import open_handle
from sinks.embedded.inserts import Inserts


class Engine:
    """ClickHouse over one directory; only one per process and per directory."""

    def __init__(self, directory: Path) -> None:
        """Open the directory, made when missing. Errors: RuntimeError or `ClickHouseError` when it is broken."""
        self._path = str(directory)
        description = _set_default_aside(directory)
        self._root = open_handle(self._path)
        self._inserts = Inserts(self._root)
        root = Connection(self._root, "", self._inserts)
        _replace_default(root, description)
        [[self.version, self.timezone]] = root.rows("SELECT version(), timezone()")

    def connect(self) -> Connection:
        """Open a fresh session, cheap enough for one per request (0.4 ms)."""
        return Connection(open_handle(self._path), self.version, self._inserts)

    def table_functions(self) -> frozenset[str]:
        """Name all table functions, in small letters."""
        rows = Connection(self._root, self.version, self._inserts).rows(
            "SELECT lower(name) FROM system.table_functions"
        )
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
