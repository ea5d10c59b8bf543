"""`python -m benchmarks.peak`: the morning peak simulated with the measured service time; results/peak.json.

Roll calls arrive as teachers make them: from 8:05 on, most of them soon. Each waits in its school's partition until the
worker that owns it comes by. What is reported is how many wait, every ten seconds, for some numbers of workers, and
when one worker is killed at 8:08 and another takes over its partitions after the session has run out. Uses SimPy.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import simpy

from streams.routing import partition_of

FOLDER = Path(__file__).parent / "results"
SCHOOLS = 1_120  # of one Denmark
ROLL_CALLS_OF_A_SCHOOL = 25
MINUTES = 20
BATCH = 500
EVERY_SECONDS = 10
PARTITIONS_OF_A_WORKER = 6
BUSIEST_AT, LAST_AT = 180, 900
KILLED_AT, SESSION_SECONDS = 180, 15


@dataclass(frozen=True, slots=True)
class Scenario:
    """A country of so many Denmarks, so many workers, and whether one of them is killed."""

    denmarks: int
    workers: int
    one_is_killed: bool = False

    @property
    def name(self) -> str:
        """What stands in the legend."""
        workers = f"{self.workers} worker{'s' if self.workers > 1 else ''}"
        return f"{workers}, one killed" if self.one_is_killed else workers


def main() -> None:
    """Simulate and write the results."""
    measured = orjson.loads((FOLDER / "morning.json").read_bytes())
    seconds = median(each["worker"]["cpu_seconds_per_million"] for each in measured["rounds"]) / 1e6
    service = measured["pupils_of_a_class"] * seconds
    found = {
        "service_seconds_per_roll_call": service,
        "lag": [
            {"denmarks": each.denmarks, "name": each.name, "waiting": simulate(each, service)}
            for each in scenarios(service)
        ],
    }
    FOLDER.joinpath("peak.json").write_bytes(
        orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


def scenarios(service: float) -> Iterator[Scenario]:
    """Give, for 1, 10 and 100 Denmarks, too few workers, just enough, plenty, and plenty with one killed."""
    for denmarks in (1, 10, 100):
        enough = workers_for(denmarks, service)
        for workers in sorted({max(1, enough * 4 // 5), enough, 2 * enough}):
            yield Scenario(denmarks, workers)
        yield Scenario(denmarks, 2 * enough, one_is_killed=True)


def workers_for(denmarks: int, service: float) -> int:
    """Give the fewest workers that do in time what arrives in the busiest minute."""
    shares = (arrived(60 * (minute + 1)) - arrived(60 * minute) for minute in range(MINUTES))
    return max(1, -int(-max(shares) * denmarks * SCHOOLS * ROLL_CALLS_OF_A_SCHOOL * service // 60))


def arrived(seconds: float) -> float:
    """Give the share of all roll calls that have arrived so long after 8:05: a triangle over a quarter of an hour."""
    if seconds <= BUSIEST_AT:
        return seconds**2 / (LAST_AT * BUSIEST_AT)
    return 1 - max(0.0, LAST_AT - seconds) ** 2 / (LAST_AT * (LAST_AT - BUSIEST_AT))


def simulate(scenario: Scenario, service: float) -> list[tuple[float, int]]:
    """Give (minutes after 8:05, roll calls waiting), every ten seconds."""
    world = simpy.Environment()
    partitions = PARTITIONS_OF_A_WORKER * scenario.workers
    waiting = [0] * partitions
    world.process(_teachers(world, scenario, waiting))
    for number in range(scenario.workers):
        world.process(_worker(world, scenario, waiting, number, service))
    seen: list[tuple[float, int]] = []
    world.process(_watch(world, waiting, seen))
    world.run(until=MINUTES * 60 + 1)
    return seen


def _teachers(world: simpy.Environment, scenario: Scenario, waiting: list[int]) -> Iterator[Any]:
    schools = Counter(partition_of(f"{number:06d}", len(waiting)) for number in range(SCHOOLS * scenario.denmarks))
    given = Counter[int]()
    while world.now <= LAST_AT:
        yield world.timeout(0.25)
        for partition, number in schools.items():
            due = round(number * ROLL_CALLS_OF_A_SCHOOL * arrived(world.now))
            waiting[partition] += due - given[partition]
            given[partition] = due


def _worker(
    world: simpy.Environment, scenario: Scenario, waiting: list[int], number: int, service: float
) -> Iterator[Any]:
    while True:
        own = _owned(world.now, scenario, number, len(waiting))
        fullest = max(own, key=lambda partition: waiting[partition], default=None)
        batch = 0 if fullest is None else min(BATCH, waiting[fullest])
        if fullest is not None:
            waiting[fullest] -= batch
        yield world.timeout(batch * service if batch else 0.1)


def _owned(now: float, scenario: Scenario, number: int, partitions: int) -> list[int]:
    """Give the partitions of a worker at a time; those of a killed one rest, then the others have them."""
    if not scenario.one_is_killed or now < KILLED_AT or scenario.workers == 1:
        return list(range(number, partitions, scenario.workers))
    if number == 0:
        return []
    own = list(range(number, partitions, scenario.workers))
    if now < KILLED_AT + SESSION_SECONDS:
        return own
    orphans = range(0, partitions, scenario.workers)
    return own + [each for place, each in enumerate(orphans) if place % (scenario.workers - 1) == number - 1]


def _watch(world: simpy.Environment, waiting: list[int], seen: list[tuple[float, int]]) -> Iterator[Any]:
    while True:
        seen.append((round(world.now / 60, 2), sum(waiting)))
        yield world.timeout(EVERY_SECONDS)


if __name__ == "__main__":
    main()
