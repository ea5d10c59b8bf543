"""Where every random choice of the simulator comes from: generators named by what they decide.

A generator is made from the district's seed and the name of the decision, so one decision never disturbs another:
a later end of the simulation changes nothing before it. Called by every module here that chooses anything.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(seed: int, *decision: object) -> Random:
    """Give the random generator of one decision; equal arguments give equal choices on every machine."""
    return Random("\x1f".join(map(str, (seed, *decision))))  # noqa: S311 - a simulation, not a secret


def pick(rng: Random, weighted: Sequence[tuple[T, float]]) -> T:
    """One of the values, each with its weight (the weights add up to 1)."""
    left = rng.random()
    for value, weight in weighted:
        left -= weight
        if left < 0:
            return value
    return weighted[-1][0]
