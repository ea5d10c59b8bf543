"""One program through one morning: warm up, rest while the morning is written, go on, measure, check the counts."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import orjson

from benchmarks import kafka_topics
from benchmarks.contenders import BENCH_PYTHON, Contender
from benchmarks.datafile import Counts, Data, expected
from benchmarks.national import Nation
from benchmarks.process import Cost, Failed, Measured, measure, running
from deploy.local.broker import LocalBroker

LIMIT_SECONDS = 600.0
SETTLE_SECONDS = 1.5  # everybody commits once a second


@dataclass(frozen=True, slots=True)
class Figures:
    """What one program needed for the registrations of one morning."""

    registrations: int
    cost: Cost

    def as_json(self) -> dict[str, float]:
        """Give the figures by name, with their units."""
        return {
            "registrations": self.registrations,
            "seconds": round(self.cost.seconds, 3),
            "registrations_per_second": round(self.registrations / self.cost.seconds),
            "cpu_seconds_per_million": round(self.cost.cpu_seconds / self.registrations * 1e6, 3),
            "peak_megabytes": round(self.cost.peak_bytes / 1e6),
        }


def load(bootstrap: str, topic: str, file: Path) -> None:
    """Write a file of messages to a topic."""
    command: list[str | Path] = [BENCH_PYTHON, "-m", "benchmarks.load", bootstrap, topic, file]
    subprocess.run(command, check=True)  # noqa: S603 - the project's own program


def race(contender: Contender, nation: Nation, data: Data, broker: LocalBroker, scratch: Path) -> Figures:
    """Measure one program; Failed when it ends, takes too long or counts wrong."""
    source, target = f"bench-{contender.name}-in", f"bench-{contender.name}-out"
    kafka_topics.create(broker.bootstrap, (source, target))
    environment = {
        "BENCH_BOOTSTRAP": broker.bootstrap,
        "BENCH_SOURCE": source,
        "BENCH_TARGET": target,
        "BENCH_DIRECTORY": str(scratch / contender.name),
        "BENCH_WARM": str(data.warm_messages),
        "BENCH_ALL": str(data.warm_messages + data.morning_messages),
    }
    process = Measured(contender.command(), scratch / f"{contender.name}.log", environment)
    with running([process]):
        load(broker.bootstrap, source, data.warm_up)
        process.wait_until(lambda: process.says("warm"), LIMIT_SECONDS, "the warm-up")
        process.rest()
        load(broker.bootstrap, source, data.morning)
        cost = measure([process], lambda: process.says("done"), LIMIT_SECONDS, SETTLE_SECONDS)
    if contender.counts:
        _check(contender, nation, broker.bootstrap, target)
    kafka_topics.remove(broker.bootstrap, source)
    kafka_topics.remove(broker.bootstrap, target)
    return Figures(data.registrations, cost)


def _check(contender: Contender, nation: Nation, bootstrap: str, target: str) -> None:
    found: Counts = {}
    for _, value in kafka_topics.read_all(bootstrap, target):
        each = orjson.loads(value)
        found[each["pupil"], each["quarter"]] = each["registered"], each["unlawful"], each["alert"]
    wanted = expected(nation)
    if found != wanted:
        wrong = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
        first = min(wrong)
        raise Failed(
            f"{contender.title} counts {len(wrong)} of {len(wanted)} pupils wrong,"
            f" for instance {first}: {found.get(first)} instead of {wanted.get(first)}"
        )
