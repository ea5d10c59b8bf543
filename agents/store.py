"""The register in memory: the Faust table `register`, kept by school so that a school's entries are found at once.

`SchoolIndex` is what the pipeline reads; `RegisterTable` is the Faust table that fills it from the changelog and drops
the schools of partitions that went to another worker. Writes go to the index here and to the changelog in `emit`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, cast

import faust
from faust.stores import memory
from faust.types import TP, EventT

from agents.order import NO_ORDER, ORDER_KEY
from streams.windows.clock import NO_SCHOOL

SCHOOL_CHARACTERS = 6
_NONE: Mapping[str, bytes] = {}


class Changed(Protocol):
    """A record of the changelog."""

    @property
    def offset(self) -> int: ...  # noqa: D102 (the names of Kafka)
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102


class SchoolIndex:
    """Register entries by school. A key starts with the 6 characters of its school's code."""

    def __init__(self) -> None:
        """Begin empty."""
        self.orders: dict[int, bytes] = {}  # by partition, the order of the newest batch
        self.ends: dict[int, int] = {}  # by partition, the last changelog offset that is in here, read or written
        self.read = 0  # changelog records read
        self._schools: dict[str, dict[str, bytes]] = {}
        self._partitions: dict[str, int] = {}

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Give all entries of a school by key; a view, empty for a school without entries."""
        return self._schools.get(school, _NONE)

    def schools(self, partition: int) -> list[str]:
        """Give the schools of a partition that have entries."""
        return [
            school
            for school, home in self._partitions.items()
            if home == partition and not school.startswith(NO_SCHOOL)
        ]

    def write(self, partition: int, writes: Iterable[tuple[str, bytes | None]]) -> None:
        """Apply entries of schools that live in `partition`; None deletes."""
        for key, value in writes:
            if key == ORDER_KEY:
                self.orders[partition] = value or NO_ORDER
                continue
            school = key[:SCHOOL_CHARACTERS]
            if value is None:
                self._schools.get(school, {}).pop(key, None)
            else:
                self._schools.setdefault(school, {})[key] = value
                self._partitions[school] = partition

    def recover(self, partition: int, records: Iterable[Changed]) -> None:
        """Take over changelog records in their order; what is in here already is passed over."""
        end = self.ends.get(partition, -1)
        for record in records:
            if record.offset > end:
                self.write(partition, (((record.key or b"").decode(), record.value),))
                self.ends[partition] = end = record.offset
                self.read += 1

    def keep(self, partitions: frozenset[int]) -> None:
        """Drop every school that lives in another partition."""
        for gone in self.ends.keys() - partitions:
            del self.ends[gone]
        for gone in self.orders.keys() - partitions:
            del self.orders[gone]
        for school in [school for school, partition in self._partitions.items() if partition not in partitions]:
            del self._partitions[school]
            self._schools.pop(school, None)

    def size(self) -> int:
        """Count the entries."""
        return sum(map(len, self._schools.values()))


class SchoolStore(memory.Store[bytes, bytes]):
    """Faust's in-memory store, holding a `SchoolIndex` instead of one flat dictionary."""

    def __post_init__(self) -> None:
        """Begin empty."""
        super().__post_init__()
        self.index = SchoolIndex()

    def apply_changelog_batch(
        self, batch: Iterable[EventT[Any]], to_key: Callable[[Any], Any], to_value: Callable[[Any], Any]
    ) -> None:
        """Take over changelog records in their order."""
        del to_key, to_value
        for event in batch:
            self.index.recover(event.message.partition, (event.message,))

    def persisted_offset(self, tp: TP) -> int | None:
        """Give the last changelog offset that is known here: a standby that takes over reads on from it."""
        return self.index.ends.get(tp.partition)

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Drop what now belongs to other workers: it would be stale when it comes back."""
        self.index.keep(frozenset(tp.partition for tp in active_tps | standby_tps))


class RegisterTable(faust.Table[bytes, bytes]):
    """The table `register`."""

    def _new_store(self) -> SchoolStore:
        return SchoolStore("memory://", self.app, self, table_name=self.name, loop=self.loop)

    @property
    def index(self) -> SchoolIndex:
        """The entries by school."""
        return cast("SchoolStore", self.data).index
