"""Where simulated events go: to a file of JSON lines, or to Kafka.

An outlet is told when to make sure that everything sent so far is safe. Owns the line format; knows no simulated
time. Called by the command line.
"""

from typing import IO, Protocol

from schemas import CLOCK, encode
from sources.publisher import Publisher
from sources.simulator.outbox import Published


class Outlet(Protocol):
    """Takes events, and makes them safe."""

    @property
    def partitions(self) -> int:
        """How many partitions the topics have: each has its own clock ticks."""

    def send(self, published: Published) -> None:
        """Take an event."""

    def settle(self) -> None:
        """Return when everything sent is safe; raises what the outlet's medium raises otherwise."""


class LineFile:
    """Writes each event as a line {"topic":...,"value":{...}}."""

    def __init__(self, file: IO[bytes], partitions: int) -> None:
        self._file = file
        self.partitions = partitions

    def send(self, published: Published) -> None:
        """Write a line."""
        self._file.write(b'{"topic":"%b","value":%b}\n' % (published.topic.encode(), encode(published.event)))

    def settle(self) -> None:
        """Hand all lines to the operating system."""
        self._file.flush()


class KafkaOutlet:
    """Publishes each event keyed by its school, acknowledged by all in-sync replicas."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self.partitions = publisher.partitions(CLOCK)

    def send(self, published: Published) -> None:
        """Hand an event to the publisher."""
        self._publisher.publish(published.topic, encode(published.event))

    def settle(self) -> None:
        """Wait until the broker has acknowledged everything; raises Undelivered."""
        self._publisher.flush()
