"""Rows of an erased pupil go from the tables and from the files of ClickHouse; nobody else's do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from clickhouse_connect.driver.client import Client

from schemas.erased import ErasedPupil, KeptAlert
from schemas.fact_rows import FactRow
from sinks.batch import Batch, table_rows
from sinks.connection import connect
from sinks.erasure import ERASED_TABLES, Wiped, replaced_parts
from sinks.migrations import migrate
from sinks.retention import keep_rows_for
from sinks.writer import Writer
from tests.sinks.builders import DAY, SCHOOL, absence, acknowledgement, alert, fact, quarter
from tests.sinks.server import Server

pytestmark = pytest.mark.integration

PLANTED = "plantedQz7vXkPupil"
OTHER = "anotherWm3tRjPupil"


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "data") as server:
        migrate(server.url)
        yield server


@pytest.fixture
def client(tables: Server) -> Iterator[Client]:
    client = connect(tables.url)
    yield client
    client.close()


def rows_of(pupil: str) -> tuple[FactRow, ...]:
    """One row per table; the alert is called after the pupil, its acknowledgement too."""
    return (
        absence(pupil=pupil),
        quarter(pupil=pupil),
        alert(id=f"a-{pupil}", pupil=pupil),
        acknowledgement(id=f"k-{pupil}", alert=f"a-{pupil}"),
    )


def batch(*facts: tuple[int, tuple[FactRow, ...]]) -> Batch:
    made = Batch()
    for offset, rows in facts:
        made.add(0, offset, table_rows(fact(*rows), offset), 0.0)
    return made


def erasure(before: int, *kept: KeptAlert) -> Batch:
    made = batch((before, ()))
    made.erasures.append(Wiped(SCHOOL, before, ErasedPupil(pupil=PLANTED, kept=kept)))
    return made


def write(server: Server, *batches: Batch) -> None:
    writer = Writer(server.url)
    for each in batches:
        writer.write(each)
    writer.close()


def files_with(server: Server, text: str) -> list[str]:
    needle = text.encode()
    found = (path for path in server.directory.rglob("*") if path.is_file() and needle in path.read_bytes())
    return sorted(str(path.relative_to(server.directory)) for path in found)


def count(client: Client, table: str) -> int:
    return int(client.query(f"SELECT count() FROM naervaer.{table}_rows").result_rows[0][0])  # noqa: S608


def test_after_an_erasure_no_file_holds_the_pupil_and_the_others_stay(tables: Server, client: Client) -> None:
    write(tables, batch((1, rows_of(PLANTED)), (2, rows_of(OTHER))), batch((3, rows_of(PLANTED))))
    assert len(files_with(tables, PLANTED)) >= len(ERASED_TABLES)
    write(tables, erasure(4))
    assert files_with(tables, PLANTED) == []
    assert files_with(tables, OTHER) != []
    assert {table: count(client, table) for table in ERASED_TABLES} == dict.fromkeys(ERASED_TABLES, 1)
    assert sum(replaced_parts(client, table) for table in ERASED_TABLES) == 0
    tables.stop()
    assert files_with(tables, PLANTED) == []


def test_rows_in_the_same_batch_as_the_erasure_go_when_they_came_before_it(tables: Server, client: Client) -> None:
    one = batch((1, rows_of(PLANTED)), (3, (absence(pupil=PLANTED, date=DAY.replace(day=16)),)))
    one.erasures.append(Wiped(SCHOOL, 2, ErasedPupil(pupil=PLANTED)))
    write(tables, one)
    assert client.query("SELECT date FROM naervaer.absences").result_rows == [(DAY.replace(day=16),)]
    assert count(client, "alert_history") == 0


def test_an_older_version_of_a_row_goes_with_the_newest(tables: Server, client: Client) -> None:
    corrected = absence(pupil=PLANTED, category="sickness")
    write(tables, batch((1, (absence(pupil=PLANTED),))), batch((2, (corrected,))))
    client.command("OPTIMIZE TABLE naervaer.absences_rows FINAL")
    write(tables, batch((3, (absence(pupil=PLANTED, deleted=True),))), erasure(4))
    assert count(client, "absences") == 0
    assert files_with(tables, PLANTED) == []


def test_an_alert_that_rests_on_nothing_erased_keeps_its_newest_version(tables: Server, client: Client) -> None:
    versions = [alert(id="a-kept", pupil=PLANTED, version=number) for number in (1, 2)]
    seen = acknowledgement(id="k-kept", alert="a-kept", version=2)
    write(tables, batch((1, (*versions, seen)), (2, rows_of(PLANTED))), erasure(3, KeptAlert("a-kept", 2)))
    assert client.query("SELECT id, version FROM naervaer.alert_history").result_rows == [("a-kept", 2)]
    assert client.query("SELECT id FROM naervaer.acknowledgements_rows").result_rows == [("k-kept",)]


def test_a_pupil_of_the_same_name_at_another_school_stays(tables: Server, client: Client) -> None:
    write(tables, batch((1, (absence(pupil=PLANTED), absence(pupil=PLANTED, school="999999")))), erasure(2))
    assert client.query("SELECT school FROM naervaer.absences").result_rows == [("999999",)]


def test_an_erasure_that_comes_twice_takes_nothing_that_was_recorded_since(tables: Server, client: Client) -> None:
    later = batch((5, rows_of(PLANTED)))
    write(tables, batch((1, rows_of(PLANTED))), erasure(2), later, erasure(2))
    assert {table: count(client, table) for table in ERASED_TABLES} == dict.fromkeys(ERASED_TABLES, 1)
    assert client.query("SELECT fact_offset FROM naervaer.absences_rows").result_rows == [(5,)]


def test_an_erasure_of_somebody_unknown_deletes_nothing(tables: Server, client: Client) -> None:
    write(tables, batch((1, rows_of(OTHER))), erasure(2))
    assert client.query("SELECT count() FROM system.mutations").result_rows == [(0,)]
    assert count(client, "absences") == 1


def test_rows_about_days_long_past_go_by_the_retention(tables: Server, client: Client) -> None:
    old, new = date(2001, 9, 17), datetime.now(UTC).date()
    write(tables, batch((1, (absence(pupil=PLANTED, date=old), absence(pupil=OTHER, date=new)))))
    assert len(keep_rows_for(tables.url, 1826)) == 5
    client.command("OPTIMIZE TABLE naervaer.absences_rows FINAL")
    assert client.query("SELECT pupil FROM naervaer.absences_rows").result_rows == [(OTHER,)]
