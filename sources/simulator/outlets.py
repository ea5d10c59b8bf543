"""Where simulated events go: to a file of JSON lines, or to Kafka, keyed by school.

An outlet is told when to make sure that everything sent so far is safe. Owns the line format and the producer's
settings; knows no simulated time. Called by the command line.
"""

from typing import IO, Protocol

from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.producer.future import FutureRecordMetadata

from schemas import cloud_event_headers, encode
from sources.simulator.outbox import Simulated

ACKNOWLEDGED_WITHIN_SECONDS = 60
SOURCE = "naervaer/simulator"


class NotPublishedError(Exception):
    """Kafka did not acknowledge an event in time; publishing may be tried again from the last saved state."""


class Outlet(Protocol):
    """Takes events, and makes them safe."""

    def send(self, simulated: Simulated) -> None:
        """Take an event."""

    def settle(self) -> None:
        """Return when everything sent is safe; raises NotPublishedError otherwise."""

    def close(self) -> None:
        """Release what the outlet holds, without waiting for what is not safe yet."""


class LineFile:
    """Writes each event as a line {"topic":...,"value":{...}}."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def send(self, simulated: Simulated) -> None:
        """Write a line."""
        self._file.write(b'{"topic":"%b","value":%b}\n' % (simulated.topic.encode(), encode(simulated.event)))

    def settle(self) -> None:
        """Hand all lines to the operating system."""
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class KafkaOutlet:
    """Publishes each event, acknowledged by all replicas, in the order of simulated time per school."""

    def __init__(self, bootstrap: str) -> None:
        try:
            self._producer = KafkaProducer(
                bootstrap_servers=bootstrap.split(","),
                acks="all",
                linger_ms=20,
                compression_type="gzip",
                allow_auto_create_topics=False,
            )
        except KafkaError as error:
            raise NotPublishedError(f"no Kafka answers at {bootstrap}: {error}") from error
        self._unsettled: list[FutureRecordMetadata] = []

    def send(self, simulated: Simulated) -> None:
        """Hand an event to the producer."""
        event = simulated.event
        headers = cloud_event_headers(event.id, simulated.topic, SOURCE, simulated.at)
        try:
            future = self._producer.send(
                simulated.topic, key=event.school.encode(), value=encode(event), headers=list(headers)
            )
        except KafkaError as error:
            raise NotPublishedError(f"{simulated.topic}: {error}") from error
        self._unsettled.append(future)

    def settle(self) -> None:
        """Wait until the broker has acknowledged everything."""
        try:
            self._producer.flush(timeout=ACKNOWLEDGED_WITHIN_SECONDS)
            for future in self._unsettled:
                future.get(timeout=ACKNOWLEDGED_WITHIN_SECONDS)
        except KafkaError as error:
            raise NotPublishedError(f"Kafka did not acknowledge an event: {error}") from error
        self._unsettled.clear()

    def close(self) -> None:
        """Close the connections."""
        self._producer.close(timeout=5)
