"""Facts from a real broker into a real ClickHouse: nothing lost, nothing doubled, whatever goes away meanwhile."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaConnectionError

from deploy.topics import create_topics
from schemas.facts import Fact, encode_fact
from schemas.topics import FACTS, dead_letter_topic
from sinks.batch import BatchRule
from sinks.connection import connect
from sinks.faults import GiveUp
from sinks.migrations import migrate
from sinks.runner import GROUP, run
from tests.ports import free_port
from tests.records import records
from tests.sinks.builders import absence, alert, class_day, fact
from tests.sinks.server import Server

pytestmark = pytest.mark.integration

WAIT_SECONDS = 60.0
RULE = BatchRule(rows=500, seconds=0.1)


@pytest.fixture(scope="module")
def producer(own_kafka: str) -> Iterator[KafkaProducer]:
    create_topics(own_kafka, 2)
    with KafkaProducer(bootstrap_servers=own_kafka, acks="all") as producer:
        yield producer


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Server]:
    """Give a ClickHouse of its own with empty tables, since offsets begin anew with each broker."""
    with Server(tmp_path / "data") as server:
        migrate(server.url)
        yield server


def publish(producer: KafkaProducer, *facts: Fact) -> None:
    for each in facts:
        producer.send(FACTS, key=each.school.encode(), value=encode_fact(each))
    producer.flush()


@contextmanager
def sink(bootstrap: str, url: str, metrics_port: int | None = None) -> Iterator[Thread]:
    """Run the sink in a thread; it ends in order at the end of the block."""
    stop = Event()
    options = {"metrics_port": metrics_port, "rule": RULE, "stop": stop}
    thread = Thread(target=run, args=(bootstrap, url), kwargs=options)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()


def sink_command(bootstrap: str, url: str) -> list[str]:
    """Return the command of a sink that is a process of its own."""
    return [sys.executable, "-c", f"from sinks.runner import run; run({bootstrap!r}, {url!r})"]


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def count(server: Server, school: str, table: str = "absences") -> int:
    query = "SELECT count() FROM naervaer.{table:Identifier} WHERE school = {school:String}"
    found = connect(server.url).query(query, parameters={"table": table, "school": school}).result_rows[0][0]
    assert isinstance(found, int)
    return found


def absences(school: str, first: int, after_last: int) -> list[Fact]:
    return [fact(absence(school=school, pupil=f"p{n}"), school=school) for n in range(first, after_last)]


def lag(bootstrap: str) -> int:
    """Count the facts whose offsets are not committed."""
    partitions = [TopicPartition(FACTS, number) for number in (0, 1)]
    with KafkaConsumer(bootstrap_servers=bootstrap, group_id=GROUP, enable_auto_commit=False) as consumer:
        ends = consumer.end_offsets(partitions)
        committed = {partition: consumer.committed(partition) or 0 for partition in partitions}
    return sum(ends[partition] - committed[partition] for partition in partitions)


def test_facts_become_rows_and_their_offsets_are_committed(
    own_kafka: str, producer: KafkaProducer, tables: Server
) -> None:
    publish(producer, *absences("aaaaaa", 0, 100), *absences("bbbbbb", 0, 100))
    with sink(own_kafka, tables.url):
        until(lambda: count(tables, "aaaaaa") == count(tables, "bbbbbb") == 100)
        publish(producer, fact(absence(school="aaaaaa", pupil="p1", deleted=True), school="aaaaaa"))
        publish(producer, fact(class_day(school="aaaaaa"), alert(school="aaaaaa"), school="aaaaaa"))
        until(lambda: count(tables, "aaaaaa", "alerts") == 1)
        assert count(tables, "aaaaaa") == 99
    assert lag(own_kafka) == 0


def test_a_clickhouse_that_is_away_is_caught_up_with(own_kafka: str, producer: KafkaProducer, tables: Server) -> None:
    with sink(own_kafka, tables.url) as thread:
        publish(producer, *absences("cccccc", 0, 50))
        until(lambda: count(tables, "cccccc") == 50)
        tables.kill()
        publish(producer, *absences("cccccc", 40, 150))
        until(lambda: lag(own_kafka) == 110)
        assert thread.is_alive()
        tables.start()
        until(lambda: lag(own_kafka) == 0)
        assert count(tables, "cccccc") == 150


class RefusedOnce(KafkaConsumer):  # type: ignore[misc]
    """A consumer whose first commit fails as when the broker goes away just then."""

    def commit(self, *args: Any, **kwargs: Any) -> None:
        if not self.__dict__.setdefault("refused", False):
            self.refused = True
            raise KafkaConnectionError("the broker goes away")
        super().commit(*args, **kwargs)


def test_offsets_that_the_broker_did_not_take_are_committed_though_no_more_facts_come(
    own_kafka: str, producer: KafkaProducer, tables: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sinks.runner.KafkaConsumer", RefusedOnce)
    publish(producer, *absences("hhhhhh", 0, 10))
    with sink(own_kafka, tables.url):
        until(lambda: lag(own_kafka) == 0)
    assert count(tables, "hhhhhh") == 10


def test_a_clickhouse_killed_under_load_loses_and_doubles_nothing(
    own_kafka: str, producer: KafkaProducer, tables: Server
) -> None:
    with sink(own_kafka, tables.url):
        for part in range(5):
            publish(producer, *absences("dddddd", part * 200, part * 200 + 200))
            until(lambda part=part: count(tables, "dddddd") > part * 200)  # type: ignore[misc]
            tables.kill()
            tables.start()
        until(lambda: lag(own_kafka) == 0)
    assert count(tables, "dddddd") == 1000


def test_a_sink_killed_under_load_goes_on(own_kafka: str, producer: KafkaProducer, tables: Server) -> None:
    command = sink_command(own_kafka, tables.url)
    for part in range(3):
        publish(producer, *absences("eeeeee", part * 300, part * 300 + 300))
        process = subprocess.Popen(command)
        until(lambda part=part: count(tables, "eeeeee") > part * 300)  # type: ignore[misc]
        process.kill()
        process.wait()
    publish(producer, *absences("eeeeee", 900, 901))
    process = subprocess.Popen(command)
    until(lambda: lag(own_kafka) == 0)
    process.terminate()
    assert process.wait(WAIT_SECONDS) == 0
    assert count(tables, "eeeeee") == 901


def test_what_is_no_fact_becomes_a_dead_letter_and_stops_nothing(
    own_kafka: str, producer: KafkaProducer, tables: Server
) -> None:
    for value in (b"nonsense 010203-1234", b'{"school":"ffffff","rows":{"absences":[["ffffff"]]}}', None):
        producer.send(FACTS, key=b"ffffff", value=value)
    publish(producer, *absences("ffffff", 0, 3))
    with sink(own_kafka, tables.url):
        until(lambda: count(tables, "ffffff") == 3)
        until(lambda: lag(own_kafka) == 0)
    letters = records(own_kafka, dead_letter_topic(FACTS))
    unmasked = b'{"school":"ffffff","rows":{"absences":[["ffffff"]]}}'
    assert [letter.value for letter in letters] == [b"nonsense XXXXXX-XXXX", unmasked, None]
    for letter in letters:
        headers = {name: text.decode() for name, text in letter.headers}
        assert letter.key == b"ffffff"
        assert headers["naervaer-reason"] == "schema"
        assert headers["naervaer-detail"]
        assert headers["naervaer-topic"] == FACTS


def test_missing_tables_stop_the_sink_with_a_clear_error(
    own_kafka: str, producer: KafkaProducer, tmp_path: Path
) -> None:
    publish(producer, *absences("gggggg", 0, 1))
    with Server(tmp_path / "empty") as empty, pytest.raises(GiveUp, match="naervaer"):
        run(own_kafka, empty.url, rule=RULE, stop=Event())


def test_metrics_are_served(own_kafka: str, producer: KafkaProducer, tables: Server) -> None:
    port = free_port()
    publish(producer, *absences("hhhhhh", 0, 5))
    with sink(own_kafka, tables.url, port):
        until(lambda: count(tables, "hhhhhh") == 5)
        until(lambda: lag(own_kafka) == 0)
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            page = answer.read().decode()
    assert 'naervaer_sink_rows_total{table="absences"}' in page
    assert "naervaer_sink_clickhouse_up 1.0" in page
    assert "hhhhhh" not in page
