"""The events of a round: schools of the simulator, revised in the middle, with what producers do to them.

Owns doubling, reordering and wrong clocks, drawn from the seed. Used by the rounds.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tests.e2e.district import Parcel, Schools, schools
from tests.torture.faults import Script

SCHOOLS = 2
MOST_PLACES_LATE = 60
DOUBLED = 0.1
CLOCKS = (timedelta(), timedelta(), timedelta(days=-900), timedelta(days=3), timedelta(days=400))


@dataclass(frozen=True)
class Event:
    """A message of a producer."""

    topic: str
    school: str
    value: bytes
    ahead: timedelta = timedelta()
    """By so much the producer's clock is wrong."""


@dataclass(frozen=True)
class Traffic:
    """What is published in a round; a stage waits until the one before is judged. `doubled` were sent twice."""

    district: Schools
    stages: tuple[tuple[Event, ...], ...]
    doubled: int

    def total(self) -> int:
        """Count the messages."""
        return sum(map(len, self.stages))

    def parcels(self) -> tuple[Parcel, ...]:
        """Give the events in their order, as a replay reads them."""
        return tuple(Parcel(each.topic, ((each.school, each.value),)) for stage in self.stages for each in stage)


def traffic(script: Script) -> Traffic:
    """Give the events of a script: topic after topic, or all mixed."""
    dice = random.Random(f"traffic {script.seed}")  # noqa: S311 - test data
    district = schools(*(SCHOOLS * script.seed + number for number in range(SCHOOLS)))
    stages = [tuple(Event(parcel.topic, *event) for event in parcel.events) for parcel in district.parcels]
    if script.mixed:
        stages = [_shuffled(dice, [event for stage in stages for event in stage])]
    stages = [tuple(replace(event, ahead=dice.choice(CLOCKS)) for event in stage) for stage in stages]
    doubled = [_doubled(dice, stage) for stage in stages]
    more = sum(map(len, doubled)) - sum(map(len, stages))
    return replace(Traffic(district, (), more), stages=tuple(doubled))


def _shuffled(dice: random.Random, events: Sequence[Event]) -> tuple[Event, ...]:
    """Let events of all topics overtake each other by up to so many places, and a few come very late."""
    late = {number: number + dice.random() * MOST_PLACES_LATE for number in range(len(events))}
    late |= {number: float(dice.randrange(len(events))) for number in late if dice.random() < 0.02}
    return tuple(events[number] for number in sorted(late, key=lambda number: (late[number], number)))


def _doubled(dice: random.Random, events: Sequence[Event]) -> tuple[Event, ...]:
    """Send some events again, later."""
    places = [(float(number), event) for number, event in enumerate(events)]
    again = [(place + dice.random() * MOST_PLACES_LATE, event) for place, event in places if dice.random() < DOUBLED]
    return tuple(event for _, event in sorted([*places, *again], key=lambda pair: pair[0]))
