"""The real system in parts: broker, worker, ClickHouse and sink as processes, with their logs in files."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from html import unescape
from pathlib import Path
from socket import create_connection
from urllib.request import urlopen

import pytest

from agents.config import APP_ID
from deploy.local.broker import LocalBroker
from deploy.topics import create_topics
from schemas import FACTS, INPUT_TOPICS
from sinks.migrations import migrate
from sinks.runner import GROUP
from tests.agents.conftest import PARTITIONS, School, Worker, wait_until
from tests.ports import free_port
from tests.sinks.server import Server

STOP_SECONDS = 60


class System:
    """Everything in one directory; commands run against it."""

    def __init__(self, directory: Path, broker: LocalBroker, clickhouse: Server) -> None:
        self.directory = directory
        self.broker = broker
        self.clickhouse = clickhouse
        self.sink_metrics_port = free_port()
        self.sink_log = directory / "sink.log"
        self.worker = Worker(broker.bootstrap, directory / "worker")
        self.school = School(broker.bootstrap)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "NAERVAER_KAFKA": self.broker.bootstrap,
            "NAERVAER_CLICKHOUSE": self.clickhouse.url,
            "NAERVAER_SINK_METRICS_PORT": str(self.sink_metrics_port),
        }

    def naervaer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "cli", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=240)

    def await_all(self) -> None:
        """Wait until every event is judged and every row is written."""
        self.school.producer.flush()
        self.school.await_handled(*INPUT_TOPICS, group=APP_ID)
        self.school.await_handled(FACTS, group=GROUP)

    def report_pages(self) -> dict[str, str]:
        """Read every report page that links lead to, by address."""
        port = free_port()
        command = [sys.executable, "-m", "cli", "report", "--port", str(port)]
        with subprocess.Popen(command, env=self.environment) as process:
            wait_until(lambda: answers(port), lambda: "the report page is not served")
            pages: dict[str, str] = {}
            ahead = ["/"]
            while ahead:
                address = ahead.pop()
                with urlopen(f"http://127.0.0.1:{port}{address}") as answer:
                    pages[address] = answer.read().decode()
                links = map(unescape, re.findall(r'<a href="(/[^"]*)"', pages[address]))
                ahead += set(links) - pages.keys() - set(ahead)
            process.terminate()
        return pages

    @contextmanager
    def sink(self) -> Iterator[None]:
        with self.sink_log.open("ab") as log:
            command = [sys.executable, "-m", "cli", "sink"]
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(STOP_SECONDS) == 0, self.sink_log.read_text()


def answers(port: int) -> bool:
    with suppress(OSError), create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    directory = tmp_path_factory.mktemp("system")
    with ExitStack() as stack:
        broker = stack.enter_context(LocalBroker(directory / "kafka", free_port()))
        create_topics(broker.bootstrap, PARTITIONS)
        clickhouse = stack.enter_context(Server(directory / "clickhouse"))
        migrate(clickhouse.url)
        running = System(directory, broker, clickhouse)
        stack.callback(running.worker.kill)
        stack.callback(running.school.close)
        running.worker.await_ready()
        stack.enter_context(running.sink())
        yield running


@pytest.fixture(scope="module")
def files_with(system: System) -> Callable[[str, str], list[str]]:
    """Give a function that names the files under a folder of the system in which a text stands."""

    def search(folder: str, text: str) -> list[str]:
        root = system.directory / folder
        paths = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
        return [str(path.relative_to(system.directory)) for path in paths if text.encode() in path.read_bytes()]

    return search


__all__ = ["wait_until"]
