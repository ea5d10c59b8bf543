"""What the carrier does while the broker does not answer, and while a clock tick takes long."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import CollectorRegistry

from agents import carrier
from agents.batch import Plan, Planner
from agents.carrier import Carrier
from agents.config import WorkerConfig
from agents.emit import Emitter
from agents.fuse import Fuse
from agents.metrics import Metrics
from agents.store import SchoolIndex
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from tests.agents.builders import Found
from tests.agents.replay import RULES
from tests.agents.test_batch import PARTITIONS, a_morning_of, neighbours


@dataclass
class Away:
    """A consumer whose broker is away for the first few questions."""

    times: int
    consumer: "Away" = field(init=False)

    def __post_init__(self) -> None:
        self.consumer = self

    async def first_offsets(self, places: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
        self.times -= 1
        if self.times >= 0:
            raise KafkaTimeoutError
        return dict.fromkeys(places, 7)


def test_it_asks_until_the_broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "ASK_AGAIN_SECONDS", 0.0)
    asked = Away(3)
    assert asyncio.run(carrier._first_offsets(asked, {("a", 1)})) == {("a", 1): 7}
    assert asked.times == -1


@dataclass
class Tracking:
    """A consumer that remembers for which events a rebalance waits."""

    tracked: list[Found] = field(default_factory=list)
    consumer: "Tracking" = field(init=False)

    def __post_init__(self) -> None:
        self.consumer = self

    def track_message(self, message: Found) -> None:
        self.tracked.append(message)


def test_others_have_their_turn_within_a_tick_and_a_rebalance_that_begins_then_waits_for_it() -> None:
    index, config = SchoolIndex(), WorkerConfig("", RULES, Path(), 0, PARTITIONS, batch_seconds=1e9)
    planner = Planner(Pipeline(load_rulebook(RULES), index), index, config, Fuse(10))
    carries = Carrier(config, planner, Emitter("", "", 1), Metrics(CollectorRegistry()), index)
    schools, worker = 5, Tracking()
    morning = a_morning_of(neighbours(schools))

    async def turns() -> tuple[Plan, list[int]]:
        planned = asyncio.create_task(carries._plan(morning, worker))
        awaited = []
        while not planned.done():
            awaited.append(len(worker.tracked))
            await asyncio.sleep(0)
        return planned.result(), awaited

    plan, awaited = asyncio.run(turns())
    up_to_the_ticks = (len(morning) - 1, len(morning))
    assert all(awaited.count(number) >= schools for number in up_to_the_ticks)
    assert set(awaited) == {0, *up_to_the_ticks}, "0: before it began"
    assert worker.tracked == morning
    assert plan.taken == len(morning)
