"""The clock agent: a tick for every partition whenever a local deadline has passed.

Owns the only wall clock that alerts hang on, and decides nothing about them. Ticks carry ids that follow from their
deadline, so a clock that starts again, or a second one, changes nothing. Started by `naervaer clock`.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from kafka import KafkaProducer
from kafka.producer.future import FutureRecordMetadata

from agents import partitions
from schemas import CLOCK, cloud_event_headers, encode
from schemas.kafka_security import OPEN, KafkaSecurity
from streams.windows.ticks import DeadlineHours, Passed, newest_passed, next_after

CE_SOURCE = "/naervaer/clock"
LONGEST_WAIT_SECONDS = 60.0
"""So often the time is looked at: a machine that slept finds out soon after it woke."""
ACKNOWLEDGE_SECONDS = 30.0

_log = logging.getLogger("naervaer.clock")


class Clock:
    """Publishes ticks; `now` tells the time, `wait` waits so many seconds and says whether to stop."""

    def __init__(
        self,
        bootstrap: str,
        hours: DeadlineHours,
        now: Callable[[], datetime],
        wait: Callable[[float], bool],
        security: KafkaSecurity = OPEN,
    ) -> None:
        """Connect; raises UnfitTopicsError or KafkaError."""
        self._hours = hours
        self._now = now
        self._wait = wait
        self._partitions = partitions.number(bootstrap, CLOCK, security)
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap.split(","), acks="all", enable_idempotence=True, **security.options()
        )

    def run(self) -> None:
        """Tick for the newest deadline that has passed, then for each one that passes, until told to stop."""
        passed = newest_passed(self._hours, self._now())
        try:
            while True:
                self._publish(passed)
                passed = next_after(self._hours, passed.at)
                while (ahead := (passed.at - self._now()).total_seconds()) > 0:
                    if self._wait(min(ahead, LONGEST_WAIT_SECONDS)):
                        return
        finally:
            self._producer.close()

    def _publish(self, passed: Passed) -> None:
        sent = [self._send(passed, partition) for partition in range(self._partitions)]
        for acknowledged in sent:
            acknowledged.get(ACKNOWLEDGE_SECONDS)
        _log.info("ticked: %s of %s", passed.deadline, passed.day)

    def _send(self, passed: Passed, partition: int) -> FutureRecordMetadata:
        tick = passed.tick(partition)
        headers = list(cloud_event_headers(tick.id, CLOCK, CE_SOURCE, tick.at))
        return self._producer.send(CLOCK, value=encode(tick), partition=partition, headers=headers)
