"""Runs one worker until a signal ends it: asks the broker, wires, serves metrics, watches, stops in order.

Owns the process: signals, the order of the parts, the exit code. Called by the command line; the tests start it as a
process of its own.
"""

import asyncio
import gc
import logging
import signal
import threading
from pathlib import Path
from time import monotonic
from typing import Any

from prometheus_client import REGISTRY, start_http_server

from agents import partitions
from agents.app import Wired, wire
from agents.config import CHANGELOG_TOPIC, WorkerConfig
from agents.failure import End, count_ends_in, stop_hard, where
from agents.logs import log_to_stderr
from agents.metrics import Metrics
from agents.stall import Place
from agents.watch import View, Watch
from schemas import CATALOGUE, WORKER_TOPICS
from schemas.kafka_security import OPEN, KafkaSecurity

STOP_SECONDS = 30.0
VIEW_SECONDS = 1.0
COLLECTED_AT = 20_000, 10, 100
"""New objects until the youngest are searched for cycles, and how often that until the older are; Python: 700, 10, 10.

The register is millions of objects without a cycle; a full search stops everything for up to seconds.
"""

_log = logging.getLogger("naervaer.worker")


def run(  # noqa: PLR0913 - what a worker is told
    bootstrap: str,
    rules: Path,
    directory: Path,
    metrics_port: int,
    metrics_host: str = "127.0.0.1",
    standbys: int = 0,
    *,
    security: KafkaSecurity = OPEN,
) -> None:
    """Work until SIGTERM or SIGINT; then finish the batch, commit and return.

    `bootstrap` is `host:port[,host:port]`, `rules` the directory of the rule packs, `directory` a place for Faust's
    files, `metrics_host` the address of the metrics port, `standbys` how many other workers keep a copy of each
    partition's register (all workers must be told the same). Raises PackError, UnfitTopicsError or KafkaError when it
    cannot start; ends the process with a code other than 0 when it cannot go on.
    """
    log_to_stderr()
    number = partitions.ask(bootstrap, (topic.name for topic in CATALOGUE), CHANGELOG_TOPIC, security)
    directory.mkdir(parents=True, exist_ok=True)
    config = WorkerConfig(bootstrap, rules, directory, metrics_port, number, metrics_host, standbys, security)
    asyncio.run(serve(config))


async def serve(config: WorkerConfig) -> None:
    """Run a worker in this event loop until a signal or a failure."""
    metrics = Metrics(REGISTRY)
    metrics.book_ends(count_ends_in(config.directory))
    wired = wire(config, metrics)
    gc.freeze()  # what is imported stays
    gc.set_threshold(*COLLECTED_AT)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    start_http_server(config.metrics_port, addr=config.metrics_host, registry=REGISTRY)
    await wired.emitter.start()
    views = _Views(wired)
    watch = Watch(config, metrics, wired.carrier.progress, lambda: views.newest)
    watch.start()
    watched = asyncio.create_task(views.take())
    await _until_stopped(wired, stop)
    _log.info("worker stops: signal received, the batch under way is finished")
    watch.stop()
    _kill_after(STOP_SECONDS)
    watched.cancel()
    await wired.app.stop()
    await wired.emitter.stop()
    _log.info("worker stopped")


async def _until_stopped(wired: Wired, stop: asyncio.Event) -> None:
    app = wired.app
    running = asyncio.create_task(app.start())
    ended = asyncio.create_task(app.wait_until_stopped())
    asked = asyncio.create_task(stop.wait())
    pending = {running, ended, asked}
    while not asked.done():
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        failed = next((task.exception() for task in done if task.exception()), None) or app.crash_reason
        if failed or ended in done:
            reason = f"Faust failed: {where(failed) if failed else 'it stopped by itself'}"
            stop_hard(reason, End.FAUST_FAILED)


def _kill_after(seconds: float) -> None:
    timer = threading.Timer(seconds, stop_hard, (f"it did not stop within {seconds:.0f} s", End.NOT_STOPPED))
    timer.daemon = True
    timer.start()


class _Views:
    """Takes a view of the worker every second, in the event loop, for the watch."""

    def __init__(self, wired: Wired) -> None:
        self._wired = wired
        self.newest = View(monotonic(), ready=False, remaining=0, assigned={})

    async def take(self) -> None:
        while True:
            before = self.newest
            self.newest = self._view(self._wired.app)
            if self.newest.ready and not before.ready:
                _log.info("worker ready: %d partitions", len({place.partition for place in self.newest.assigned}))
            await asyncio.sleep(VIEW_SECONDS)

    @staticmethod
    def _view(app: Any) -> View:
        ready = app.tables.actives_ready and not app.rebalancing
        remaining = 0 if ready else app.tables.recovery.active_remaining_total()
        delivered = app.consumer.delivered
        assigned = {
            Place(*tp): (position, delivered.get(tp, 0))
            for tp, position in app.consumer.positions().items()
            if tp.topic in WORKER_TOPICS
        }
        return View(monotonic(), ready, remaining, assigned)
