"""A worker is stalled when events wait and nothing moves for the time of its patience."""

import pytest

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
