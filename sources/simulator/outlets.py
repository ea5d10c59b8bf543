"""Where simulated events go: to a file of JSON lines, or to Kafka.

An outlet is told when to make sure that everything sent so far is safe. Owns the line format; knows no simulated
time. Called by the command line.
"""

from typing import IO, Protocol

from schemas import encode
from sources.publisher import Publisher
from sources.simulator.outbox import Simulated


class Outlet(Protocol):
    """Takes events, and makes them safe."""

    def send(self, simulated: Simulated) -> None:
        """Take an event."""

    def settle(self) -> None:
        """Return when everything sent is safe; raises what the outlet's medium raises otherwise."""


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


class KafkaOutlet:
    """Publishes each event keyed by its school, acknowledged by all in-sync replicas."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def send(self, simulated: Simulated) -> None:
        """Hand an event to the publisher."""
        self._publisher.publish(simulated.topic, encode(simulated.event))

    def settle(self) -> None:
        """Wait until the broker has acknowledged everything; raises Undelivered."""
        self._publisher.flush()
