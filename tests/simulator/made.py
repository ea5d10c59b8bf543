"""Districts that several tests look at, simulated once."""

from datetime import date
from functools import cache

from schemas import encode
from sources.simulator import District, Simulated, simulate

YEAR = (date(2025, 8, 1), date(2026, 8, 1))


@cache
def district(pupils: int, first: date = YEAR[0], after_last: date = YEAR[1], seed: int = 7) -> tuple[Simulated, ...]:
    return tuple(simulate(District(seed, pupils, first, after_last)))


def wire(events: tuple[Simulated, ...]) -> list[tuple[str, str, bytes]]:
    return [(simulated.at.isoformat(), simulated.topic, encode(simulated.event)) for simulated in events]
