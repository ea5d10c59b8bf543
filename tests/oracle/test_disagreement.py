"""A planted mistake is found, and shown in the fewest events that show it."""

from tests.oracle.disagreement import Teller, difference, smallest
from tests.oracle.districts import district
from tests.oracle.replayer import Replayer
from tests.oracle.rulebook import rule

RIGHT = rule("r", "calendar_month", "days all", "at_least 2")
WRONG = rule("r", "calendar_month", "days all", "more_than 2")
EVENTS = district(seed=9, size=20)


def both() -> tuple[Teller, Teller]:
    return Replayer([RIGHT]).tell, Replayer([WRONG]).tell


def test_the_same_rules_agree() -> None:
    assert difference(lambda: (Replayer([RIGHT]).tell, Replayer([RIGHT]).tell), EVENTS) is None


def test_a_wrong_comparison_is_shown_by_a_calendar_and_two_days() -> None:
    found = difference(both, EVENTS)
    assert found is not None
    least = smallest(both, found)
    assert [one.kind for one in least.events].count("calendars") == 1
    assert [one.kind for one in least.events].count("rollcalls") == 2
    assert "expected\n  {" in least.text()
    assert '"value": 2' in least.text()
