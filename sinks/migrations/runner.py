"""Applies the migrations that a ClickHouse does not have yet.

Owns the table `naervaer.schema_migrations`: number, name and checksum of each applied file. It must not know what the
files say. Called by `naervaer up`, by `naervaer migrate` and by tests.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.connection import connect

_DIRECTORY = Path(__file__).parent
_NAME = re.compile(r"(\d{4})_\w+\.sql")
_STATEMENT_END = re.compile(r";[ \t]*(?:\n|$)")

_BOOK = (
    "CREATE DATABASE IF NOT EXISTS naervaer",
    # One row per file, whoever applied it, even if two runners did it at the same time.
    "CREATE TABLE IF NOT EXISTS naervaer.schema_migrations "
    "(number UInt32, name String, checksum String, applied_at DateTime64(6, 'UTC') DEFAULT now64(6)) "
    "ENGINE = ReplacingMergeTree ORDER BY number",
)


class MigrationError(Exception):
    """The database cannot be brought to this version; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: `checksum` is the SHA-256 of its text with newlines as on Unix."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


def migrate(url: str, directory: Path = _DIRECTORY) -> tuple[Migration, ...]:
    """Bring the ClickHouse at `url` (http://user:password@host:port) to this version; a second run changes nothing.

    Returns the files applied now. Errors: MigrationError, also when ClickHouse does not answer or refuses a statement.
    """
    migrations = read_migrations(directory)
    try:
        client = connect(url)
        try:
            return _apply(client, migrations)
        finally:
            client.close()
    except ClickHouseError as error:
        raise MigrationError(" ".join(str(error).split())) from error


def read_migrations(directory: Path) -> tuple[Migration, ...]:
    """Read the files of a directory, by number. Errors: MigrationError for a gap or a number that stands twice."""
    migrations: list[Migration] = []
    for path in sorted(directory.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None or int(match.group(1)) != len(migrations) + 1:
            raise MigrationError(f"{path.name}: the next migration must be called {len(migrations) + 1:04}_<what>.sql")
        text = path.read_text(encoding="utf-8")
        checksum = hashlib.sha256(text.encode()).hexdigest()
        migrations.append(Migration(len(migrations) + 1, path.stem, checksum, _statements(text)))
    return tuple(migrations)


def pending(migrations: Sequence[Migration], applied: Mapping[int, str]) -> tuple[Migration, ...]:
    """Choose those not applied yet, given the checksums by number of those that are.

    Errors: MigrationError when an applied file was changed since, or when the database is newer than the files.
    """
    for migration in migrations:
        if applied.get(migration.number, migration.checksum) != migration.checksum:
            message = (
                f"{migration.name}.sql was changed after it was applied: take the change back, add a new migration"
            )
            raise MigrationError(message)
    newest = max(applied, default=0)
    if newest > len(migrations):
        raise MigrationError(f"the database has migration {newest}, the newest known here is {len(migrations)}: update")
    return tuple(migration for migration in migrations if migration.number not in applied)


def _apply(client: Client, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    for statement in _BOOK:
        client.command(statement)
    missing = pending(migrations, _applied(client))
    for migration in missing:
        for statement in migration.statements:
            client.command(statement)
        row = [migration.number, migration.name, migration.checksum]
        client.insert("naervaer.schema_migrations", [row], column_names=["number", "name", "checksum"])
    return missing


def _applied(client: Client) -> Mapping[int, str]:
    rows = client.query("SELECT number, checksum FROM naervaer.schema_migrations FINAL").result_rows
    return {int(number): str(checksum) for number, checksum in rows}


def _statements(text: str) -> tuple[str, ...]:
    """Cut a file at the semicolons that end a line."""
    parts = (part.strip() for part in _STATEMENT_END.split(text))
    return tuple(part for part in parts if part)
