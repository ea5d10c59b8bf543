"""`naervaer verify` and `--from-kafka` on a real broker and a real ClickHouse: what is broken is found and repaired."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaProducer

from cli.main import main
from cli.settings import environment_of_parts, settings
from deploy.topics import create_topics
from schemas import ALERTS, FACTS, encode_fact
from sinks.connection import connect
from sinks.migrations import migrate
from streams.pipeline import Pipeline
from streams.replay.lines import NothingStored
from streams.routing import partition_of
from tests.evidence.cases import QUARTER_ALERT, SCHOOL, heard, notice
from tests.explain.school import RULEBOOK, registration, roster, six_days_one_corrected
from tests.ports import free_port
from tests.sinks.server import Server
from tests.sinks.test_sink import lag, sink, until

pytestmark = pytest.mark.integration

PARTITIONS = 2
EVENTS = [roster("259"), *six_days_one_corrected(), notice("n-1", "2025-09-17", "2025-09-18", "2025-09-17")]
DELETE = "ALTER TABLE naervaer.absences_rows DELETE WHERE roll_call = 'rc-1' SETTINGS mutations_sync = 1"
INSERT = """
INSERT INTO naervaer.absences_rows
SELECT * REPLACE ({changes}) FROM naervaer.absences_rows FINAL WHERE roll_call = '{roll_call}'
"""


@dataclass
class Installation:
    """Topics and tables as a worker and a sink leave them, and an operator."""

    bootstrap: str
    server: Server
    producer: KafkaProducer

    def run(self, *arguments: str) -> Result:
        settings.cache_clear()
        environment = {"NAERVAER_KAFKA": self.bootstrap, "NAERVAER_CLICKHOUSE": self.server.url}
        return CliRunner().invoke(main, list(arguments), env=environment)

    def sink_everything(self) -> None:
        with sink(self.bootstrap, self.server.url):
            until(lambda: lag(self.bootstrap) == 0)

    def execute(self, statement: str) -> None:
        with connect(self.server.url) as client:
            client.command(statement)

    def send_alert(self, value: bytes) -> None:
        self.producer.send(ALERTS, key=SCHOOL.encode(), value=value).get(30)


@pytest.fixture(scope="module")
def installation(own_kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    create_topics(own_kafka, PARTITIONS)
    with (
        KafkaProducer(bootstrap_servers=own_kafka, acks="all") as producer,
        Server(tmp_path_factory.mktemp("tables") / "data") as server,
    ):
        migrate(server.url)
        work(producer)
        made = Installation(own_kafka, server, producer)
        made.sink_everything()
        yield made
    settings.cache_clear()


def work(producer: KafkaProducer) -> None:
    """Do what a worker does: judge the events and publish alerts and facts; also leave what it forwards and rejects."""
    pipeline, key = Pipeline(RULEBOOK, NothingStored()), SCHOOL.encode()
    for each in heard(EVENTS):
        producer.send(each.topic, key=key, value=each.raw)
        outcome = pipeline.handle(each.event, each.raw)
        fact = pipeline.fact(outcome)
        for announced in outcome.announced:
            producer.send(ALERTS, key=key, value=announced.json)
        if fact is not None:
            producer.send(FACTS, key=key, value=encode_fact(fact))
    (stray,) = heard([registration("rc-stray", "2025-09-24", "absent", category="unlawful")])
    elsewhere = 1 - partition_of(SCHOOL, PARTITIONS)
    producer.send(stray.topic, key=key, value=stray.raw, partition=elsewhere)
    producer.send(stray.topic, key=key, value=b"{nope")
    producer.flush()


def test_where_nothing_was_broken_nothing_differs(installation: Installation) -> None:
    result = installation.run("verify")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 schools, ")
    assert result.stdout.endswith(" rows: nothing differs\n")
    assert "the workers have still 12 records before them" in result.stderr


def test_rows_that_are_lost_changed_and_left_behind_are_found_and_repaired(installation: Installation) -> None:
    installation.execute(DELETE)
    installation.execute(INSERT.format(changes="6 AS grade", roll_call="rc-4"))
    installation.execute(INSERT.format(changes="'ghost' AS pupil", roll_call="rc-5"))
    broken = installation.run("verify")
    assert broken.exit_code == 1
    assert broken.stdout.splitlines()[:-1] == [
        "absences: missing: 280123 2025-09-15 p1 start",
        "absences: different: 280123 2025-09-18 p1 start: grade 6, worked out 5",
        "absences: extra: 280123 2025-09-19 ghost start",
    ]
    assert "2 rows of 1 schools published again" in installation.run("verify", "--repair").output
    installation.sink_everything()
    repaired = installation.run("verify", "--repair", "--remove")
    assert repaired.stdout.splitlines()[0] == "absences: extra: 280123 2025-09-19 ghost start"
    installation.sink_everything()
    assert installation.run("verify").exit_code == 0


def test_an_alert_that_nobody_can_explain_is_found(installation: Installation) -> None:
    pipeline = Pipeline(RULEBOOK, NothingStored())
    told = [each for event in heard(EVENTS[:-2]) for each in pipeline.handle(event.event, event.raw).announced]
    raised = json.loads(next(each.json for each in told if each.id == QUARTER_ALERT))
    forged = {**raised, "id": "0f5e1a52-6f8e-5f4e-9a3b-7d6c5b4a3928", "pupil": "ghost"}
    installation.send_alert(json.dumps(forged).encode())
    lines = installation.run("verify").stdout.splitlines()
    assert "naervaer.alerts.v1: extra: dk.unlawful.quarter.15 280123 ghost 2025-Q3" in lines


def test_remove_goes_with_repair(installation: Installation) -> None:
    assert installation.run("verify", "--remove").exit_code == 2


def test_packs_are_compared_on_what_kafka_holds(installation: Installation) -> None:
    result = installation.run("rules", "what-if", "--rules", str(Path("rules").resolve()), "--from-kafka")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].endswith("0 new (of 0 pupils), 0 gone (of 0 pupils)")


def test_an_alert_is_explained_from_its_topic(installation: Installation) -> None:
    result = installation.run("explain", QUARTER_ALERT, "--from-kafka", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Unlawful absence 15 % of the quarter\n")
    assert "Version 2" in result.output


def test_a_case_file_is_made_and_verified_from_what_kafka_holds(installation: Installation, tmp_path: Path) -> None:
    made = installation.run("evidence", QUARTER_ALERT, "--out", str(tmp_path), "--from-kafka")
    assert (made.exit_code, made.output.splitlines()[-1]) == (0, "dk.unlawful.quarter.15: withdrawn")
    verified = installation.run("evidence", "--verify", str(tmp_path), "--from-kafka")
    assert verified.exit_code == 1
    assert verified.output.startswith("Adviset er trukket tilbage")
    assert installation.run("evidence", "nobody", "--out", str(tmp_path), "--from-kafka").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [["verify"], ["dlq", "list"], ["rules", "what-if", "--rules", "rules", "--from-kafka"]],
    ids=lambda arguments: arguments[0],
)
def test_a_kafka_that_does_not_answer_is_named(arguments: list[str]) -> None:
    address = f"127.0.0.1:{free_port()}"
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env=environment_of_parts(kafka=address),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, f"Error: no Kafka answers at {address}\n")
