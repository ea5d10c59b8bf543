"""The newest alerts, as they appear on the topic of alerts."""

from collections import deque
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer, TopicPartition

from schemas import ALERTS, Alert
from schemas.kafka_security import OPEN, KafkaSecurity

SHOWN = 8


class NewestAlerts:
    """Reads the topic of alerts from a little before its end; used from one thread."""

    def __init__(self, bootstrap: str, security: KafkaSecurity = OPEN) -> None:
        """Connect; the topic exists."""
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap.split(","), enable_auto_commit=False, **security.options()
        )
        partitions = [TopicPartition(ALERTS, number) for number in self._consumer.partitions_for_topic(ALERTS) or ()]
        self._consumer.assign(partitions)
        for partition, end in self._consumer.end_offsets(partitions).items():
            self._consumer.seek(partition, max(0, end - SHOWN))
        self.newest: deque[Alert] = deque(maxlen=SHOWN)

    def wait(self, seconds: float) -> None:
        """Wait for alerts, at most so long, and take what came."""
        found = self._consumer.poll(timeout_ms=int(seconds * 1000))
        alerts = [Alert.model_validate_json(record.value) for batch in found.values() for record in batch]
        self.newest.extend(sorted(alerts, key=lambda alert: alert.recorded_at))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()
