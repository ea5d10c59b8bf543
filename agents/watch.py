"""Watches, in a thread of its own, that every partition of this worker moves; ends the process when one does not.

Owns the comparison of what the broker says (committed offsets, ends) with what the worker does, and the lag metric.
Faust books a failed commit as done, and a partition may stop fetching after a rebalance: only the broker knows.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, time

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from agents.config import APP_ID, WorkerConfig
from agents.failure import End, stop_hard, where
from agents.metrics import Metrics
from agents.progress import Progress
from agents.stall import Place, StallJudge, Standing

LOOK_SECONDS = 2.0

_log = logging.getLogger("naervaer.worker")


@dataclass(frozen=True, slots=True)
class View:
    """What the worker says of itself: assigned input partitions with (position, delivered), and how ready it is."""

    taken_at: float
    ready: bool
    remaining: int
    assigned: Mapping[Place, tuple[int, int]]


class Watch:
    """The watching thread."""

    def __init__(self, config: WorkerConfig, metrics: Metrics, progress: Progress, view: Callable[[], View]) -> None:
        """Describe the watch; `view` gives the newest view, which the event loop takes again and again."""
        self._config = config
        self._metrics = metrics
        self._progress = progress
        self._view = view
        self._judge = StallJudge(config.stall_seconds)
        self._assigned: frozenset[Place] = frozenset()
        self._answered = True
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="naervaer-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def _run(self) -> None:
        admin: KafkaAdminClient | None = None
        while not self._ended.wait(LOOK_SECONDS):
            try:
                admin = admin or KafkaAdminClient(
                    bootstrap_servers=self._config.bootstrap, **self._config.security.options()
                )
                self._look(admin)
                self._answered = True
            except KafkaError as error:
                self._unanswered(error)
            except Exception as error:  # noqa: BLE001 (a worker without a watch must not go on)
                stop_hard(f"the watch failed: {where(error)}", End.WATCH_FAILED)

    def _unanswered(self, error: KafkaError) -> None:
        if self._answered:
            _log.warning("the broker does not answer the watch: %s", type(error).__name__)
        self._answered = False
        self._judge.forget()

    def _look(self, admin: KafkaAdminClient) -> None:
        view, now = self._view(), monotonic()
        self._show(view)
        if now - view.taken_at > self._config.stall_seconds:
            self._stop("the event loop does not run", now)
        standings = _standings(admin, view)  # first of all: nothing can move while no broker answers
        self._show_lag(standings)
        stall = self._judge.start(ready=view.ready, remaining=view.remaining, now=now)
        stall = stall or self._judge.partitions(standings, now)
        self._metrics.resting.set(self._judge.resting_seconds)
        if stall:
            self._stop(stall, now)

    def _stop(self, stall: str, now: float) -> None:
        if not self._ended.is_set():
            waited = f"{self._progress.step} (since {now - self._progress.since_seconds:.0f} s)"
            reason = f"no progress for {self._config.stall_seconds:.0f} s: {stall}; the worker was {waited}"
            stop_hard(reason, End.STALLED)

    def _show(self, view: View) -> None:
        self._metrics.ready.set(int(view.ready))
        self._metrics.recovering.set(view.remaining)
        if self._progress.newest:
            self._metrics.age.set(max(0.0, time() - self._progress.newest))

    def _show_lag(self, standings: Mapping[Place, Standing]) -> None:
        for gone in self._assigned - standings.keys():
            self._metrics.lag.remove(gone.topic, str(gone.partition))
        self._assigned = frozenset(standings)
        for place, standing in standings.items():
            lag = max(0, standing.end - standing.committed) if standing.waiting() else 0
            self._metrics.lag.labels(place.topic, str(place.partition)).set(lag)


def _standings(admin: KafkaAdminClient, view: View) -> dict[Place, Standing]:
    """Ask how far the partitions are; none are judged before the worker is ready. KafkaError without an answer."""
    if not (view.ready and view.assigned):
        admin.describe_cluster()
        return {}
    places = {place: TopicPartition(*place) for place in view.assigned}
    ends = admin.list_partition_offsets(dict.fromkeys(places.values(), OffsetSpec.LATEST))
    commits = admin.list_group_offsets({APP_ID: list(places.values())})[APP_ID]
    return {
        place: Standing(max(0, commits[asked].offset), ends[asked].offset, *view.assigned[place])
        for place, asked in places.items()
    }
