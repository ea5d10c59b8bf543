"""`naervaer publish` and `naervaer topics create` as a person runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaConsumer, TopicPartition

from cli.main import main
from cli.settings import environment_of_parts, settings
from schemas import CATALOGUE, ROLL_CALLS
from tests.cli.messages import roll_call
from tests.ports import free_port

pytestmark = pytest.mark.integration


def line(message: object, topic: str = ROLL_CALLS) -> str:
    return json.dumps({"topic": topic, "value": message}) + "\n"


@pytest.fixture(scope="module")
def bootstrap(own_kafka: str) -> str:
    assert run(own_kafka, "topics", "create", "--partitions", "2").exit_code == 0
    return own_kafka


def run(bootstrap: str, *arguments: str, stdin: str = "") -> Result:
    settings.cache_clear()
    return CliRunner().invoke(main, arguments, input=stdin, env={"NAERVAER_KAFKA": bootstrap})


def published(bootstrap: str) -> int:
    with KafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        ends = consumer.end_offsets([TopicPartition(ROLL_CALLS, 0), TopicPartition(ROLL_CALLS, 1)])
    return int(sum(ends.values()))


def test_topics_that_exist_are_said_to_exist(bootstrap: str) -> None:
    result = run(bootstrap, "topics", "create", "--partitions", "2")
    assert result.output.splitlines() == [f"exists   {topic.name}" for topic in CATALOGUE]


def test_a_file_is_published(bootstrap: str, tmp_path: Path) -> None:
    before = published(bootstrap)
    file = tmp_path / "day.jsonl"
    file.write_text("".join(line(roll_call(id=f"rc-{n}")) for n in range(500)) + "\n")
    result = run(bootstrap, "publish", str(file))
    assert (result.exit_code, result.output) == (0, "500 published, 0 refused\n")
    assert published(bootstrap) - before == 500


def test_the_standard_input_is_published(bootstrap: str) -> None:
    result = run(bootstrap, "publish", "-", stdin=line(roll_call()))
    assert (result.exit_code, result.output) == (0, "1 published, 0 refused\n")


def test_wrong_lines_are_named_and_the_others_sent(bootstrap: str) -> None:
    before = published(bootstrap)
    lines = [
        line(roll_call()),
        "not json\n",
        line(roll_call(), topic="naervaer.alerts.v1"),
        line(roll_call(moment="noon")),
        line({"a": 1}) + '{"value": {}}\n',
    ]
    result = run(bootstrap, "publish", "-", stdin="".join(lines))
    assert result.exit_code == 1
    assert published(bootstrap) - before == 1
    named = [row.split(":")[0] for row in result.stderr.splitlines()]
    assert named == ["line 2", "line 3", "line 4", "line 5", "line 6"]
    assert "naervaer.rollcalls.v1: schema: moment" in result.stderr
    assert result.stdout == "1 published, 5 refused\n"


@pytest.mark.parametrize("arguments", [("topics", "create"), ("publish", "-")])
def test_a_kafka_that_does_not_answer_is_named(arguments: tuple[str, ...]) -> None:
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "cli", *arguments]
    environment = environment_of_parts(kafka=address)
    result = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (1, f"Error: no Kafka answers at {address}\n")
