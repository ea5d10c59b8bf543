"""A client for systems that publish attendance to Nærvær: checks each message here, before it leaves.

Owns the connection to Kafka and the partitioning (murmur2 of the school, as the Java client does by default).
What a message may hold is decided in schemas. Used by `naervaer publish`, by the simulator and by other systems:

    with Publisher("localhost:9092") as publisher:
        publisher.publish("naervaer.rollcalls.v1", {"id": "rc-1", "school": "280123", ...})
"""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.producer.future import FutureRecordMetadata

from schemas import CLOCK, ClockTick, Rejection, decode
from schemas.kafka_security import OPEN, KafkaSecurity

MAX_REQUEST_BYTES = 2 * 1024 * 1024
LINGER_MILLISECONDS = 20
BATCH_BYTES = 256 * 1024
MOST_UNACKNOWLEDGED_BYTES = 32 * 1024 * 1024
ANSWER_MILLISECONDS = 5_000
CLOSE_SECONDS = 30


class Refused(ValueError):  # noqa: N818 - the name says the fact
    """The message is wrong and was not sent; `rejection` says why, in the words of the dead-letter topic."""

    def __init__(self, topic: str, rejection: Rejection) -> None:
        super().__init__(f"{topic}: {rejection.reason}: {rejection.detail}")
        self.rejection = rejection


class Undelivered(ConnectionError):  # noqa: N818
    """Kafka does not answer, or did not acknowledge a message; sending it again does no harm."""


class Publisher:
    """A connection to Kafka for one thread; every message is acknowledged by all in-sync replicas.

    Delivery is idempotent within a connection, and events carry ids, so that publishing a file twice changes nothing.
    """

    def __init__(self, bootstrap: str, security: KafkaSecurity = OPEN) -> None:
        """Connect to `bootstrap`, one or more `host:port` separated by commas; Undelivered when nobody answers."""
        try:
            self._producer = KafkaProducer(
                bootstrap_servers=bootstrap.split(","),
                acks="all",
                enable_idempotence=True,
                linger_ms=LINGER_MILLISECONDS,
                batch_size=BATCH_BYTES,
                max_request_size=MAX_REQUEST_BYTES,
                allow_auto_create_topics=False,
                bootstrap_timeout_ms=ANSWER_MILLISECONDS,
                **security.options(),
            )
        except KafkaError as error:
            raise Undelivered(f"no Kafka answers at {bootstrap}") from error
        self._unacknowledged: list[FutureRecordMetadata] = []
        self._unacknowledged_bytes = 0

    def publish(self, topic: str, message: Mapping[str, object] | bytes) -> None:
        """Check a message and send it in the background, keyed by its school.

        `message` is the JSON object, or its UTF-8 bytes. Refused when it is wrong; Undelivered when Kafka does not
        take it or an earlier one.
        """
        value = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        key, partition = _address(topic, value)
        try:
            self._unacknowledged.append(self._producer.send(topic, value=value, key=key, partition=partition))
        except (KafkaError, ValueError) as error:  # ValueError: the topic has no such partition
            raise Undelivered(f"{topic}: {error}") from error
        self._unacknowledged_bytes += len(value)
        if self._unacknowledged_bytes >= MOST_UNACKNOWLEDGED_BYTES:
            self.flush()

    def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has; Undelivered when there is no such topic."""
        try:
            found = self._producer.partitions_for(topic)
        except KafkaError as error:
            raise Undelivered(f"{topic}: {error}") from error
        if not found:
            raise Undelivered(f"{topic}: there is no such topic")
        return len(found)

    def flush(self) -> None:
        """Wait until everything sent so far is acknowledged; Undelivered names the first failure."""
        waiting, self._unacknowledged, self._unacknowledged_bytes = self._unacknowledged, [], 0
        try:
            self._producer.flush()
            for acknowledgement in waiting:
                acknowledgement.get(0)
        except KafkaError as error:
            raise Undelivered(f"not acknowledged: {error}") from error

    def close(self) -> None:
        """Close the connection; what is not acknowledged may be lost, so flush before."""
        self._producer.close(CLOSE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self.close()


def _address(topic: str, value: bytes) -> tuple[bytes | None, int | None]:
    """Give key and partition of a message that decodes; the partition is Kafka's business but for clock ticks."""
    key = None if topic == CLOCK else _school(value)
    decoded = decode(topic, key, value)
    if isinstance(decoded, Rejection):
        raise Refused(topic, decoded)
    return key, decoded.partition if isinstance(decoded, ClockTick) else None


def _school(value: bytes) -> bytes | None:
    try:
        parsed = json.loads(value)
    except ValueError:
        return None
    school = parsed.get("school") if isinstance(parsed, dict) else None
    return school.encode() if isinstance(school, str) else None
