"""A fact that cannot be read, put on the facts' dead-letter topic and acknowledged there.

Owns that record. It should never happen, since only the worker writes facts; then it must not stop the sink.
Called by `sink`.
"""

from datetime import datetime

from kafka import KafkaProducer
from kafka.consumer.fetcher import ConsumerRecord

from schemas import Reason, dead_letter_topic, mask_cpr
from schemas.kafka_security import OPEN, KafkaSecurity

_ANSWER_SECONDS = 30
_LARGEST_BYTES = 4 * 1024 * 1024


class DeadLetters:
    """Writes dead letters; each is acknowledged by the broker before `send` returns."""

    def __init__(self, bootstrap: list[str], security: KafkaSecurity = OPEN) -> None:
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap, acks="all", max_request_size=_LARGEST_BYTES, **security.options()
        )

    def send(self, record: ConsumerRecord, detail: str, failed_at: datetime) -> None:
        """Send the record's key and bytes with the reason, CPR-shaped text masked. Errors: KafkaError."""
        headers = {
            "naervaer-reason": Reason.SCHEMA.value,
            "naervaer-detail": mask_cpr(detail.encode()).decode(),
            "naervaer-topic": record.topic,
            "naervaer-partition": str(record.partition),
            "naervaer-offset": str(record.offset),
            "naervaer-failed-at": failed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "naervaer-attempts": "1",
        }
        self._producer.send(
            dead_letter_topic(record.topic),
            key=_masked(record.key),
            value=_masked(record.value),
            headers=[(name, value.encode()) for name, value in headers.items()],
            partition=record.partition,
        ).get(timeout=_ANSWER_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        self._producer.close()


def _masked(data: bytes | None) -> bytes | None:
    return None if data is None else mask_cpr(data)
