"""The password of ClickHouse comes from the environment and goes nowhere else: no command line, output or log has it.

That of Kafka comes from a file; `test_clients` looks for it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from kafka import KafkaProducer

from deploy.local.ports import free_port
from deploy.topics import create_topics
from schemas import FACTS, encode_fact
from tests.agents.conftest import wait_until
from tests.protection.conftest import answers
from tests.sinks.builders import SCHOOL, absence, fact
from tests.sinks.server import Server

pytestmark = pytest.mark.integration

SECRETS = ("Hemmelig7Nøgle", "Hemmelig7N%C3%B8gle")
STOP_SECONDS = 60


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a ClickHouse that lets nobody in but its own account."""
    with Server(tmp_path_factory.mktemp("clickhouse") / "data") as server:
        yield f"127.0.0.1:{server.port}"


@pytest.fixture
def away() -> str:
    """Give an address where nobody answers."""
    return f"127.0.0.1:{free_port()}"


def environment(clickhouse: str, kafka: str = "") -> Mapping[str, str]:
    url = f"http://reader:{SECRETS[1]}@{clickhouse}"
    return {**os.environ, "NAERVAER_CLICKHOUSE": url, "NAERVAER_KAFKA": kafka}


def start(log: Path, settings: Mapping[str, str], *command: str) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        return subprocess.Popen([sys.executable, "-m", "cli", *command], env=settings, stdout=file, stderr=file)


def shown(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("clickhouse", ["refusing", "away"])
def test_a_command_that_is_not_let_in_says_so_without_it(clickhouse: str, request: pytest.FixtureRequest) -> None:
    settings = environment(request.getfixturevalue(clickhouse))
    command = [sys.executable, "-m", "cli", "migrate"]
    ended = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "ClickHouse" in ended.stderr
    assert shown(ended.stdout + ended.stderr) == []


@pytest.mark.parametrize("clickhouse", ["refusing", "away"])
def test_the_report_says_that_it_is_not_let_in_without_it(
    clickhouse: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "report.log"
    process = start(log, environment(request.getfixturevalue(clickhouse)), "report", "--port", str(port))
    try:
        wait_until(lambda: answers(port), log.read_text)
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://127.0.0.1:{port}/")
        page = refused.value.read().decode()
        command_line = Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
    assert "ClickHouse did not answer" in log.read_text()
    assert shown(page + command_line + log.read_text()) == []


@pytest.mark.parametrize("clickhouse", ["refusing", "away"])
def test_the_sink_says_that_it_is_not_let_in_without_it(
    clickhouse: str, request: pytest.FixtureRequest, own_kafka: str, tmp_path: Path
) -> None:
    create_topics(own_kafka, 2)
    producer = KafkaProducer(bootstrap_servers=own_kafka)
    producer.send(FACTS, key=SCHOOL.encode(), value=encode_fact(fact(absence()))).get(STOP_SECONDS)
    producer.close()
    log = tmp_path / "sink.log"
    process = start(log, environment(request.getfixturevalue(clickhouse), own_kafka), "sink")
    try:
        wait_until(lambda: "ClickHouse" in log.read_text() or process.poll() is not None, log.read_text)
        command_line = Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
    assert "ClickHouse" in log.read_text()
    assert shown(command_line + log.read_text()) == []
