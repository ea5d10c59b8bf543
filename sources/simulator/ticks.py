"""The clock of the simulated district: ticks in simulated time between the other events.

A pure function of the events, the dates and the number of partitions. Called by the command line and by tests.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from heapq import merge

from schemas import CLOCK
from sources.simulator.district import District
from sources.simulator.outbox import Published, Ticked
from streams.windows.ticks import DeadlineHours, deadlines


def with_ticks(
    events: Iterable[Published], district: District, partitions: int, hours: DeadlineHours
) -> Iterator[Published]:
    """Yield the events of a district and, in their order of time, a tick for each partition at each local deadline."""
    return merge(events, _ticks(district, partitions, hours), key=lambda published: published.at)


def _ticks(district: District, partitions: int, hours: DeadlineHours) -> Iterator[Published]:
    for passed in deadlines(hours, district.first, district.after_last):
        for partition in range(partitions):
            yield Ticked(passed.at.astimezone(UTC), CLOCK, passed.tick(partition))
