"""The worker's decisions without Kafka: the planner on an index in memory, event by event.

What the growth and the counters are measured on: decoding, judging, alerts, facts and the entries to store, and nothing
of the event loop. Called by `growth` and `check`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from agents.batch import Plan, Planner
from agents.config import WorkerConfig
from agents.fuse import Fuse
from agents.store import SchoolIndex
from benchmarks.national import Keyed
from schemas import CALENDARS, ROLL_CALLS, ROSTERS
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from streams.routing import partition_of

RULES = Path(__file__).parent.parent / "rules"
PARTITIONS = 4
NOW = datetime(2025, 9, 15, 6, 5, tzinfo=UTC)


class Delivered(NamedTuple):
    """A message as the planner takes it."""

    topic: str
    partition: int
    offset: int
    timestamp: float
    headers: tuple[tuple[str, bytes], ...] | None
    key: bytes | None
    value: bytes | None


class Core:
    """One planner that is never out of time."""

    def __init__(self, rules: Path = RULES) -> None:
        """Begin with an empty register."""
        index = SchoolIndex()
        config = WorkerConfig("", rules, rules, 0, PARTITIONS, batch_seconds=float("inf"))
        self._planner = Planner(Pipeline(load_rulebook(rules), index), index, config, Fuse(1))
        self._offset = 0

    def papers(self, calendars: Iterable[Keyed], rosters: Iterable[Keyed]) -> None:
        """Take in calendars and rosters."""
        self._planner.plan(self.delivered(CALENDARS, calendars), NOW)
        self._planner.plan(self.delivered(ROSTERS, rosters), NOW)

    def plan(self, roll_calls: list[Delivered]) -> Plan:
        """Judge roll calls; ValueError when one was rejected, for then nothing was measured."""
        plan = self._planner.plan(roll_calls, NOW)
        if plan.rejections:
            raise ValueError(f"rejected: {plan.rejections}")
        return plan

    def delivered(self, topic: str, messages: Iterable[Keyed]) -> list[Delivered]:
        """Give messages as Kafka would bring them."""
        found = []
        for school, value in messages:
            self._offset += 1
            at = NOW.timestamp()
            found.append(
                Delivered(topic, partition_of(school, PARTITIONS), self._offset, at, None, school.encode(), value)
            )
        return found

    def roll_calls(self, messages: Iterable[Keyed]) -> list[Delivered]:
        """Give roll calls as Kafka would bring them."""
        return self.delivered(ROLL_CALLS, messages)
