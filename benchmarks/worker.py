"""The worker itself through a national morning, one or several processes, with all shipped rules and all it writes."""

import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from agents.config import CHANGELOG_TOPIC
from benchmarks import kafka_topics
from benchmarks.nation_files import NationFiles
from benchmarks.process import Measured, measure, running
from benchmarks.race import LIMIT_SECONDS, SETTLE_SECONDS, Figures, load
from deploy.local.broker import LocalBroker
from deploy.local.ports import free_port
from deploy.topics import create_topics
from schemas import ALERTS, CALENDARS, CATALOGUE, FACTS, ROLL_CALLS, ROSTERS

RULES = Path(__file__).parent.parent / "rules"
WRITTEN = (ROLL_CALLS, ALERTS, FACTS, CHANGELOG_TOPIC, *(t.name for t in CATALOGUE if "notifications" in t.name))


class Served(Measured):
    """A process that shows its metrics on a port."""

    def __init__(
        self, command: Sequence[str | Path], log: Path, port: int, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it; it must know the port already."""
        self._port = port
        super().__init__(command, log, environment)

    def figure(self, name: str, **labels: str) -> float:
        """Give one of its metrics; 0 while it has none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics") as page:
                text = page.read().decode()
        except OSError:
            return 0.0
        samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
        return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


class Worker(Served):
    """One worker process."""

    def __init__(self, bootstrap: str, scratch: Path, name: str) -> None:
        """Start it."""
        port = free_port()
        command: list[str | Path] = [sys.executable, "-m", "agents", bootstrap, RULES, scratch / name, str(port)]
        super().__init__(command, scratch / f"{name}.log", port)

    def is_ready(self) -> bool:
        """Tell whether it has partitions and their state."""
        return self.figure("naervaer_ready") == 1.0


@dataclass(frozen=True, slots=True)
class Morning:
    """What the workers needed, and the bytes on the broker's disk for one registration, by topic."""

    figures: Figures
    facts: int
    bytes_per_registration: Mapping[str, float]


@contextmanager
def warm_workers(number: int, files: NationFiles, broker: LocalBroker, scratch: Path) -> Iterator[Sequence[Worker]]:
    """Give workers that have read everything before the morning; their topics are removed afterwards."""
    create_topics(broker.bootstrap, kafka_topics.PARTITIONS)
    try:
        workers = [Worker(broker.bootstrap, scratch, f"worker-{number}-{each}") for each in range(number)]
        with running(workers):
            for worker in workers:
                worker.wait_until(worker.is_ready, LIMIT_SECONDS, "the start of a worker")
            _warm_up(workers, files, broker)
            yield workers
    finally:
        kafka_topics.remove(broker.bootstrap, "naervaer")


def work(workers: Sequence[Worker], files: NationFiles, broker: LocalBroker) -> Morning:
    """Let warm workers do the morning and measure them."""
    for worker in workers:
        worker.rest()
    before = {topic: kafka_topics.size_on_disk(broker, topic) for topic in WRITTEN}
    load(broker.bootstrap, ROLL_CALLS, files.days.morning)
    facts = kafka_topics.Ends(broker.bootstrap, FACTS)
    through = facts.messages() + files.days.morning_messages
    cost = measure(workers, lambda: facts.messages() >= through, LIMIT_SECONDS, SETTLE_SECONDS)
    facts.close()
    registrations = files.days.registrations
    grown = {topic: kafka_topics.size_on_disk(broker, topic) - before[topic] for topic in WRITTEN}
    per_registration = {topic: round(number / registrations, 2) for topic, number in grown.items()}
    return Morning(Figures(registrations, cost), files.days.morning_messages, per_registration)


def _warm_up(workers: Sequence[Worker], files: NationFiles, broker: LocalBroker) -> None:
    def counted(name: str, **labels: str) -> float:
        return sum(worker.figure(name, **labels) for worker in workers)

    first = workers[0]
    for topic, file in ((CALENDARS, files.calendars), (ROSTERS, files.rosters)):
        load(broker.bootstrap, topic, file)
        first.wait_until(
            lambda topic=topic: counted("naervaer_events_total", topic=topic) >= files.schools,  # type: ignore[misc]
            LIMIT_SECONDS,
            f"reading {topic}",
        )
    load(broker.bootstrap, ROLL_CALLS, files.days.warm_up)
    through = files.warm_registrations
    first.wait_until(lambda: counted("naervaer_registrations_total") >= through, LIMIT_SECONDS, "the warm-up")
    facts = kafka_topics.Ends(broker.bootstrap, FACTS)
    facts.await_rest()
    facts.close()
