"""How far the clock of a partition has come: the first and the newest tick, whatever came in between.

Owns the order of local deadlines and the stored form. A deadline has passed when a tick of it or of a later one was
seen, so a lost, doubled or delayed tick changes nothing. Reads no clock. Used by the pipeline and the lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from schemas import ClockTick, Deadline

DEADLINES: Final[tuple[Deadline, ...]] = ("day", "start", "end")
"""In the order of a day; `day` is the deadline of the days before it."""
NEVER: Final = 10**9
_CLOCK: Final = "/clock"
NO_SCHOOL: Final = "#"
"""What the names of entries begin with that belong to a partition and not to a school."""

Hour = int
"""A local deadline: three times the proleptic ordinal of its date, plus its place in `DEADLINES`."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The first and the newest local deadline of which a tick was seen."""

    first: Hour
    last: Hour

    @property
    def first_day(self) -> int:
        """The day (proleptic ordinal) of the first tick; earlier ones are not asked about."""
        return self.first // len(DEADLINES)

    @property
    def today(self) -> int:
        """The day (proleptic ordinal) of the newest tick."""
        return self.last // len(DEADLINES)

    def has_passed(self, hour: Hour) -> bool:
        """Whether a deadline has passed."""
        return hour <= self.last


def hour_at(day: int, deadline: Deadline) -> Hour:
    """Return a deadline of a day (proleptic ordinal)."""
    return len(DEADLINES) * day + DEADLINES.index(deadline)


def after_tick(clock: Clock | None, tick: ClockTick) -> Clock:
    """Return how far the clock has come with one more tick."""
    hour = hour_at(tick.local_date.toordinal(), tick.deadline)
    return Clock(min(clock.first, hour), max(clock.last, hour)) if clock else Clock(hour, hour)


def clock_place(partition: int) -> str:
    """Return under which name a partition's clock is stored, of 6 characters as the code of a school, but no such."""
    return f"{NO_SCHOOL}{partition:05d}"


def clock_entry(partition: int, clock: Clock) -> dict[str, bytes | None]:
    """Return the entry to store."""
    return {clock_place(partition) + _CLOCK: orjson.dumps([clock.first, clock.last])}


def stored_clock(partition: int, entries: Mapping[str, bytes]) -> Clock | None:
    """Read a partition's clock from its entries, None when no tick was seen."""
    data = entries.get(clock_place(partition) + _CLOCK)
    return Clock(*orjson.loads(data)) if data else None
