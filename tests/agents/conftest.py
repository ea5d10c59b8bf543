"""A broker of their own for these tests, since the worker's topics and group have fixed names, and workers to start."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec

from agents.config import APP_ID
from deploy.local.broker import LocalBroker
from deploy.local.process import die_with_parent
from deploy.topics import create_topics
from tests import containers
from tests.ports import free_port

PARTITIONS = 4
RULES = Path(__file__).parents[2] / "rules"
WAIT_SECONDS = 90.0


@contextmanager
def broker(request: pytest.FixtureRequest, directory: Path) -> Iterator[str]:
    """Run a broker with all topics and give its address."""
    with ExitStack() as stack:
        if request.config.getoption("--docker"):
            address = stack.enter_context(containers.kafka())
        else:
            address = stack.enter_context(LocalBroker(directory, free_port())).bootstrap
        create_topics(address, PARTITIONS)
        yield address


@pytest.fixture(scope="package")
def bootstrap(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the broker that the tests of this package share."""
    with broker(request, tmp_path_factory.mktemp("kafka")) as address:
        yield address


class Worker:
    """A worker process, its log in a file."""

    def __init__(self, bootstrap: str, directory: Path, *, rules: Path = RULES, module: str = "agents") -> None:
        directory.mkdir()
        self.metrics_port = free_port()
        self.log = directory / "worker.log"
        command = [
            sys.executable,
            "-m",
            module,
            bootstrap,
            str(rules),
            str(directory / "data"),
            str(self.metrics_port),
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                env=dict(os.environ),
                preexec_fn=die_with_parent,  # noqa: PLW1509 - calls one C function, takes no lock
            )

    def await_ready(self) -> None:
        wait_until(lambda: "worker ready" in self.text() or self.process.poll() is not None, self.text)
        assert self.process.poll() is None, self.text()

    def text(self) -> str:
        return self.log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to stop and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WAIT_SECONDS)


@pytest.fixture
def start_worker(bootstrap: str, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Give a function that starts a worker on the broker; all are gone after the test."""
    workers: list[Worker] = []

    def start(module: str = "agents") -> Worker:
        workers.append(Worker(bootstrap, tmp_path / f"worker-{len(workers)}", module=module))
        return workers[-1]

    yield start
    for worker in workers:
        if worker.process.poll() is None:
            worker.stop()


class School:
    """A school system that knows only topics and JSON: it publishes, and reads what is published."""

    def __init__(self, bootstrap: str) -> None:
        self._clients = ExitStack()
        self.producer = self._clients.enter_context(
            KafkaProducer(bootstrap_servers=bootstrap, max_request_size=2 * 1024 * 1024)
        )
        self.bootstrap = bootstrap

    def publish(self, topic: str, event: dict[str, Any], *, partition: int | None = None) -> None:
        key = event["school"].encode()
        self.producer.send(topic, key=key, value=json.dumps(event).encode(), partition=partition).get(WAIT_SECONDS)

    def await_handled(self, *topics: str, group: str = APP_ID) -> None:
        """Wait until the workers (or another group) have committed all events of some topics."""
        places = [TopicPartition(topic, partition) for topic in topics for partition in range(PARTITIONS)]

        def waiting(admin: KafkaAdminClient) -> dict[TopicPartition, int]:
            ends = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
            commits = admin.list_group_offsets({group: places})[group]
            return {place: ends[place].offset - max(0, commits[place].offset) for place in places}

        with KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
            wait_until(lambda: not any(waiting(admin).values()), lambda: f"not handled: {waiting(admin)}")

    def read(self, topic: str) -> "Reader":
        return Reader(self._clients.enter_context(KafkaConsumer(bootstrap_servers=self.bootstrap)), topic)

    def close(self) -> None:
        self._clients.close()


class Reader:
    """Reads a topic from where it is now."""

    def __init__(self, consumer: KafkaConsumer, topic: str) -> None:
        self.consumer = consumer
        self.partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        self.consumer.assign(self.partitions)
        self.consumer.seek_to_end(*self.partitions)
        for partition in self.partitions:
            self.consumer.position(partition)
        self.seen: list[Any] = []

    def until(self, found: Callable[[list[Any]], bool], seconds: float = WAIT_SECONDS) -> list[Any]:
        """Read on until what was seen satisfies `found`; give all records seen."""
        deadline = monotonic() + seconds
        while not found(self.seen):
            assert monotonic() < deadline, f"after {seconds} s seen: {len(self.seen)} records"
            for records in self.consumer.poll(timeout_ms=200).values():
                self.seen += records
        return self.seen

    def first(self, number: int = 1, *, key: str, seconds: float = WAIT_SECONDS) -> list[Any]:
        """Give the first records with a key, when there are so many."""
        return _keyed(self.until(lambda seen: len(_keyed(seen, key)) >= number, seconds), key)


def _keyed(records: list[Any], key: str) -> list[Any]:
    return [record for record in records if record.key == key.encode()]


@pytest.fixture
def school_system(bootstrap: str) -> Iterator[School]:
    system = School(bootstrap)
    yield system
    system.close()


def wait_until(true: Callable[[], bool], text: Callable[[], str]) -> None:
    """Wait for something that can be observed; `text` explains when it does not come."""
    deadline = monotonic() + WAIT_SECONDS
    while not true():
        assert monotonic() < deadline, text()
        sleep(0.05)
