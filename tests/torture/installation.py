"""Broker, workers, sink and ClickHouse as processes of their own, looked after as a supervisor does.

Owns the processes and their restarts; what is done to them stands in `injections`. Used by the rounds.
"""

import os
import random
import signal
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from deploy.local.broker import LocalBroker
from deploy.local.process import ChildProcess
from deploy.topics import create_topics
from sinks.migrations import migrate
from tests.agents.conftest import PARTITIONS, RULES
from tests.ports import free_port
from tests.sinks.server import Server
from tests.sinks.small_disk import SmallDisk
from tests.torture.proxy import Proxy
from tests.torture.worker import DIED, NOWHERE

STOP_SECONDS = 60.0
DISK_MEGABYTES = 96
ON_PURPOSE = (-signal.SIGKILL, DIED)
"""How a worker ends that is made to."""


class Worker:
    """A worker process, with a directory that no other one had."""

    def __init__(self, bootstrap: str, directory: Path, pace: str, point: str = NOWHERE, times: int = 1) -> None:
        words: list[str | Path] = [pace, point, str(times), bootstrap, RULES, directory / "data", str(free_port())]
        self.log = directory / "worker.log"
        self.process = ChildProcess([sys.executable, "-m", "tests.torture.worker", *words], self.log)

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def await_ready(self, seconds: float) -> bool:
        """Wait until it has its partitions and their state; False when it takes longer, or ends."""
        deadline = monotonic() + seconds
        while "worker ready" not in self.text():
            if monotonic() > deadline or self.process.exit_code() is not None:
                return False
            sleep(0.1)
        return True


class Installation:
    """Everything that runs; leaving the block ends it. With a `small_disk` that of ClickHouse can be filled."""

    def __init__(self, directory: Path, *, workers: int, pace: str, small_disk: bool = False) -> None:
        self.ended: Counter[str] = Counter()
        self.last_words: list[str] = []
        self.workers: list[Worker] = []
        self.directory = directory
        self.disk = SmallDisk(directory / "disk", DISK_MEGABYTES)
        self._small_disk = small_disk
        self._wanted = workers
        self.pace = pace
        self._begun = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.broker = LocalBroker(self.directory / "kafka", free_port())
            stack.callback(self.broker.stop)
            self.broker.start()
            create_topics(self.broker.bootstrap, PARTITIONS)
            if self._small_disk:
                stack.enter_context(self.disk)
            server = Server(self.disk.directory / "clickhouse", enter=self.disk.enter)
            self.clickhouse = stack.enter_context(server)
            migrate(self.clickhouse.url)
            self.proxy = stack.enter_context(Proxy(self.clickhouse.url))
            self.sink = self._start_sink()
            stack.callback(lambda: self.sink.stop(STOP_SECONDS))
            stack.callback(self._stop_workers)
            self.look_after()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def look_after(self, point: str = NOWHERE, times: int = 1) -> None:
        """Start again what ended, and note how it ended; new workers die at a point, which by default is nowhere."""
        for worker in [each for each in self.workers if each.process.exit_code() is not None]:
            self.ended[f"worker, exit code {worker.process.exit_code()}"] += 1
            if worker.process.exit_code() not in ON_PURPOSE:
                self.last_words += worker.text().splitlines()[-1:]
            self.workers.remove(worker)
        while len(self.workers) < self._wanted:
            self._start_worker(point, times)
        if self.sink.exit_code() is not None:
            self.ended[f"sink, exit code {self.sink.exit_code()}"] += 1
            self.sink = self._start_sink()

    def replace_workers(self, point: str, times: int) -> None:
        """Kill all workers and start as many that die when they reach the point for the n-th time."""
        for worker in self.workers:
            worker.process.kill()
            worker.process.wait(STOP_SECONDS)
        self.look_after(point, times)

    def _start_worker(self, point: str, times: int) -> None:
        self._begun += 1
        directory = self.directory / f"worker-{self._begun}"
        directory.mkdir()
        self.workers.append(Worker(self.broker.bootstrap, directory, self.pace, point, times))

    def want(self, workers: int) -> None:
        """Have so many workers from now on; one too many is asked to stop."""
        self._wanted = workers
        while len(self.workers) > workers:
            self.workers.pop(0).process.stop(STOP_SECONDS)
        self.look_after()

    def wanted(self) -> int:
        """Tell how many workers are to run."""
        return self._wanted

    def any_worker(self, dice: random.Random) -> Worker:
        """Give one of the running workers."""
        self.look_after()
        return dice.choice(self.workers)

    def kill_broker(self) -> None:
        """End the broker as a loss of power does to its process."""
        assert self.broker.pid is not None
        os.kill(self.broker.pid, signal.SIGKILL)
        self.broker.stop()

    def logs(self) -> str:
        """Give the last lines of every worker and of the sink, for a person who looks for the reason."""
        files = [*sorted(self.directory.glob("worker-*/worker.log")), self.directory / "sink.log"]
        return "\n".join(f"== {file.parent.name}\n" + "".join(_last_lines(file)) for file in files if file.exists())

    def _start_sink(self) -> ChildProcess:
        environment = {
            **os.environ,
            "NAERVAER_KAFKA": self.broker.bootstrap,
            "NAERVAER_CLICKHOUSE": self.proxy.url,
        }
        command = [sys.executable, "-m", "cli", "sink"]
        return ChildProcess(command, self.directory / "sink.log", env=environment)

    def _stop_workers(self) -> None:
        for worker in self.workers:
            worker.process.kill()
            worker.process.wait(STOP_SECONDS)


def _last_lines(file: Path) -> list[str]:
    return file.read_text(errors="replace").splitlines(keepends=True)[-12:]
