"""One partition of a topic read from its beginning to where it ends now.

Owns the connection. Knows nothing of what the records say. Used by the export of a pupil and by the receipt of an
erasure.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from schemas.kafka_security import OPEN, KafkaSecurity

_POLL_MILLISECONDS = 1000
_ANSWER_MILLISECONDS = 5_000


class LogUnreadableError(Exception):
    """Kafka does not answer or refuses; the text says what it said."""


class Logged(NamedTuple):
    """A record as it stands in the log; `timestamp` in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


class Log:
    """A connection that reads partitions, one after the other."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer

    def partitions(self, topic: str) -> int:
        """Return the number of partitions of a topic, 0 when it does not exist."""
        return len(self._consumer.partitions_for_topic(topic) or ())

    def end(self, topic: str, partition: int) -> int:
        """Return the offset after the last record."""
        place = TopicPartition(topic, partition)
        return int(self._consumer.end_offsets([place])[place])

    def read(self, topic: str, partition: int, first: int | None = None) -> Iterator[Logged]:
        """Yield the records from the offset `first`, or from the oldest one kept, up to the present end."""
        place, end = TopicPartition(topic, partition), self.end(topic, partition)
        self._consumer.assign([place])
        if first is None:
            self._consumer.seek_to_beginning(place)
        else:
            self._consumer.seek(place, first)
        while self._consumer.position(place) < end:
            for record in self._consumer.poll(_POLL_MILLISECONDS).get(place, ()):
                if record.offset < end:
                    yield Logged(
                        *(topic, partition, record.offset, record.timestamp),
                        *(record.key, record.value, tuple(record.headers or ())),
                    )


@contextmanager
def open_log(bootstrap: str, security: KafkaSecurity = OPEN) -> Iterator[Log]:
    """Connect to the brokers at `bootstrap`. Errors: LogUnreadableError, also for what goes wrong later."""
    try:
        consumer = KafkaConsumer(
            bootstrap_servers=bootstrap.split(","),
            enable_auto_commit=False,
            bootstrap_timeout_ms=_ANSWER_MILLISECONDS,
            **security.options(),
        )
        try:
            yield Log(consumer)
        finally:
            consumer.close(autocommit=False)
    except KafkaError as error:
        raise LogUnreadableError(f"Kafka at {bootstrap}: {error}") from error
