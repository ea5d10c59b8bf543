"""Events that come again are taken in the order in which they were taken before, whatever the order of their topics."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from agents.order import NO_ORDER, Gate, Run, last_noted, notes, runs_of

TOPICS = ("calendars", "notices", "rollcalls")


class Place(NamedTuple):
    topic: str
    partition: int
    offset: int


def places(text: str, partition: int = 0) -> list[Place]:
    """Give places from "c3 r7": calendars, offset 3, then rollcalls, offset 7."""
    names = {topic[0]: topic for topic in TOPICS}
    return [Place(names[word[0]], partition, int(word[1:])) for word in text.split()]


def gate(noted: Sequence[Place], first: dict[tuple[str, int], int] | None = None) -> Gate[Place]:
    begins = dict.fromkeys(((topic, partition) for topic in TOPICS for partition in range(3)), 0)
    return Gate(notes(noted), begins | (first or {}))


def test_a_note_names_the_topics_in_their_turns() -> None:
    (note,) = notes(places("r7 r8 c3 r9")).values()
    assert runs_of(note) == (Run("rollcalls", 8), Run("calendars", 3), Run("rollcalls", 9))


def test_a_note_says_up_to_where_a_topic_was_taken() -> None:
    (note,) = notes(places("r7 r8 c3 r9")).values()
    assert [last_noted(note, topic) for topic in TOPICS] == [3, -1, 9]
    assert last_noted(NO_ORDER, "rollcalls") == -1


def test_without_a_note_everything_passes() -> None:
    assert gate([]).admit(places("r1 c1")) == places("r1 c1")


def test_noted_events_wait_for_each_other_and_go_in_their_order() -> None:
    opened = gate(places("r7 r8 c3"))
    assert opened.admit(places("c3 c4 r7")) == []
    assert opened.admit(places("r8")) == places("r7 r8 c3 c4")
    assert opened.admit(places("c5 r9")) == places("c5 r9")


def test_events_before_the_noted_ones_that_come_again_go_before_them() -> None:
    assert gate(places("r7 c3")).admit(places("c2 c3 r6 r7")) == places("r6 r7 c2 c3")


def test_what_was_committed_or_is_no_longer_in_the_log_is_not_waited_for() -> None:
    committed = {("rollcalls", 0): 9, ("calendars", 0): 3}
    assert gate(places("r7 r8 c3"), committed).admit(places("c3")) == places("c3")
    assert gate(places("r7 r8"), committed).admit(places("c3")) == places("c3")


def test_the_other_partitions_do_not_wait() -> None:
    assert gate(places("r7")).admit(places("c1", partition=1)) == places("c1", partition=1)


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[Place], int, list[Place]]:
    """Give events in the order in which they were taken, how many of them were, and an order in which they come."""
    turns = draw(st.lists(st.tuples(st.sampled_from(TOPICS), st.integers(0, 2)), max_size=40))
    log = _placed(turns)
    return log, draw(st.integers(0, len(log))), _placed(draw(st.permutations(turns)))


def _placed(turns: Iterable[tuple[str, int]]) -> list[Place]:
    ends: dict[tuple[str, int], int] = {}
    found = []
    for turn in turns:
        found.append(Place(*turn, ends.setdefault(turn, 0)))
        ends[turn] += 1
    return found


@given(logs())
def test_whatever_the_order_of_the_topics_the_noted_events_are_taken_first_and_as_before(
    case: tuple[list[Place], int, list[Place]],
) -> None:
    taken, number, coming = case
    opened = gate(taken[:number])
    again = [event for one in coming for event in opened.admit([one])]
    assert sorted(again) == sorted(taken)
    for partition in range(3):
        before = [event for event in taken[:number] if event.partition == partition]
        assert [event for event in again if event.partition == partition][: len(before)] == before
