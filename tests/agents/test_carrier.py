"""What the carrier does when the broker does not answer a question that comes before every event of an assignment."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pytest
from aiokafka.errors import KafkaTimeoutError

from agents import carrier


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
