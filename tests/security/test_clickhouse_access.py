"""Accounts and row policies of ClickHouse: every statement is understood; on a server they keep what they promise."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from sinks.batch import Batch, table_rows
from sinks.connection import connect
from sinks.migrations import migrate
from sinks.writer import Writer
from tests.sinks.builders import absence, alert, fact, quarter

pytestmark = pytest.mark.integration

FILE = Path(__file__).parents[2] / "deploy" / "clickhouse-access.sql"
TEXT = "\n".join(line for line in FILE.read_text().splitlines() if not line.startswith("--"))
ROLES = ("analyst", "school_280123", "municipality_259")
STATEMENTS = [each.strip() for each in TEXT.split(";\n") if each.strip()]


@pytest.fixture(scope="module")
def client(clickhouse: str) -> Iterator[Client]:
    migrate(clickhouse)
    client = connect(clickhouse)
    yield client
    client.close()


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_engine_understands_every_statement(client: Client, statement: str) -> None:
    assert client.query("SELECT formatQuery({text:String})", parameters={"text": statement}).row_count == 1


def test_every_table_and_view_exists(client: Client) -> None:
    there = {name for (name,) in client.query("SHOW TABLES FROM naervaer").result_rows}
    named = set(re.findall(r"naervaer\.(\w+)", TEXT))
    assert named <= there
    reports = {name for name in there if name.startswith("report_")}
    assert {name for name in named if name.startswith("report_")} == reports


@pytest.fixture
def granted(client: Client, clickhouse: str) -> Iterator[str]:
    """Give the URL of a server on which the statements were run, with an account per role."""
    try:
        for statement in STATEMENTS:
            client.command(statement)
    except DatabaseError as error:
        if error.code == 497:
            pytest.skip("the embedded ClickHouse has no access management; `make test-docker` runs this on a server")
        raise
    for role in ROLES:
        client.command(f"CREATE USER OR REPLACE of_{role} IDENTIFIED WITH plaintext_password BY 'pw'")
        client.command(f"GRANT naervaer_{role} TO of_{role}")
    writer, batch = Writer(clickhouse), Batch()
    rows = [row for school in ("280123", "999999") for row in (absence(school=school), quarter(school=school))]
    batch.add(0, 1, table_rows(fact(*rows, alert()), 1), 0.0)
    writer.write(batch)
    writer.close()
    yield clickhouse
    for role in ROLES:
        client.command(f"DROP USER of_{role}")


def login(url: str, user: str) -> Client:
    place = urlsplit(url).netloc.rpartition("@")[2]
    return connect(f"http://{user}:pw@{place}")


@pytest.mark.parametrize("role", ["school_280123", "municipality_259"])
def test_a_school_and_a_municipality_see_their_own_rows_only(granted: str, role: str) -> None:
    reader = login(granted, f"of_{role}")
    assert reader.query("SELECT DISTINCT school FROM naervaer.absences").result_rows == [("280123",)]
    reader.close()


@pytest.mark.parametrize("table", ["absences", "absences_rows", "pupil_quarters", "alert_history", "class_days"])
def test_an_analyst_reads_reports_and_nothing_else(granted: str, table: str) -> None:
    analyst = login(granted, "of_analyst")
    assert analyst.query("SELECT * FROM naervaer.report_by_school").column_names
    with pytest.raises(DatabaseError, match="ACCESS_DENIED"):
        analyst.query(f"SELECT * FROM naervaer.{table}")  # noqa: S608 - the names above
    analyst.close()
