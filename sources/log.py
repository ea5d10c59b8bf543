"""What stands on Kafka's topics, from their beginning to their present ends: read once, without a group.

Owns the order: partition by partition, and of one partition the topics merged by the time of writing, each in the
order of its offsets. Decides nothing about a message. Used by the commands that work things out again, by the export of
a pupil and by the receipt of an erasure.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from schemas.kafka_security import OPEN, KafkaSecurity

ANSWER_MILLISECONDS = 5_000
POLL_MILLISECONDS = 500
SILENCE_SECONDS = 60.0
MOST_WAITING = 2_000
"""Records of one topic that wait for those of the others before no more of it are fetched."""


class LogUnreadableError(Exception):
    """Kafka does not answer, refuses or lacks a topic; the text says which."""


class Logged(NamedTuple):
    """One record; `written` in milliseconds since 1970, by the clock of its producer or broker."""

    topic: str
    partition: int
    offset: int
    written: int
    headers: tuple[tuple[str, bytes], ...]
    key: bytes | None
    value: bytes | None


class Extent(NamedTuple):
    """The offsets that one partition of a topic holds: `first` included, `after_last` excluded."""

    first: int
    after_last: int


class Log:
    """The topics of a broker, each read up to where it ended when its reading began."""

    def __init__(self, bootstrap: str, security: KafkaSecurity = OPEN) -> None:
        self.bootstrap = bootstrap
        self.security = security

    def partitions(self, topic: str) -> tuple[int, ...]:
        """Return the numbers of a topic's partitions. Errors: LogUnreadableError."""
        with self._consumer() as consumer:
            numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise LogUnreadableError(f"there is no topic {topic} at {self.bootstrap}")
        return tuple(sorted(numbers))

    def extents(self, topic: str) -> dict[int, Extent]:
        """Return by partition what a topic holds. Errors: LogUnreadableError."""
        places = [TopicPartition(topic, number) for number in self.partitions(topic)]
        with self._consumer() as consumer:
            begins, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
        return {place.partition: Extent(begins[place], ends[place]) for place in places}

    def read(self, topics: Sequence[str], partition: int) -> Iterator[Logged]:
        """Yield the records of some topics on one partition. Errors: LogUnreadableError."""
        with self._consumer() as consumer:
            places = [TopicPartition(topic, partition) for topic in topics]
            consumer.assign(places)
            consumer.seek_to_beginning(*places)
            yield from _Merge(consumer, places).records()

    @contextmanager
    def _consumer(self) -> Iterator[KafkaConsumer]:
        try:
            consumer = KafkaConsumer(
                bootstrap_servers=self.bootstrap.split(","),
                bootstrap_timeout_ms=ANSWER_MILLISECONDS,
                enable_auto_commit=False,
                max_poll_records=2_000,
                **self.security.options(),
            )
        except KafkaError as error:
            raise LogUnreadableError(f"no Kafka answers at {self.bootstrap}") from error
        try:
            yield consumer
        except KafkaError as error:
            raise LogUnreadableError(f"{self.bootstrap}: {error}") from error
        finally:
            consumer.close(autocommit=False)


class _Merge:
    """Merges topics: a record is given out when every topic that is not at its end has one waiting."""

    def __init__(self, consumer: KafkaConsumer, places: Sequence[TopicPartition]) -> None:
        self._consumer = consumer
        self._ends: dict[TopicPartition, int] = consumer.end_offsets(list(places))
        self._waiting: dict[TopicPartition, deque[ConsumerRecord]] = {place: deque() for place in places}
        self._open = {place for place in places if consumer.position(place) < self._ends[place]}

    def records(self) -> Iterator[Logged]:
        heard = monotonic()
        while self._open:
            if self._fetch():
                heard = monotonic()
            elif monotonic() - heard > SILENCE_SECONDS:
                raise LogUnreadableError(f"Kafka gave nothing for {SILENCE_SECONDS:.0f} seconds")
            while self._open and all(self._waiting[place] for place in self._open):
                yield self._next()
        while any(self._waiting.values()):
            yield self._next()

    def _fetch(self) -> bool:
        full = [place for place in self._open if len(self._waiting[place]) >= MOST_WAITING]
        self._consumer.pause(*full)
        self._consumer.resume(*(self._open.difference(full)))
        before = len(self._open)
        polled: dict[TopicPartition, list[ConsumerRecord]] = self._consumer.poll(timeout_ms=POLL_MILLISECONDS)
        for place, records in polled.items():
            self._waiting[place].extend(record for record in records if record.offset < self._ends[place])
        self._open = {place for place in self._open if self._consumer.position(place) < self._ends[place]}
        self._consumer.pause(*(self._waiting.keys() - self._open))
        return bool(polled) or len(self._open) < before

    def _next(self) -> Logged:
        place = min(
            (place for place, records in self._waiting.items() if records),
            key=lambda place: (self._waiting[place][0].timestamp, place.topic),
        )
        record = self._waiting[place].popleft()
        headers = tuple(record.headers or ())
        return Logged(
            record.topic, record.partition, record.offset, record.timestamp, headers, record.key, record.value
        )
