"""`python -m benchmarks.recovery --classes 2000 4000 [--record]`: a worker that starts with a school year behind it.

The register of one school after a year is written to the changelog as often as it takes to have so many classes, under
other names. Then a worker starts, with one roll call waiting; when that is handled, the next `--awake` schools send one
too: a worker works a school out when it first hears of it.
`--record` writes the last number of classes to results/recovery.json, from which `benchmarks.pages` makes a page.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import orjson
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from agents import partitions
from agents.config import APP_ID, CHANGELOG_TOPIC
from benchmarks.machine import machine
from benchmarks.process import Measured, running
from benchmarks.school_year import SchoolYear, copies, school_after_a_year
from cli.settings import PROJECT
from deploy.local.broker import LocalBroker
from deploy.local.ports import free_port
from deploy.topics import create_topics
from schemas import CATALOGUE, ROLL_CALLS
from streams.routing import partition_of

RESULT = Path(__file__).with_name("results") / "recovery.json"
PARTITIONS = 12
PATIENCE_SECONDS = 1800.0
SETTLE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a start cost up to the first event handled, and what one roll call of each of the schools `awake` did."""

    classes: int
    schools: int
    awake: int
    entries: int
    changelog_megabytes: int
    seconds: float
    cpu_seconds: float
    megabytes: int
    awake_seconds: float
    awake_cpu_seconds: float
    awake_megabytes: int

    def __str__(self) -> str:
        """Give a line for people."""
        return (
            f"{self.classes} classes, {self.entries} entries, {self.changelog_megabytes} MB of changelog: first event "
            f"handled after {self.seconds} s ({self.cpu_seconds} s CPU), {self.megabytes} MB of memory; a roll call of "
            f"each of {self.awake} schools more: {self.awake_seconds} s ({self.awake_cpu_seconds} s CPU), "
            f"{self.awake_megabytes} MB"
        )


def write_changelog(bootstrap: str, schools: Iterable[SchoolYear]) -> tuple[int, int, list[tuple[str, bytes]]]:
    """Write registers to the changelog; give entries, their bytes, and by school a roll call of the last morning."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, linger_ms=20, batch_size=512 * 1024)
    number = size = 0
    roll_calls = []
    for each in schools:
        partition = partition_of(each.school, PARTITIONS)
        for key, value in each.entries.items():
            producer.send(CHANGELOG_TOPIC, key=key.encode(), value=value, partition=partition)
            number, size = number + 1, size + len(key) + len(value)
        roll_calls.append((each.school, each.morning[0]))
    producer.flush()
    producer.close()
    return number, size, roll_calls


def send(bootstrap: str, roll_calls: Iterable[tuple[str, bytes]]) -> None:
    """Publish roll calls."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, linger_ms=20)
    for school, value in roll_calls:
        producer.send(ROLL_CALLS, key=school.encode(), value=value, partition=partition_of(school, PARTITIONS))
    producer.flush()
    producer.close()


def handled(bootstrap: str) -> int:
    """Give the number of roll calls of which the worker has committed that they are done."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    places = [TopicPartition(ROLL_CALLS, partition) for partition in range(PARTITIONS)]
    try:
        offsets = admin.list_group_offsets({APP_ID: places})[APP_ID]
        return sum(max(0, int(offsets[place].offset)) for place in places if place in offsets)
    except KafkaError:  # no worker has asked for the group yet
        return 0
    finally:
        admin.close()


def measure(year: SchoolYear, classes: int, awake: int, place: Path) -> Recovery:
    """Measure with so many classes."""
    with LocalBroker(place / "kafka", free_port()) as broker:
        create_topics(broker.bootstrap, PARTITIONS)
        partitions.ask(broker.bootstrap, (topic.name for topic in CATALOGUE), CHANGELOG_TOPIC)
        number, size, roll_calls = write_changelog(broker.bootstrap, copies(year, classes))
        send(broker.bootstrap, roll_calls[:1])
        words = ("-m", "agents", broker.bootstrap, str(PROJECT / "rules"), str(place / "worker"), str(free_port()))
        worker = Measured((sys.executable, *words), place / "worker.log")
        with running([worker]):
            first, then = stretches(worker, broker.bootstrap, roll_calls[: awake + 1])
    schools = len(roll_calls)
    return Recovery(schools * year.classes, schools, min(awake, schools - 1), number, size // 10**6, *first, *then)


def stretches(
    worker: Measured, bootstrap: str, roll_calls: list[tuple[str, bytes]]
) -> Iterator[tuple[float, float, int]]:
    """Yield seconds, CPU seconds and peak megabytes: of the start with one event, of one of each other school."""
    for waiting, total in ((roll_calls[:0], 1), (roll_calls[1:], len(roll_calls))):
        began, used = monotonic(), worker.cpu_seconds() if waiting else 0.0
        send(bootstrap, waiting)
        worker.wait_until(lambda total=total: handled(bootstrap) >= total, PATIENCE_SECONDS, "the work")  # type: ignore[misc]
        seconds = monotonic() - began
        time.sleep(SETTLE_SECONDS)
        yield round(seconds, 1), round(worker.cpu_seconds() - used, 1), worker.peak_bytes() // 10**6


def main() -> None:
    """Measure each number of classes, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, nargs="+", default=[2000])
    parser.add_argument("--awake", type=int, default=10**6, help="all schools unless told")
    parser.add_argument("--record", action="store_true", help="write the last one to results/recovery.json")
    options = parser.parse_args()
    year = school_after_a_year()
    for classes in options.classes:
        with tempfile.TemporaryDirectory() as place:
            found = measure(year, classes, options.awake, Path(place))
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
    if options.record:
        result = {"machine": machine(), "recovery": found}
        RESULT.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    main()
