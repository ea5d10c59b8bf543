"""Publishes the events of a round in the background, no faster than it is allowed to.

Owns a thread with a Kafka producer that tries again for minutes when the broker is away. Used by the rounds.
"""

from threading import Condition, Thread
from time import time
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer

from tests.torture.events import Traffic
from tests.torture.lag import Lag

DELIVERY_SECONDS = 300


class Producer:
    """The thread; `sent` counts the messages given to Kafka's client, `done` tells that all are acknowledged."""

    def __init__(self, bootstrap: str, traffic: Traffic) -> None:
        self.sent = 0
        self.done = False
        self.error: BaseException | None = None
        self._traffic = traffic
        self._allowed = 0
        self._ended = False
        self._changed = Condition()
        self._bootstrap = bootstrap
        self._thread = Thread(target=self._run, daemon=True)

    def allow(self, share: float) -> None:
        """Let a share of all messages be sent."""
        with self._changed:
            self._allowed = round(share * self._traffic.total())
            self._changed.notify_all()

    def has_sent_the_allowed(self) -> bool:
        """Tell whether it waits for leave."""
        return self.sent >= self._allowed

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._publish()
        except BaseException as error:  # noqa: BLE001 (raised again by the round, in its own thread)
            self.error = error
        self.done = True

    def _publish(self) -> None:
        producer = KafkaProducer(
            bootstrap_servers=self._bootstrap,
            enable_idempotence=True,
            acks="all",
            bootstrap_timeout_ms=DELIVERY_SECONDS * 1000,
            delivery_timeout_ms=DELIVERY_SECONDS * 1000,
            max_block_ms=DELIVERY_SECONDS * 1000,
        )
        try:
            for stage in self._traffic.stages:
                waiting: list[Any] = []
                for event in stage:
                    if not self._await_leave():
                        return
                    key = event.school.encode()
                    at = round((time() + event.ahead.total_seconds()) * 1000)
                    waiting.append(producer.send(event.topic, key=key, value=event.value, timestamp_ms=at))
                    self.sent += 1
                for acknowledgement in waiting:
                    acknowledgement.get(DELIVERY_SECONDS)
                Lag.of_worker(self._bootstrap).wait(lambda: self._ended)
        finally:
            producer.close(5)

    def _await_leave(self) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self.sent < self._allowed)
            return not self._ended
