"""A worker is stalled when events wait and nothing moves for the time of its patience."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.stall import Place, StallJudge, Standing

PLACE = Place("naervaer.rollcalls.v1", 3)


@pytest.mark.parametrize(
    ("standing", "waiting"),
    [
        pytest.param(Standing(committed=10, end=10, position=10, delivered=10), False, id="all done"),
        pytest.param(Standing(committed=10, end=12, position=10, delivered=10), True, id="not fetched"),
        pytest.param(Standing(committed=10, end=12, position=12, delivered=12), True, id="fetched but not committed"),
        pytest.param(Standing(committed=10, end=11, position=11, delivered=10), False, id="a transaction's marker"),
        pytest.param(Standing(committed=0, end=90, position=90, delivered=0), False, id="the log was cut before us"),
        pytest.param(Standing(committed=0, end=1, position=-1, delivered=0), True, id="no position after a rebalance"),
    ],
)
def test_events_wait_when(standing: Standing, *, waiting: bool) -> None:
    assert standing.waiting() is waiting


def test_a_partition_that_rests_too_long_is_named_with_its_numbers() -> None:
    judge = StallJudge(60)
    standing = {PLACE: Standing(committed=10, end=12, position=11, delivered=11)}
    assert judge.partitions(standing, 0.0) is None
    assert judge.partitions(standing, 59.9) is None
    assert judge.partitions(standing, 60.0) == (
        "naervaer.rollcalls.v1[3] does not move: committed 10, position 11, delivered 11, end 12"
    )


def test_a_commit_is_progress() -> None:
    judge = StallJudge(60)
    for committed, now in ((10, 0.0), (11, 59.0), (11, 118.0)):
        assert judge.partitions({PLACE: Standing(committed, 90, committed, committed)}, now) is None


def test_a_rest_without_waiting_events_is_none() -> None:
    judge = StallJudge(60)
    for end, now in ((10, 0.0), (10, 500.0), (11, 501.0), (11, 560.0)):
        assert judge.partitions({PLACE: Standing(10, end, 10, 10)}, now) is None


def test_a_partition_that_comes_back_after_a_rebalance_gets_the_whole_time() -> None:
    judge = StallJudge(60)
    standing = {PLACE: Standing(10, 12, 10, 10)}
    judge.partitions(standing, 0.0)
    judge.partitions({}, 30.0)
    assert judge.partitions(standing, 61.0) is None


def test_time_without_an_answer_of_the_broker_does_not_count() -> None:
    judge = StallJudge(60)
    standing = {PLACE: Standing(10, 12, 10, 10)}
    judge.partitions(standing, 0.0)
    judge.forget()
    assert judge.partitions(standing, 61.0) is None


def test_a_recovery_that_reads_on_is_no_stall_one_that_rests_is() -> None:
    judge = StallJudge(60)
    assert judge.start(ready=False, remaining=900, now=0.0) is None
    assert judge.start(ready=False, remaining=800, now=59.0) is None
    assert "800 changelog records" in (judge.start(ready=False, remaining=800, now=119.0) or "")


def test_being_ready_ends_the_wait_for_it() -> None:
    judge = StallJudge(60)
    judge.start(ready=False, remaining=0, now=0.0)
    assert judge.start(ready=True, remaining=0, now=30.0) is None
    assert judge.start(ready=False, remaining=0, now=70.0) is None


OTHER = Place("naervaer.rollcalls.v1", 4)
THIRD = Place("naervaer.rollcalls.v1", 5)


def _row(committed: int, end: int, delivered: int | None = None) -> Standing:
    at = committed if delivered is None else delivered
    return Standing(committed, end, at, at)


def _served(now: float) -> int:
    """Give how far a partition is that is served ten events a second."""
    return round(now * 10)


def _judged(judge: StallJudge, look: Callable[[float], dict[Place, Standing]], until: float) -> str | None:
    """Look every two seconds, and give the first answer."""
    looks = (float(now) for now in range(0, round(until) + 1, 2))
    return next(filter(None, (judge.partitions(look(now), now) for now in looks)), None)


@pytest.mark.parametrize(
    "delivered",
    [pytest.param(10, id="and is not fetched yet"), pytest.param(90, id="and rests in the queue of the agent")],
)
def test_a_partition_that_waits_behind_a_burst_in_others_is_not_stalled(delivered: int) -> None:
    burst = 28_000

    def look(now: float) -> dict[Place, Standing]:
        return {PLACE: _row(10, 90, delivered), OTHER: _row(min(_served(now), burst), burst)}

    assert _judged(StallJudge(60), look, until=burst / 10) is None


def test_after_the_burst_its_time_begins() -> None:
    def look(now: float) -> dict[Place, Standing]:
        return {PLACE: _row(10, 90), OTHER: _row(min(_served(now), 1000), 1000)}

    assert _judged(StallJudge(60), look, until=158) is None
    assert "[3] does not move: committed 10" in (_judged(StallJudge(60), look, until=160) or "")


def test_a_partition_that_is_fetched_no_more_is_found_while_others_are_served_with_what_came_later() -> None:
    def look(now: float) -> dict[Place, Standing]:
        came = _served(now) + 20
        return {PLACE: _row(10, 90), OTHER: _row(_served(now), came), THIRD: _row(_served(now), came)}

    assert "[3] does not move: committed 10" in (_judged(StallJudge(60), look, until=70) or "")


def test_two_that_are_fetched_no_more_do_not_excuse_each_other() -> None:
    def look(now: float) -> dict[Place, Standing]:
        return {PLACE: _row(10, 90), OTHER: _row(20, 5000), THIRD: _row(_served(now), _served(now) + 1)}

    assert "does not move" in (_judged(StallJudge(60), look, until=70) or "")


def test_a_worker_that_does_nothing_at_all_is_stalled_however_much_waits_elsewhere() -> None:
    assert _judged(StallJudge(60), lambda _: {PLACE: _row(10, 90), OTHER: _row(0, 28_000)}, until=58) is None
    assert _judged(StallJudge(60), lambda _: {PLACE: _row(10, 90), OTHER: _row(0, 28_000)}, until=60) is not None


@given(
    burst=st.integers(2, 400),
    turn=st.integers(1, 50),
    others=st.integers(1, 6),
)
def test_whoever_serves_its_partitions_in_turns_is_never_stalled(burst: int, turn: int, others: int) -> None:
    places = [Place("naervaer.rollcalls.v1", number) for number in range(others + 1)]
    done, judge, now = dict.fromkeys(places, 0), StallJudge(2), 0.0
    while any(number < burst for number in done.values()):
        for place in places:
            for _ in range(min(turn, burst - done[place])):  # an event a second, of one partition at a time
                done[place] += 1
                now += 1
                assert judge.partitions({each: _row(done[each], burst) for each in places}, now) is None


def test_the_longest_rest_is_told_before_it_is_a_stall() -> None:
    judge = StallJudge(60)
    for now in (0.0, 30.0):
        judge.partitions({PLACE: _row(10, 90), OTHER: _row(5, 5)}, now)
    assert judge.resting_seconds == 30.0
    judge.partitions({PLACE: _row(90, 90), OTHER: _row(5, 5)}, 32.0)
    assert judge.resting_seconds == 0.0
