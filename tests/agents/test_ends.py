"""A partition whose ends nobody tells holds its own ticks and no others."""

import asyncio
import logging
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from aiokafka.errors import KafkaTimeoutError
from faust.types import TP

from agents.hold import Hold, Look
from agents.transport import Consumer
from schemas import ROLL_CALLS

HEALTHY, LEADERLESS = TP(ROLL_CALLS, 3), TP(ROLL_CALLS, 7)


class Ends:
    """Answers as a broker does that has no leader for one partition: with nothing when it is among those asked for."""

    async def of(self, places: Iterable[TP]) -> dict[TP, int]:
        if LEADERLESS in (asked := list(places)):
            raise KafkaTimeoutError
        return dict.fromkeys(asked, 5)


class Asking(SimpleNamespace):
    """What of the consumer asks for ends; it stops before it asks a second time."""

    _ask_ends_of = Consumer._ask_ends_of

    def assignment(self) -> set[TP]:
        return {HEALTHY, LEADERLESS}

    async def sleep(self, seconds: float) -> None:
        del seconds
        self.should_stop = True


def test_a_partition_without_a_leader_does_not_hold_the_ticks_of_others() -> None:
    hold = Hold[str]()
    hold.put(LEADERLESS.partition, "waits")
    hold.put(HEALTHY.partition, "goes")
    transport = SimpleNamespace(ends=Ends())
    consumer: Any = Asking(_hold=hold, _asks=True, should_stop=False, transport=transport, log=logging.getLogger())
    asyncio.run(Consumer._ask_ends(consumer))
    assert hold.take(Look({HEALTHY: 5, LEADERLESS: -1}, rested_seconds=0.0)) == ["goes"]
    assert [each.item for each in hold.unanswered()[LEADERLESS.partition]] == ["waits"]
