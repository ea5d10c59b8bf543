"""Ratios within a round, and what several rounds say together. Pure."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any, NamedTuple

Round = Mapping[str, Any]


class Spread(NamedTuple):
    """The least, the middle and the greatest of some rounds."""

    least: float
    middle: float
    greatest: float

    def __str__(self) -> str:
        """Three numbers of three digits each."""
        return " / ".join(digits(each) for each in self)


def spread(values: Iterable[float]) -> Spread:
    """Give the spread of at least one value."""
    found = list(values)
    return Spread(min(found), median(found), max(found))


def digits(value: float) -> str:
    """Write a number with three digits that count, never with an exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def ratio(rounds: Iterable[Round], name: str, other: str, figure: str) -> Spread:
    """Give `figure` of one program divided by that of another, where the other is not too small to measure."""
    return spread(each[name][figure] / each[other][figure] for each in rounds if each[other][figure])


def two_workers(rounds: Iterable[Round]) -> Spread:
    """Give how many times the work of one two workers do, per processor second that each of them has."""
    figure = "cpu_seconds_per_million"
    return spread(2 * each["worker"][figure] / each["two_workers"][figure] for each in rounds)
