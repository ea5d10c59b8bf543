"""When does a worker count as stalled: something waits, and for too long nothing has moved that goes before it.

Pure: the time is an argument. Fed by the watch with what the broker says, not with what the worker believes.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple


class Place(NamedTuple):
    """A partition of an input topic."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a partition is. `position` is where the consumer reads next, `delivered` what the agent was given."""

    committed: int
    end: int
    position: int
    delivered: int

    def waiting(self) -> bool:
        """Tell whether there are events not yet committed; markers of transactions after the last event are none."""
        seen = self.delivered if self.position >= self.end else self.end
        return seen > self.committed

    def text(self) -> str:
        """Give the numbers for a log line."""
        return f"committed {self.committed}, position {self.position}, delivered {self.delivered}, end {self.end}"


Standings = Mapping[Place, Standing]


@dataclass(frozen=True, slots=True)
class _Rest:
    """Something has had the same value since a time; `queue` is what waited when it began, its own events included."""

    value: object
    since: float
    queue: Standings


class StallJudge:
    """Remembers since when each thing has not moved.

    A partition whose turn has not come is not stalled: partitions are fetched in turns, so it waits for what waited
    before it in others. Its time begins anew with every move of another one among those events. What came later goes
    before nobody: a partition that is fetched no more is found while all others are served.
    """

    def __init__(self, patience_seconds: float) -> None:
        """Call it a stall after `patience_seconds` without a move."""
        self._patience = patience_seconds
        self._rests: dict[Hashable, _Rest] = {}
        self._before: Standings = {}
        self.resting_seconds = 0.0  # of the partition that has rested longest, at the last judgement

    def forget(self) -> None:
        """Begin anew: what was seen before says nothing (the broker did not answer, or the partitions changed)."""
        self._rests.clear()
        self._before = {}
        self.resting_seconds = 0.0

    def partitions(self, standings: Standings, now: float) -> str | None:
        """Judge the assigned partitions; the answer describes the one that has been stalled longest."""
        waiting = [place for place, standing in standings.items() if standing.waiting()]
        moved = {place: was.committed for place, was in self._before.items() if _has_moved(was, standings.get(place))}
        rested = {place: self._rested(place, standings, moved, now) for place in waiting}
        self._before = standings
        self._keep([*waiting, "start"])
        self.resting_seconds = max(rested.values(), default=0.0)
        longest = max(rested, key=rested.__getitem__, default=None)
        if longest is None or rested[longest] < self._patience:
            return None
        return f"{longest.topic}[{longest.partition}] does not move: {standings[longest].text()}"

    def start(self, *, ready: bool, remaining: int, now: float) -> str | None:
        """Judge the time until the worker is ready; `remaining` are changelog records still to read."""
        if ready:
            self._rests.pop("start", None)
            return None
        if self._rest("start", remaining, {}, now) >= self._patience:
            return f"not ready: rebalance or recovery does not move, {remaining} changelog records to read"
        return None

    def _rested(self, place: Place, standings: Standings, moved: Mapping[Place, int], now: float) -> float:
        """Give the seconds for which a partition has waited without that it, or what goes before it, moved."""
        known = self._rests.get(place)
        if known is not None and any(_waited(known.queue.get(other), first) for other, first in moved.items()):
            self._rests[place] = replace(known, since=now)
        return self._rest(place, standings[place].committed, standings, now)

    def _rest(self, what: Hashable, value: object, queue: Standings, now: float) -> float:
        known = self._rests.get(what)
        if known is None or known.value != value:
            known = self._rests[what] = _Rest(value, now, queue)
        return now - known.since

    def _keep(self, what: Iterable[Hashable]) -> None:
        wanted = set(what)
        self._rests = {key: rest for key, rest in self._rests.items() if key in wanted}


def _has_moved(was: Standing, standing: Standing | None) -> bool:
    return standing is not None and standing.committed > was.committed


def _waited(queued: Standing | None, first: int) -> bool:
    """Tell whether the event at an offset was in the log when a rest began."""
    return queued is not None and first < queued.end
