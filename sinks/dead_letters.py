"""A fact that cannot be read, put on the facts' dead-letter topic and acknowledged there.

Owns that record. It should never happen, since only the worker writes facts; then it must not stop the sink.
Called by `sink`.
"""

from datetime import datetime

from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic
from kafka.consumer.fetcher import ConsumerRecord

from schemas import Reason, dead_letter_topic, mask_cpr

_ANSWER_SECONDS = 30
_LARGEST_BYTES = 4 * 1024 * 1024


class DeadLetters:
    """Writes dead letters; each is acknowledged by the broker before `send` returns."""

    def __init__(self, bootstrap: list[str]) -> None:
        self._bootstrap = bootstrap
        self._topics: set[str] = set()
        self._producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=_LARGEST_BYTES)

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
        topic = dead_letter_topic(record.topic)
        self._make(topic, record.topic)
        self._producer.send(
            topic,
            key=_masked(record.key),
            value=_masked(record.value),
            headers=[(name, value.encode()) for name, value in headers.items()],
            partition=record.partition,
        ).get(timeout=_ANSWER_SECONDS)

    def _make(self, topic: str, like: str) -> None:
        """Make the topic when it is missing, with as many partitions as the topic that it is for."""
        if topic in self._topics:
            return
        partitions = len(self._producer.partitions_for(like))
        admin = KafkaAdminClient(bootstrap_servers=self._bootstrap)
        try:
            if topic not in admin.list_topics():
                admin.create_topics(
                    [NewTopic(topic, partitions, -1, topic_configs={"max.message.bytes": str(_LARGEST_BYTES)})]
                )
        finally:
            admin.close()
        self._topics.add(topic)

    def close(self) -> None:
        """Close the connection."""
        self._producer.close()


def _masked(data: bytes | None) -> bytes | None:
    return None if data is None else mask_cpr(data)
