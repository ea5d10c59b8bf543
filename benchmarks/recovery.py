"""`python -m benchmarks.recovery --classes 2000 4000`: from the start of a worker to its first event, and its memory.

A simulated school lives through a year in the pure pipeline; its register is written to the changelog as often as it
takes to have so many classes, under other school codes. Then a worker starts on it, with one event waiting.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic, sleep

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from agents import partitions
from agents.config import APP_ID, CHANGELOG_TOPIC
from cli.settings import PROJECT
from deploy.local.broker import LocalBroker
from deploy.local.ports import free_port
from deploy.topics import create_topics
from schemas import CALENDARS, CATALOGUE, RollCall, encode
from sources.simulator import MUNICIPALITIES, District, simulate
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from streams.routing import partition_of

PARTITIONS = 12
PUPILS = 550
YEAR = (date(2025, 8, 11), date(2026, 6, 27))
PATIENCE_SECONDS = 900.0


@dataclass
class Register:
    """The entries of one school after a year, and how many classes it has."""

    school: str
    classes: int
    entries: dict[str, bytes]


class Entries(dict[str, bytes]):
    """A store for a pipeline of one school."""

    def schools(self, partition: int) -> list[str]:
        """Give no schools: no clock ticks here."""
        del partition
        return []

    def entries(self, school: str) -> dict[str, bytes]:
        """Give all entries; there is one school."""
        del school
        return self


def school_after_a_year() -> Register:
    """Let one school live through a school year."""
    kept, classes, school = Entries(), set[str](), ""
    pipeline = Pipeline(load_rulebook(PROJECT / "rules"), kept)
    for simulated in simulate(District(1, PUPILS, *YEAR, MUNICIPALITIES[:1])):
        event = simulated.event
        school = school or str(event.school)
        if event.school != school:
            continue
        if isinstance(event, RollCall):
            classes.add(event.class_)
        for key, value in pipeline.handle(event, encode(event)).writes.items():
            if value is None:
                kept.pop(key, None)
            else:
                kept[key] = value
    return Register(school, len(classes), dict(kept))


def copies(register: Register, classes: int) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield the register under as many school codes as it takes to have so many classes."""
    for number in range(-(-classes // register.classes)):
        code = f"{100000 + number}"
        yield (
            code,
            {
                key.replace(register.school, code): value.replace(register.school.encode(), code.encode())
                for key, value in register.entries.items()
            },
        )


def write_changelog(bootstrap: str, register: Register, classes: int) -> tuple[int, int]:
    """Write the copies to the changelog; give the number of entries and their bytes."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, linger_ms=20, batch_size=512 * 1024)
    number = size = 0
    for code, entries in copies(register, classes):
        partition = partition_of(code, PARTITIONS)
        for key, value in entries.items():
            producer.send(CHANGELOG_TOPIC, key=key.encode(), value=value, partition=partition)
            number, size = number + 1, size + len(key) + len(value)
    producer.flush()
    producer.close()
    return number, size


def time_start(bootstrap: str, directory: Path) -> tuple[float, int]:
    """Start a worker with one event waiting; give the seconds until it is committed, and the peak memory in MB."""
    began = monotonic()
    words = [sys.executable, "-m", "agents", bootstrap, str(PROJECT / "rules"), str(directory), str(free_port())]
    with subprocess.Popen(words) as worker:  # noqa: S603 (this project's own)
        try:
            while not is_committed(bootstrap):
                if worker.poll() is not None or monotonic() - began > PATIENCE_SECONDS:
                    raise RuntimeError("the worker did not come so far")
                sleep(0.1)
            return monotonic() - began, peak_megabytes(worker.pid)
        finally:
            worker.kill()


def is_committed(bootstrap: str) -> bool:
    """Tell whether the event was handled."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    place = TopicPartition(CALENDARS, 0)
    try:
        return int(admin.list_group_offsets({APP_ID: [place]})[APP_ID][place].offset) > 0
    except KafkaError:  # no worker has asked for the group yet
        return False
    finally:
        admin.close()


def peak_megabytes(pid: int) -> int:
    """Give the most memory that a process had."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def measure(register: Register, classes: int, place: Path) -> str:
    """Measure with so many classes; give a line for people."""
    with LocalBroker(place / "kafka", free_port()) as broker:
        create_topics(broker.bootstrap, PARTITIONS)
        partitions.ask(broker.bootstrap, (topic.name for topic in CATALOGUE), CHANGELOG_TOPIC)
        number, size = write_changelog(broker.bootstrap, register, classes)
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
        producer.send(CALENDARS, key=b"100000", value=b"{}", partition=0).get(60)
        producer.close()
        seconds, megabytes = time_start(broker.bootstrap, place / "worker")
    return (
        f"{classes} classes, {number} entries, {size / 1e6:.0f} MB of changelog: first event handled after "
        f"{seconds:.1f} s, {megabytes} MB of memory"
    )


def main() -> None:
    """Measure each number of classes, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, nargs="+", default=[2000])
    register = school_after_a_year()
    for classes in parser.parse_args().classes:
        with tempfile.TemporaryDirectory() as place:
            sys.stdout.write(f"{measure(register, classes, Path(place))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
