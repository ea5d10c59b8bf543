"""Ratios are taken within a round, and several rounds give the least, the middle and the greatest."""

from typing import Any

from benchmarks.plot import line_chart, ticks
from benchmarks.ratios import digits, ratio, spread, two_workers

CPU = "cpu_seconds_per_million"


def a_round(worker: float, other: float, two: float = 10.0) -> dict[str, Any]:
    return {"worker": {CPU: worker}, "other": {CPU: other}, "two_workers": {CPU: two}}


def test_a_ratio_is_taken_round_by_round_and_not_of_the_medians() -> None:
    rounds = [a_round(10, 100), a_round(20, 100), a_round(20, 400)]
    assert ratio(rounds, "worker", "other", CPU) == (0.05, 0.1, 0.2)


def test_two_workers_who_need_no_more_in_all_do_twice_the_work() -> None:
    assert two_workers([a_round(10, 1, two=10)]) == (2, 2, 2)
    assert two_workers([a_round(10, 1, two=12.5)]) == (1.6, 1.6, 1.6)


def test_numbers_have_three_digits_that_count() -> None:
    assert [digits(each) for each in (0.01234, 1.5, 99.94, 1234.5)] == ["0.0123", "1.5", "99.9", "1234"]
    assert str(spread([3, 1, 2])) == "1 / 2 / 3"


def test_the_ticks_of_an_axis_are_round_and_reach_the_greatest_value() -> None:
    assert ticks(97) == [0, 20, 40, 60, 80, 100]
    assert ticks(0.9)[-1] >= 0.9


def test_a_chart_has_a_line_for_every_series() -> None:
    chart = line_chart("title <1>", "x", "y", {"a": [(0, 0), (1, 2)], "b": [(0, 1), (1, 1)]})
    assert chart.count("<polyline") == 2
    assert "title &lt;1&gt;" in chart
