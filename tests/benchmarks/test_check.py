"""The guard over the counters: what it counts twice is the same, and a counter over its bound is reported."""

import pytest

from benchmarks.check import counters, report


def test_what_is_counted_does_not_depend_on_the_run() -> None:
    first, second = counters(), counters()
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert second[name] == pytest.approx(value, rel=0.02), name


@pytest.mark.parametrize(
    ("value", "code"),
    [(100.0, 0), (105.0, 0), (105.1, 1), (50.0, 0)],
    ids=["at its bound", "five per cent above", "more than five per cent above", "below"],
)
def test_a_counter_may_be_five_per_cent_above_its_bound(
    value: float, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report({"calls": value}, {"calls": 100.0}) == code
    assert ("TOO LARGE" in capsys.readouterr().out) == bool(code)


def test_a_counter_without_a_bound_is_too_large() -> None:
    assert report({"calls": 1.0}, {}) == 1
