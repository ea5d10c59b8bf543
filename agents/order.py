"""In which order events of different topics were taken, so that they are taken in the same order when they come again.

Kafka keeps the order within a topic only. Alerts and rows go out before the state that knows of them; after a crash in
between, the same events in another order would make other versions under the same numbers. So the order of a batch is
noted in the changelog before anything goes out, and whoever reads those events next waits until all of them are there.
Pure. Used by the carrier.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

ORDER_KEY = "#order"
"""The name of a partition's note among the entries of its schools; no school has a code like that."""
NO_ORDER = b"[]"


class Placed(Protocol):
    """What has a place in the log."""

    @property
    def topic(self) -> str: ...  # noqa: D102 (the names of Kafka)
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102


class Run(NamedTuple):
    """Events of one topic that follow each other: those up to `last` that were not taken before."""

    topic: str
    last: int


Item = TypeVar("Item", bound=Placed)


def notes(events: Iterable[Placed]) -> dict[int, bytes]:
    """Give the note of each partition that has events among these, which are in the order in which they are taken."""
    runs: dict[int, list[Run]] = defaultdict(list)
    for event in events:
        known = runs[event.partition]
        if known and known[-1].topic == event.topic:
            known[-1] = Run(event.topic, max(known[-1].last, event.offset))
        else:
            known.append(Run(event.topic, event.offset))
    return {partition: json.dumps(each, separators=(",", ":")).encode() for partition, each in runs.items()}


def runs_of(note: bytes) -> tuple[Run, ...]:
    """Read a note."""
    return tuple(Run(*run) for run in json.loads(note))


def last_noted(note: bytes, topic: str) -> int:
    """Give the last offset of a topic that a note names, -1 when it names none."""
    return max((run.last for run in runs_of(note) if run.topic == topic), default=-1)


def topics_of(noted: Mapping[int, bytes]) -> set[tuple[str, int]]:
    """Give every topic and partition that the notes name."""
    return {(run.topic, partition) for partition, note in noted.items() for run in runs_of(note)}


class Gate(Generic[Item]):
    """Lets events through, but those of a partition with a note only when all that are noted can go in their order."""

    def __init__(self, noted: Mapping[int, bytes], first: Mapping[tuple[str, int], int]) -> None:
        """Keep to `noted`, by partition; `first` gives the first offset that will come by topic and partition."""
        self._runs: dict[int, Sequence[Run]] = {}
        self._awaited: dict[int, dict[str, int]] = {}
        self._held: dict[int, list[Item]] = {}
        for partition, note in noted.items():
            runs = [run for run in runs_of(note) if run.last >= first[run.topic, partition]]
            if runs:
                self._runs[partition], self._held[partition] = runs, []
                self._awaited[partition] = {run.topic: run.last for run in runs}

    def admit(self, events: Iterable[Item]) -> list[Item]:
        """Take events that came, in each topic in the order of their offsets, and give those that may be handled."""
        admitted: list[Item] = []
        for event in events:
            held = self._held.get(event.partition)
            if held is None:
                admitted.append(event)
                continue
            held.append(event)
            if self._has_come(event):
                admitted += _in_order(self._runs.pop(event.partition), self._held.pop(event.partition))
        return admitted

    def _has_come(self, event: Item) -> bool:
        """Tell whether this is the last event that its partition waited for."""
        awaited = self._awaited[event.partition]
        if event.offset >= awaited.get(event.topic, event.offset + 1):
            del awaited[event.topic]
        return not awaited


def _in_order(runs: Sequence[Run], held: list[Item]) -> Iterable[Item]:
    for run in runs:
        rest: list[Item] = []
        for event in held:
            if event.topic == run.topic and event.offset <= run.last:
                yield event
            else:
                rest.append(event)
        held = rest
    yield from held
