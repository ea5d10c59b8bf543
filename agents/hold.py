"""When may a clock tick go on: when all of its partition that was written before it has been read.

Topics are read in no order among each other. After an outage a deadline could be read before the roll calls that were
there in time, and people be told of them for a moment. So a tick waits until the other topics of its partition are read
up to where they ended when the tick had been read: whatever was acknowledged before the tick was written is below. No
clock is compared. Best effort, for quiet only: what is active in the end does not depend on it. Pure. Used by the
transport.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Generic, NamedTuple, TypeVar

from faust.types import TP

PATIENCE_SECONDS = 30.0
"""A tick goes on after so long without anything to read, whatever is said of the ends: an alert too many, no stall."""

Offsets = Mapping[TP, int]
"""An offset by topic and partition."""
Item = TypeVar("Item")


class Look(NamedTuple):
    """What is known when ticks are looked at. `positions`: where each assigned partition is read next, -1: unknown."""

    positions: Offsets
    rested_seconds: float  # since anything was read


def may_go(ends: Offsets | None, look: Look) -> bool:
    """Tell whether a tick may go on; `ends` are those of what it waits for, None while the broker has not said them.

    A partition that is no longer assigned is not waited for.
    """
    if look.rested_seconds >= PATIENCE_SECONDS:
        return True
    return ends is not None and all(max(0, look.positions.get(place, end)) >= end for place, end in ends.items())


@dataclass(slots=True, eq=False)
class Held(Generic[Item]):
    """A tick that waits, with the ends for which it does."""

    item: Item
    ends: Offsets | None = None


class Hold(Generic[Item]):
    """The ticks that wait, by partition in their order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[int, deque[Held[Item]]] = {}

    def __bool__(self) -> bool:
        """Tell whether any tick waits."""
        return bool(self._held)

    def put(self, partition: int, item: Item) -> None:
        """Let a tick wait behind those of its partition."""
        self._held.setdefault(partition, deque()).append(Held(item))

    def unanswered(self) -> dict[int, list[Held[Item]]]:
        """Give the ticks for which ends are still to be asked, by partition."""
        waiting = {partition: [*takewhile(_is_unanswered, reversed(held))] for partition, held in self._held.items()}
        return {partition: held for partition, held in waiting.items() if held}

    @staticmethod
    def answer(asked: Mapping[int, Iterable[Held[Item]]], ends: Offsets) -> None:
        """Note the ends that were asked for after these ticks had been read."""
        for partition, held in asked.items():
            awaited = {place: end for place, end in ends.items() if place.partition == partition}
            for each in held:
                each.ends = awaited

    def take(self, look: Look) -> Sequence[Item]:
        """Give the ticks that may go on; they wait no longer."""
        taken = []
        for partition, held in list(self._held.items()):
            while held and may_go(held[0].ends, look):
                taken.append(held.popleft().item)
            if not held:
                del self._held[partition]
        return taken

    def clear(self) -> None:
        """Forget all: they come again."""
        self._held.clear()


def _is_unanswered(held: Held[Item]) -> bool:
    return held.ends is None
