"""The events of the past, from a file or from Kafka, in shares that share no school.

Owns what counts as an event of a share: decoded, and on the partition where its school lives, since the worker
forwards the others. Decides nothing about absence. Used by the commands that work things out again.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from schemas import ROLL_CALLS, WORKER_TOPICS, Rejection, decode_worker_event
from sources.log import Log, Logged
from streams.pipeline import PARTITIONS
from streams.replay.heard import Heard
from streams.replay.lines import read_line
from streams.routing import partition_of


class Events(Protocol):
    """The events of the past; may be asked several times, and answers the same as long as nothing is added."""

    def partitions(self) -> int:
        """Return how many partitions the topics have: a school goes by the clock of its own."""

    def shares(self) -> Iterator[Iterable[Heard]]:
        """Yield the events in shares, each in its order; the events of a school are in one share."""

    def of_school(self, school: str) -> Iterator[Iterable[Heard]]:
        """Yield the one share that holds a school."""


class FileEvents:
    """The lines of a file, `{"topic": ..., "value": {...}}`.

    Lines that cannot be used are passed over; `tell` is called with their number, if any, at the end of each reading.
    """

    def __init__(self, path: Path, tell: Callable[[int], None], partitions: int = PARTITIONS) -> None:
        self._path = path
        self._tell = tell
        self._partitions = partitions

    def partitions(self) -> int:
        """Return how many partitions tick in the file."""
        return self._partitions

    def shares(self) -> Iterator[Iterable[Heard]]:
        """Yield all lines as one share."""
        yield self._lines()

    def of_school(self, school: str) -> Iterator[Iterable[Heard]]:
        """Yield all lines: whichever are of the school is among them."""
        del school
        yield self._lines()

    def _lines(self) -> Iterator[Heard]:
        unused = 0
        with self._path.open("rb") as file:
            for line in filter(bytes.strip, file):
                topic, event, value = read_line(line)
                if topic is None or isinstance(event, Rejection):
                    unused += 1
                else:
                    yield Heard(topic, event, value)
        if unused:
            self._tell(unused)


class KafkaEvents:
    """The topics that a worker reads, a share per partition, as it reads them."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def partitions(self) -> int:
        """Return how many partitions the broker has. Errors: LogUnreadableError."""
        return len(self._log.partitions(ROLL_CALLS))

    def shares(self) -> Iterator[Iterable[Heard]]:
        """Yield the partitions. Errors, also of a share: LogUnreadableError."""
        numbers = self._log.partitions(ROLL_CALLS)
        for number in numbers:
            yield self._share(number, len(numbers))

    def of_school(self, school: str) -> Iterator[Iterable[Heard]]:
        """Yield the partition of a school. Errors: LogUnreadableError."""
        count = self.partitions()
        yield self._share(partition_of(school, count), count)

    def _share(self, number: int, count: int) -> Iterator[Heard]:
        return heard(self._log.read(WORKER_TOPICS, number), count)


def heard(records: Iterable[Logged], partitions: int) -> Iterator[Heard]:
    """Yield the events of records that can be used and stand on their own partition."""
    for record in records:
        event = decode_worker_event(record.topic, record.key, record.value)
        if isinstance(event, Rejection) or record.value is None:
            continue
        home = partition_of(event.school, partitions) if event.school is not None else event.partition
        if home == record.partition:
            yield Heard(record.topic, event, record.value, from_worker=True)
