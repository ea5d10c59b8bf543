"""The running installation of `naervaer up`: its parts start in one order and stop in the opposite one."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Self

from cli.probes import clickhouse_answers, page
from cli.settings import settings
from cli.up_figures import Figures, read_figures
from cli.up_options import UpOptions
from cli.up_parts import Parts
from deploy.local.broker import LocalBroker
from deploy.local.errors import LocalPartError, PortInUse
from deploy.local.jars import default_cache, is_complete
from deploy.local.lock import DirectoryLock
from deploy.local.part import Part
from deploy.local.ports import is_taken
from deploy.topics import create_topics
from schemas.retention import catalogue_kept
from sinks.migrations import MigrationError, migrate
from sinks.targets import put_targets
from streams.law.packs import PackError, load_targets

PARTITIONS = 4
START_SECONDS = 60.0
RECOVERY_SECONDS = 900.0

Say = Callable[[str], None]


class Installation:
    """Everything that runs; use it as a context manager."""

    def __init__(self, options: UpOptions, say: Say) -> None:
        """Describe it; nothing starts. `say` gets a line for the person."""
        self._options = options
        self._say = say
        self._stack = ExitStack()
        self._parts: list[Part] = []
        self._broker: LocalBroker | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._stack = stack
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def look_after(self) -> None:
        """Restart what may be restarted; LocalPartError when a part is gone for good."""
        if self._broker:
            self._broker.check()
        for part in self._parts:
            news = part.look_after()
            if news:
                self._say(news)

    def figures(self) -> Figures | None:
        """Read the worker's figures; None while it does not answer."""
        text = page(self._options.metrics_url)
        return read_figures(text) if text else None

    def simulated_until(self) -> datetime | None:
        """Read how far the simulated time is; None without a simulated district."""
        try:
            state = json.loads(self._options.simulation.read_text())
        except FileNotFoundError:
            return None
        return datetime.fromisoformat(state["published_through"])

    def _start(self) -> None:
        options = self._options
        lock = DirectoryLock(options.directory)
        self._stack.callback(lock.release)
        for what, (port, option) in options.ports().items():
            if is_taken(port):
                raise PortInUse(port, what, f"choose another one with {option}")
        parts = Parts(options, lock.fd)
        self._kafka()
        self._clickhouse(parts)
        self._begin(parts.sink())
        worker = self._begin(parts.worker())
        report = self._begin(parts.report())
        worker.await_ready(self._worker_is_ready, RECOVERY_SECONDS)
        report.await_ready(lambda: page(options.report_url) is not None, START_SECONDS)
        if options.district:
            self._begin(parts.simulate(options.district.or_remembered(options.remembered_district)))
        else:
            self._begin(parts.clock())

    def _kafka(self) -> None:
        options = self._options
        if options.kafka is None:
            if not is_complete(default_cache()):
                self._say("fetching the jars of Kafka from Maven Central: 46 files, 44 MB, only this once")
            self._say("starting kafka")
            broker = LocalBroker(options.directory / "kafka", options.kafka_port, log=options.log("kafka"))
            self._broker = self._stack.enter_context(broker)
            self._stack.callback(self._say, "stopping kafka")
        create_topics(options.bootstrap, PARTITIONS, catalogue_kept(settings().retention), options.security)

    def _clickhouse(self, parts: Parts) -> None:
        url = self._options.clickhouse_url
        if self._options.clickhouse is None:
            self._begin(parts.clickhouse()).await_ready(lambda: clickhouse_answers(url), START_SECONDS)
        elif not clickhouse_answers(url):
            raise LocalPartError("no ClickHouse answers at the address in NAERVAER_CLICKHOUSE")
        try:
            targets = load_targets(self._options.rules)
            migrate(url)
            put_targets(url, targets)
        except PackError as error:
            raise LocalPartError(str(error)) from error
        except MigrationError as error:
            raise LocalPartError(f"the tables of ClickHouse cannot be made: {error}") from error

    def _begin(self, part: Part) -> Part:
        self._say(f"starting {part.spec.name}")
        self._parts.append(self._stack.enter_context(part))
        self._stack.callback(self._say, f"stopping {part.spec.name}")
        return part

    def _worker_is_ready(self) -> bool:
        figures = self.figures()
        return figures is not None and figures.ready
