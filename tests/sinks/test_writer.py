"""Rows in ClickHouse: each once, the newest, none that was deleted; and errors that say whether to try again."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from clickhouse_connect.driver.client import Client

from schemas.fact_rows import FactRow
from sinks.batch import Batch, table_rows
from sinks.connection import connect
from sinks.faults import GiveUp, TryAgain
from sinks.migrations import migrate
from sinks.writer import Writer
from tests.ports import free_port
from tests.sinks.builders import AT, DAY, SCHOOL, absence, acknowledgement, alert, class_day, fact, quarter

pytestmark = pytest.mark.integration


@pytest.fixture
def client(clickhouse: str) -> Iterator[Client]:
    """Give a client of a ClickHouse with empty tables."""
    migrate(clickhouse)
    client = connect(clickhouse)
    for (table,) in client.query("SHOW TABLES FROM naervaer LIKE '%_rows'").result_rows:
        client.command(f"TRUNCATE TABLE naervaer.{table}")
    yield client
    client.close()


@pytest.fixture
def writer(clickhouse: str, client: Client) -> Iterator[Writer]:
    del client
    writer = Writer(clickhouse)
    yield writer
    writer.close()


def batch(*facts: tuple[int, FactRow]) -> Batch:
    made = Batch()
    for offset, row in facts:
        made.add(0, offset, table_rows(fact(row), offset), 0.0)
    return made


def rows(client: Client, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in client.query(query, tz_mode="aware").result_rows]


def test_every_column_arrives_as_it_was_meant(writer: Writer, client: Client) -> None:
    writer.write(batch((1, absence()), (2, class_day()), (3, quarter()), (4, alert()), (5, acknowledgement())))
    assert rows(client, "SELECT * FROM naervaer.absences") == [tuple(absence())[:-1]]
    assert rows(client, "SELECT * FROM naervaer.class_days") == [tuple(class_day())[:-1]]
    percent = {"unlawful_percent": Decimal("17.5"), "total_percent": Decimal("21.6")}
    assert rows(client, "SELECT * FROM naervaer.pupil_quarters") == [tuple(quarter(**percent))[:-1]]
    shown = tuple(alert(percent=Decimal("17.5"), acknowledged_until=date(2025, 10, 1)))
    assert rows(client, "SELECT * FROM naervaer.alerts") == [shown[:-2]]
    assert rows(client, "SELECT * FROM naervaer.alert_history") == [shown[:-1]]


def test_what_is_not_there_is_null(writer: Writer, client: Client) -> None:
    empty = {"class_": None, "grade": None, "pupil": None, "school_days": None, "percent": None}
    names = ("unlawful_percent", "total_percent", "unlawful_days_until_10", "unlawful_days_until_15")
    writer.write(batch((1, alert(**empty)), (2, quarter(**dict.fromkeys(names)))))
    query = "SELECT class, grade, pupil, school_days, percent, acknowledged_until FROM naervaer.alerts"
    assert rows(client, query) == [(None,) * 6]
    query = f"SELECT {', '.join(names)} FROM naervaer.pupil_quarters"  # noqa: S608 - the names above
    assert rows(client, query) == [(None,) * 4]


def test_the_same_batch_twice_is_one_row_each(writer: Writer, client: Client) -> None:
    for _ in range(2):
        writer.write(batch((1, absence()), (2, alert()), (3, class_day())))
    assert client.command("SELECT count() FROM naervaer.absences_rows") == 1
    assert client.command("SELECT count() FROM naervaer.absences") == 1
    assert client.command("SELECT count() FROM naervaer.alert_history") == 1


def test_batches_cut_otherwise_after_a_restart_change_nothing(writer: Writer, client: Client) -> None:
    facts = [(n, absence(pupil=f"p{n % 3}", value=0.5 * (n % 2))) for n in range(10)]
    for part in (facts[:4], facts[4:7], facts[2:9], facts[7:], facts):
        writer.write(batch(*part))
    query = "SELECT pupil, value FROM naervaer.absences ORDER BY pupil"
    assert rows(client, query) == [("p0", 0.5), ("p1", 0.5), ("p2", 0.0)]


def test_the_newest_fact_wins_whatever_comes_last(writer: Writer, client: Client) -> None:
    writer.write(batch((9, absence(category="sickness"))))
    writer.write(batch((4, absence(category="unlawful"))))
    assert rows(client, "SELECT category FROM naervaer.absences") == [("sickness",)]


def test_deleted_rows_hide_and_may_come_back(writer: Writer, client: Client) -> None:
    count = "SELECT count(), sum(value) FROM naervaer.absences"
    writer.write(batch((1, absence()), (2, absence(moment="end"))))
    assert rows(client, count) == [(2, 1.0)]
    writer.write(batch((3, absence(deleted=True))))
    assert rows(client, count) == [(1, 0.5)]
    client.command("OPTIMIZE TABLE naervaer.absences_rows FINAL")
    writer.write(batch((1, absence())))
    assert rows(client, count) == [(1, 0.5)]
    writer.write(batch((4, absence(value=1))))
    assert rows(client, count) == [(2, 1.5)]


def test_a_question_about_what_changed_finds_only_the_newest(writer: Writer, client: Client) -> None:
    writer.write(batch((1, absence(category="unlawful"))))
    writer.write(batch((2, absence(category="sickness", class_="7A"))))
    assert client.command("SELECT count() FROM naervaer.absences WHERE category = 'unlawful'") == 0
    assert client.command("SELECT count() FROM naervaer.absences WHERE class = '7A'") == 1


def test_alerts_are_the_newest_versions(writer: Writer, client: Client) -> None:
    later = AT + timedelta(days=1)
    writer.write(batch((1, alert()), (2, alert(id="a-2")), (3, alert(version=2, state="withdrawn", recorded_at=later))))
    assert rows(client, "SELECT id, version, state, raised_at FROM naervaer.alerts ORDER BY id") == [
        ("a-1", 2, "withdrawn", AT),
        ("a-2", 1, "raised", AT),
    ]
    assert rows(client, "SELECT id, version FROM naervaer.alert_history ORDER BY id, version") == [
        ("a-1", 1),
        ("a-1", 2),
        ("a-2", 1),
    ]
    assert client.command("SELECT count() FROM naervaer.alerts WHERE state = 'raised'") == 1


def test_the_newest_acknowledgement_of_the_newest_version_counts(writer: Writer, client: Client) -> None:
    until = "SELECT acknowledged_until FROM naervaer.alerts"
    late, later = AT + timedelta(hours=1), AT + timedelta(hours=2)
    writer.write(batch((1, acknowledgement(until=date(2025, 10, 1)))))
    writer.write(batch((2, alert())))
    assert rows(client, until) == [(date(2025, 10, 1),)]
    writer.write(batch((3, acknowledgement(id="k-3", at=later, until=date(2025, 9, 20)))))
    writer.write(batch((4, acknowledgement(id="k-2", at=late, until=date(2025, 12, 1)))))
    assert rows(client, until) == [(date(2025, 9, 20),)]
    writer.write(batch((5, acknowledgement(id="k-4", at=later + timedelta(hours=1), until=None))))
    assert rows(client, until) == [(date(2299, 12, 31),)]
    writer.write(batch((6, alert(version=2))))
    assert rows(client, until) == [(None,)]


def test_sums_of_half_days_are_exact(writer: Writer, client: Client) -> None:
    days = [DAY + timedelta(days=n) for n in range(1001)]
    writer.write(batch(*((n, absence(date=day)) for n, day in enumerate(days))))
    assert rows(client, "SELECT sum(value) FROM naervaer.absences") == [(500.5,)]
    assert client.command(f"SELECT count() FROM naervaer.absences WHERE school = '{SCHOOL}'") == 1001  # noqa: S608


def test_a_clickhouse_that_is_away_is_worth_another_try() -> None:
    with pytest.raises(TryAgain):
        Writer(f"http://127.0.0.1:{free_port()}").write(batch((1, absence())))


def test_a_missing_table_is_not(clickhouse: str, client: Client) -> None:
    client.command("RENAME TABLE naervaer.absences_rows TO naervaer.away")
    try:
        with pytest.raises(GiveUp, match="absences_rows does not exist"):
            Writer(clickhouse).write(batch((1, absence())))
    finally:
        client.command("RENAME TABLE naervaer.away TO naervaer.absences_rows")


def test_a_refused_user_is_not(clickhouse: str) -> None:
    address = urlsplit(clickhouse)
    with pytest.raises(GiveUp, match="AUTHENTICATION_FAILED"):
        Writer(f"http://nobody:secret@{address.hostname}:{address.port}").write(batch((1, absence())))
