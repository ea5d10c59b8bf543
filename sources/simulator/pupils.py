"""Pupils: their opaque ids, their households, and how easily each of them is absent or late.

Ids alternate letters and digits, so no id has the shape of a CPR number. Owns no date and no school calendar.
Called by the schools, who enrol the pupils.
"""

from dataclasses import dataclass
from math import exp
from random import Random

LETTERS = "bcdfghjkmnpqrstvwxyz"
PAIRS = 5
IDS = (len(LETTERS) * 10) ** PAIRS
STRIDE = 118_097_260_513  # odd and no multiple of 5, so that multiplying by it makes a permutation of the ids

SICKNESS_SPREAD = 0.95  # standard deviation of the logarithm
UNLAWFUL_SPREAD = 1.4
LATE_SPREAD = 0.9
LEAVE_SPREAD = 0.75


@dataclass(frozen=True, slots=True)
class Household:
    """A family, whose children go on holiday together; `leave` is 1 for the average family."""

    id: str
    leave: float


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil and the three tendencies, each 1 for the average pupil."""

    id: str
    household: Household
    sickness: float
    unlawful: float
    late: float


def opaque_id(seed: int, number: int) -> str:
    """Give the id of person or household `number` of a district: ten characters, letter and digit by turns."""
    left, characters = (number * STRIDE + seed * 7_919) % IDS, ""
    for _ in range(PAIRS):
        left, digit = divmod(left, 10)
        left, letter = divmod(left, len(LETTERS))
        characters += f"{LETTERS[letter]}{digit}"
    return characters


def person_id(seed: int, number: int) -> str:
    """Give the id of person `number` of a district."""
    return f"p-{opaque_id(seed, number)}"


def household(seed: int, number: int, rng: Random) -> Household:
    """Give a family with its own liking for holidays in term time."""
    return Household(f"h-{opaque_id(seed, number)}", _tendency(rng, LEAVE_SPREAD))


def pupil(seed: int, number: int, home: Household, rng: Random) -> Pupil:
    """Give a pupil of a household; who is often ill tends to be absent unlawfully and late more often, too."""
    shared = rng.gauss()
    return Pupil(
        id=person_id(seed, number),
        household=home,
        sickness=_tendency(rng, SICKNESS_SPREAD, shared),
        unlawful=_tendency(rng, UNLAWFUL_SPREAD, shared),
        late=_tendency(rng, LATE_SPREAD, shared),
    )


def _tendency(rng: Random, spread: float, shared: float = 0.0) -> float:
    """Give a log-normal number with mean 1; half of its variance is `shared` between the tendencies of a pupil."""
    deviation = (shared + rng.gauss()) / 2**0.5 if shared else rng.gauss()
    return exp(spread * deviation - spread * spread / 2)
