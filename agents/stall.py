"""When does a worker count as stalled: something waits, and for too long nothing has moved.

Pure: the time is an argument. Fed by the watch with what the broker says, not with what the worker believes.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
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


class StallJudge:
    """Remembers since when each thing has not moved."""

    def __init__(self, patience_seconds: float) -> None:
        """Call it a stall after `patience_seconds` without a move."""
        self._patience = patience_seconds
        self._since: dict[Hashable, tuple[object, float]] = {}

    def forget(self) -> None:
        """Begin anew: what was seen before says nothing (the broker did not answer, or the partitions changed)."""
        self._since.clear()

    def partitions(self, standings: Mapping[Place, Standing], now: float) -> str | None:
        """Judge the assigned partitions; the answer describes the first stalled one."""
        self._keep([*standings, "start"])
        for place, standing in standings.items():
            if standing.waiting() and self._rests(place, standing.committed, now):
                return (
                    f"{place.topic}[{place.partition}] does not move: committed {standing.committed}, "
                    f"position {standing.position}, delivered {standing.delivered}, end {standing.end}"
                )
            if not standing.waiting():
                self._since.pop(place, None)
        return None

    def start(self, *, ready: bool, remaining: int, now: float) -> str | None:
        """Judge the time until the worker is ready; `remaining` are changelog records still to read."""
        if ready:
            self._since.pop("start", None)
            return None
        if self._rests("start", remaining, now):
            return f"not ready: rebalance or recovery does not move, {remaining} changelog records to read"
        return None

    def _rests(self, what: Hashable, value: object, now: float) -> bool:
        known = self._since.get(what)
        if known is None or known[0] != value:
            self._since[what] = (value, now)
            return False
        return now - known[1] >= self._patience

    def _keep(self, what: Iterable[Hashable]) -> None:
        wanted = set(what)
        self._since = {key: value for key, value in self._since.items() if key in wanted}
