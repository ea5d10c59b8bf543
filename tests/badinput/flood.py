"""A flood of damaged messages on a real broker, and what must have become of it.

Owns sending and counting. Used by the tests and the long form.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import MessageSizeTooLargeError

from schemas import INPUT_TOPICS, ClockTick, Reason, Rejection, dead_letter_topic, decode
from streams.routing import partition_of
from tests.agents.conftest import PARTITIONS, WAIT_SECONDS
from tests.badinput.mutants import Mutant

LARGEST_REQUEST_BYTES = 16 * 1024 * 1024
IN_FLIGHT = 100
Reasons = Counter[tuple[str, str]]
"""How often each reason was given, by topic and reason."""


@dataclass
class Tally:
    """What the broker took, by topic, what it refused, by kind, and what must have become of what it took."""

    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    rejected: Reasons = field(default_factory=Counter)
    forwarded: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Count what another tally counts as well."""
        self.taken += other.taken
        self.refused += other.refused
        self.rejected += other.rejected
        self.forwarded += other.forwarded

    def applied(self) -> int:
        """Count the messages that were good after all."""
        return self.taken.total() - self.rejected.total()


def send(bootstrap: str, mutants: Iterable[Mutant], partition: int) -> Tally:
    """Send the messages to one partition of their topics."""
    producer = KafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=False,
        acks=1,
        max_request_size=LARGEST_REQUEST_BYTES,
    )
    tally = Tally()
    try:
        for some in _chunks(mutants):
            waiting = [(mutant, _sent(producer, mutant, partition)) for mutant in some]
            for mutant, acknowledgement in waiting:
                if acknowledgement is not None and _is_taken(acknowledgement):
                    _count(tally, mutant, partition)
                else:
                    tally.refused[mutant.kind] += 1
    finally:
        producer.close(5)
    return tally


def _chunks(mutants: Iterable[Mutant]) -> Iterator[list[Mutant]]:
    remaining = iter(mutants)
    while some := list(islice(remaining, IN_FLIGHT)):
        yield some


def _sent(producer: KafkaProducer, mutant: Mutant, partition: int) -> Any:
    """Send; None for a message with neither key nor value, which the client does not let out."""
    if mutant.key is None and mutant.value is None:
        return None
    return producer.send(
        mutant.topic, key=mutant.key, value=mutant.value, headers=list(mutant.headers), partition=partition
    )


def _is_taken(acknowledgement: Any) -> bool:
    try:
        acknowledgement.get(WAIT_SECONDS)
    except MessageSizeTooLargeError:
        return False
    return True


def _count(tally: Tally, mutant: Mutant, partition: int) -> None:
    tally.taken[mutant.topic] += 1
    event = decode(mutant.topic, mutant.key, mutant.value)
    if isinstance(event, Rejection):
        tally.rejected[mutant.topic, event.reason.value] += 1
    elif isinstance(event, ClockTick) and event.partition >= PARTITIONS:
        tally.rejected[mutant.topic, Reason.SCHEMA.value] += 1
    elif partition != (event.partition if isinstance(event, ClockTick) else partition_of(event.school, PARTITIONS)):
        tally.forwarded[mutant.topic] += 1


def dead_letters(bootstrap: str) -> Reasons:
    """Count the dead letters of all input topics by topic and reason."""
    found: Reasons = Counter()
    places = [
        TopicPartition(dead_letter_topic(topic), number) for topic in INPUT_TOPICS for number in range(PARTITIONS)
    ]
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    try:
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for records in consumer.poll(timeout_ms=1000).values():
                found.update((each.topic.removesuffix(".dlq"), _reason(each)) for each in records)
    finally:
        consumer.close()
    return found


def _reason(record: Any) -> str:
    reason: bytes = dict(record.headers)["naervaer-reason"]
    return reason.decode()
