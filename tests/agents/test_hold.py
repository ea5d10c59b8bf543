"""A tick goes on when what was written before it is read, in its order, and is never held for ever."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from agents.hold import PATIENCE_SECONDS, Hold, Look, may_go
from schemas import CALENDARS, ROLL_CALLS

HERE, OTHER_TOPIC, ELSEWHERE = TP(ROLL_CALLS, 3), TP(CALENDARS, 3), TP(ROLL_CALLS, 4)


class Row(NamedTuple):
    """The ends that a tick waits for, and where its partition is read next."""

    name: str
    ends: Mapping[TP, int] | None
    positions: Mapping[TP, int]
    rested_seconds: float = 0.0


GOES = (
    Row("nothing of its partition was ever written", {HERE: 0, OTHER_TOPIC: 0}, {HERE: 0, OTHER_TOPIC: 0}),
    Row("everything before it is read", {HERE: 5, OTHER_TOPIC: 2}, {HERE: 5, OTHER_TOPIC: 2}),
    Row("what was written after it is read as well", {HERE: 5}, {HERE: 9}),
    Row("nobody knows yet where an empty partition is read", {HERE: 0}, {HERE: -1}),
    Row("a partition went to another worker", {HERE: 5, OTHER_TOPIC: 2}, {OTHER_TOPIC: 2}),
    Row("the broker does not say the ends and nothing comes for long", None, {HERE: 5}, PATIENCE_SECONDS),
    Row("what is awaited does not come for long", {HERE: 5}, {HERE: 4}, PATIENCE_SECONDS),
)
WAITS = (
    Row("one event before it is not read", {HERE: 5, OTHER_TOPIC: 2}, {HERE: 4, OTHER_TOPIC: 2}),
    Row("an event of another topic before it is not read", {HERE: 5, OTHER_TOPIC: 2}, {HERE: 9, OTHER_TOPIC: 1}),
    Row("nobody knows yet where a partition is read", {HERE: 5}, {HERE: -1}),
    Row("the broker has not said the ends", None, {HERE: 5}),
    Row("what is awaited has not come for a while", {HERE: 5}, {HERE: 4}, PATIENCE_SECONDS - 1),
)


@pytest.mark.parametrize("row", GOES, ids=lambda row: row.name)
def test_a_tick_goes_on_when_what_was_written_before_it_is_read(row: Row) -> None:
    assert may_go(row.ends, Look(row.positions, row.rested_seconds))


@pytest.mark.parametrize("row", WAITS, ids=lambda row: row.name)
def test_a_tick_waits_as_long_as_what_was_written_before_it_is_not_read(row: Row) -> None:
    assert not may_go(row.ends, Look(row.positions, row.rested_seconds))


def test_the_partitions_do_not_wait_for_each_other() -> None:
    hold = Hold[str]()
    hold.put(3, "here")
    hold.put(4, "elsewhere")
    hold.answer(hold.unanswered(), {HERE: 5, ELSEWHERE: 5})
    assert hold.take(Look({HERE: 0, ELSEWHERE: 5}, 0)) == ["elsewhere"]
    assert hold.take(Look({HERE: 5, ELSEWHERE: 5}, 0)) == ["here"]
    assert not hold


def test_the_ends_of_a_tick_are_those_asked_after_it_came() -> None:
    hold = Hold[str]()
    hold.put(3, "first")
    asked = hold.unanswered()
    hold.put(3, "second")
    hold.answer(asked, {HERE: 5})
    assert hold.take(Look({HERE: 5}, 0)) == ["first"]
    assert [each.item for each in hold.unanswered()[3]] == ["second"]
    hold.answer(hold.unanswered(), {HERE: 6})
    assert hold.take(Look({HERE: 5}, 0)) == []
    assert hold.take(Look({HERE: 6}, 0)) == ["second"]


def test_what_comes_again_is_not_held_twice() -> None:
    hold = Hold[str]()
    hold.put(3, "tick")
    hold.clear()
    assert not hold
    assert hold.take(Look({HERE: 5}, PATIENCE_SECONDS)) == []


@st.composite
def logs(draw: st.DrawFn) -> list[TP | int]:
    """Give a log of two partitions: events by their place, ticks by their partition."""
    places = st.sampled_from([HERE, OTHER_TOPIC, ELSEWHERE])
    return draw(st.lists(st.one_of(places, st.sampled_from([3, 4])), max_size=40))


@given(logs(), st.data())
def test_whatever_the_order_of_reading_a_tick_comes_behind_all_that_was_written_before_it_and_every_tick_comes(
    log: list[TP | int], data: st.DataObject
) -> None:
    ends = {place: log.count(place) for place in (HERE, OTHER_TOPIC, ELSEWHERE)}
    ticks = [number for number, each in enumerate(log) if isinstance(each, int)]
    positions, hold, taken = dict.fromkeys(ends, 0), Hold[int](), list[int]()
    reading = data.draw(st.permutations([each for each in log if isinstance(each, TP)] + [None] * len(ticks)))
    coming = iter(ticks)
    for read in reading:
        if read is None:
            number = next(coming)
            hold.put(log[number], number)  # type: ignore[arg-type]  # the log has a partition there
        else:
            positions[read] += 1
        if data.draw(st.booleans()):
            hold.answer(hold.unanswered(), ends)
        for number in hold.take(Look(positions, 0)):
            before = [each for each in log[:number] if isinstance(each, TP) and each.partition == log[number]]
            assert all(positions[place] >= before.count(place) for place in before)
            taken.append(number)
    hold.answer(hold.unanswered(), ends)
    taken += hold.take(Look(positions, 0))
    assert sorted(taken) == ticks
    for partition in (3, 4):
        assert sorted(mine := [each for each in taken if log[each] == partition]) == mine
