"""Migrations: applied once, in order, never changed; and what the views then say."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import sinks.migrations
from sinks.connection import connect
from sinks.migrations import MigrationError, migrate
from sinks.migrations.runner import pending, read_migrations
from tests.sinks.server import Server

SHIPPED = Path(sinks.migrations.__file__).parent
NEWEST = len(list(SHIPPED.glob("*.sql")))
COLUMNS = {
    "absences": "school municipality class grade pupil date moment status category value recorded_at roll_call",
    "class_days": "school municipality class grade date moment enrolled present late sickness leave unlawful"
    " unexplained missing recorded_at",
    "pupil_quarters": "school municipality class grade pupil quarter sickness_days leave_days unlawful_days"
    " late_arrivals planned_school_days held_school_days unlawful_percent total_percent as_of"
    " unlawful_days_until_10 unlawful_days_until_15",
    "alerts": "id version state reason rule rule_version school municipality class grade pupil window_kind window_key"
    " value school_days percent as_of raised_at recorded_at acknowledged_until",
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "migrations"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """Give the URL of a ClickHouse without the database."""
    with Server(tmp_path / "data") as server:
        yield server.url


def applied(url: str) -> list[tuple[int, str]]:
    query = "SELECT number, name FROM naervaer.schema_migrations ORDER BY number"
    return [(row[0], row[1]) for row in connect(url).query(query).result_rows]


@pytest.mark.integration
def test_the_second_run_changes_nothing(empty: str) -> None:
    migrate(empty)
    first = applied(empty)
    assert first == [(each.number, each.name) for each in read_migrations(SHIPPED)]
    migrate(empty)
    assert applied(empty) == first


@pytest.mark.integration
def test_the_views_have_the_columns_of_the_contract(empty: str) -> None:
    migrate(empty)
    client = connect(empty)
    for view, names in (COLUMNS | {"alert_history": COLUMNS["alerts"] + " evidence"}).items():
        found = [row[0] for row in client.query(f"DESCRIBE naervaer.{view}").result_rows]
        assert found == names.split(), view
        assert client.command(f"SELECT count() FROM naervaer.{view}") == 0  # noqa: S608 - the names above


@pytest.mark.integration
def test_a_migration_that_was_cut_short_goes_on(empty: str, files: Path) -> None:
    broken = files / f"{NEWEST + 1:04}_more.sql"
    statement = "CREATE TABLE IF NOT EXISTS naervaer.more (n UInt8) ENGINE = MergeTree ORDER BY n;\n"
    broken.write_text(f"{statement}SELECT throwIf(1);\n")
    with pytest.raises(Exception, match="FUNCTION_THROW_IF"):
        migrate(empty, files)
    assert len(applied(empty)) == NEWEST
    broken.write_text(f"{statement}SELECT 1;\n")
    migrate(empty, files)
    assert applied(empty)[-1] == (NEWEST + 1, broken.stem)


@pytest.mark.integration
def test_a_file_that_was_changed_after_it_was_applied_is_refused(empty: str, files: Path) -> None:
    migrate(empty, files)
    with (files / "0002_class_days.sql").open("a") as file:
        file.write("-- changed\n")
    with pytest.raises(MigrationError, match=r"0002_class_days\.sql was changed"):
        migrate(empty, files)


def test_a_database_that_is_newer_than_the_files_is_refused() -> None:
    migrations = read_migrations(SHIPPED)
    known = {each.number: each.checksum for each in migrations}
    with pytest.raises(MigrationError, match="the database has migration 99"):
        pending(migrations, known | {99: "x"})


def test_only_what_is_missing_is_pending() -> None:
    migrations = read_migrations(SHIPPED)
    assert pending(migrations, {}) == migrations
    assert pending(migrations, {each.number: each.checksum for each in migrations[:3]}) == migrations[3:]


@pytest.mark.parametrize(
    "name", [f"{NEWEST + 2:04}_gap.sql", f"{NEWEST:04}_twice.sql", f"{NEWEST + 1}_short.sql", "later.sql"]
)
def test_numbers_have_no_gaps_and_stand_once(files: Path, name: str) -> None:
    (files / name).write_text("SELECT 1;\n")
    with pytest.raises(MigrationError, match="the next migration must be called"):
        read_migrations(files)
