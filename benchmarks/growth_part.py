"""The part of docs/benchmarks.md about growth: microseconds per roll call when there is more of something."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.plot import line_chart
from benchmarks.ratios import digits

Results = Any
AROUND = 5  # school days on either side, so that one day's noise says nothing
CHARTS = {
    "day": ("school_day", "over the school year", "school day"),
    "size": ("pupils_of_a_class", "over the size of a class", "pupils of the class"),
    "rules": ("rules", "over the number of rules", "rules"),
    "schools": ("schools", "over the number of schools in one worker", "schools"),
}


def growth_part(growth: Results) -> Iterator[str]:
    """Give the blocks of the page."""
    yield "## Growth"
    yield (
        "Processor time per roll call of 25 for decoding, judging and making what goes out, without Kafka; medians."
        f" Day 190 costs {_late_and_early(growth)} × day 10 (eleven days around each). 100 rules cost"
        f" {_against(growth, 'rules', 1, 100)} × one rule, 10 rules {_against(growth, 'rules', 1, 10)} ×. 30 schools in"
        f" a worker cost {_against(growth, 'schools', 1, 30)} × one per roll call. A class of 50 costs"
        f" {_against(growth, 'pupils_of_a_class', 25, 50)} × one of 25."
    )
    yield from (f"![Time per roll call {words}](benchmarks-{name}.svg)" for name, (_, words, _) in CHARTS.items())


def growth_chart(growth: Results, name: str) -> str:
    """Give one chart as SVG."""
    key, words, across = CHARTS[name]
    title = f"Processor time per roll call {words}"
    return line_chart(title, across, "microseconds", {"the worker's decisions": growth[key]})


def _late_and_early(growth: Results) -> str:
    def around(day: int) -> float:
        return float(median(value for at, value in growth["school_day"] if abs(at - day) <= AROUND))

    return digits(around(190) / around(10))


def _against(growth: Results, key: str, less: int, more: int) -> str:
    values = dict(map(tuple, growth[key]))
    return digits(values[more] / values[less])
