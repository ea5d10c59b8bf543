"""Is everything as it must be after a round? Each answer is a sentence about what is not; none is the good end.

Owns the comparison with the replay, with the naive figures and with what was published. Used by the rounds.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from schemas import ALERTS, INPUT_TOPICS, dead_letter_topic
from tests.agents.conftest import PARTITIONS
from tests.e2e.conftest import rows
from tests.e2e.district import identified, replayed
from tests.e2e.tables import Versions, differences
from tests.oracle.disagreement import active
from tests.torture.events import Traffic
from tests.torture.faults import Script

POLL_MILLISECONDS = 1000
Copies = Mapping[tuple[str, int], Counter[bytes]]


@dataclass(frozen=True)
class Heard:
    """What is on the topics after a round: every copy of every alert version, and the dead letters."""

    copies: Copies
    dead_letters: tuple[str, ...]

    def versions(self) -> Versions:
        """Give one copy of each version: the last one published."""
        return {name: list(copies)[-1] for name, copies in self.copies.items()}

    def published(self) -> int:
        """Count the copies."""
        return sum(copies.total() for copies in self.copies.values())


def hear(bootstrap: str) -> Heard:
    """Read the topics from their beginnings to their ends."""
    copies: dict[tuple[str, int], Counter[bytes]] = {}
    for record in _records(bootstrap, ALERTS):
        name, value = identified(record.value)
        copies.setdefault(name, Counter())[value] += 1
    letters = [
        f"{record.topic}[{record.partition}]: {dict(record.headers)['naervaer-reason'].decode()}"
        for topic in INPUT_TOPICS
        for record in _records(bootstrap, dead_letter_topic(topic))
    ]
    return Heard(copies, tuple(letters))


def _records(bootstrap: str, topic: str) -> Iterator[Any]:
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
    try:
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for records in consumer.poll(timeout_ms=POLL_MILLISECONDS).values():
                yield from records
    finally:
        consumer.close()


def problems(script: Script, traffic: Traffic, heard: Heard, clickhouse_port: int, directory: Path) -> Iterator[str]:
    """Yield what is not as it must be."""
    expected, found = replayed(traffic.parcels(), directory), heard.versions()
    yield from _problems_of_copies(heard)
    yield from (f"there is a dead letter on {letter}" for letter in heard.dead_letters)
    if not script.mixed and found != expected:
        yield _difference("alert versions", Counter(expected.items()), Counter(found.items()))
    if _active(found) != _active(expected):
        yield _difference("active alerts", _active(expected), _active(found))
    read = partial(rows, clickhouse_port)
    for one in differences(read, traffic.district, found, in_order=not script.mixed):
        yield f"ClickHouse, {one}"


def _problems_of_copies(heard: Heard) -> Iterator[str]:
    numbers: dict[str, set[int]] = {}
    for (alert, version), copies in heard.copies.items():
        numbers.setdefault(alert, set()).add(version)
        if len(copies) > 1:
            yield f"alert {alert} version {version} was published in {len(copies)} ways: {_fields_that_differ(copies)}"
    for alert, versions in numbers.items():
        if versions != set(range(1, len(versions) + 1)):
            yield f"alert {alert} was published in the versions {sorted(versions)} only"


def _fields_that_differ(copies: Counter[bytes]) -> list[str]:
    said = [json.loads(copy) for copy in copies]
    return sorted(name for name in said[0] if any(other[name] != said[0][name] for other in said))


def _active(versions: Versions) -> Counter[str]:
    newest: dict[str, Any] = {}
    for (alert, _), value in sorted(versions.items()):
        newest[alert] = json.loads(value)
    return Counter(active(alert) for alert in newest.values() if alert["state"] == "raised")


def _difference(what: str, expected: Counter[Any], found: Counter[Any]) -> str:
    missing, more = expected - found, found - expected
    return f"{what}: {missing.total()} missing, {more.total()} too many, for instance {[*missing, *more][:2]}"
