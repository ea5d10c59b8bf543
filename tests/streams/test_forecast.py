"""Days until the thresholds of the law: one row per sentence, and exactness for every number of days."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.alerts.forecast import LEGAL_PERCENTS, days_until

CASES = {
    "3.7 of 37 days are 10 %: after three whole days one more is needed": (10, 6, 37, 5, 1),
    "in grade 7 half a day less may do: after three days one more": (10, 6, 37, 7, 1),
    "in grade 7 after three and a half days half a day more": (10, 7, 37, 7, 0.5),
    "4 of 40 days are 10 % exactly": (10, 8, 40, 5, 0),
    "one half day short of 10 %, below grade 7 a whole day": (10, 7, 40, 6, 1),
    "over the threshold nothing is missing": (10, 60, 40, 5, 0),
    "15 % of 37 days are 5.55: after five days one more": (15, 10, 37, 5, 1),
    "without absence no rule speaks, and nothing is said": (10, 0, 37, 5, None),
    "without a planned school day no rule speaks either": (10, 2, 0, 5, None),
}


@pytest.mark.parametrize(("percent", "half_days", "school_days", "grade", "days"), CASES.values(), ids=CASES.keys())
def test_days_until(percent: int, half_days: int, school_days: int, grade: int, days: float | None) -> None:
    assert days_until(percent, half_days, school_days, grade) == days


@given(st.sampled_from(LEGAL_PERCENTS), st.integers(1, 400), st.integers(1, 100), st.integers(0, 10))
def test_with_so_many_days_it_is_reached_and_with_one_step_less_it_is_not(
    percent: int, half_days: int, school_days: int, grade: int
) -> None:
    days = days_until(percent, half_days, school_days, grade)
    assert days is not None
    more, step = Fraction(days), Fraction(1, 2) if grade >= 7 else Fraction(1)
    absent = Fraction(half_days, 2)
    assert more % step == 0
    assert 100 * (absent + more) >= percent * school_days
    assert more == 0 or 100 * (absent + more - step) < percent * school_days
