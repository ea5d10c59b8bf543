"""`python -m tests.agents.late_seek ...`: a worker whose seek to the committed offsets ends as late as it can.

It ends when messages wait for the agent, which is when Faust's emptying of the agent's queue would lose them.
"""

import asyncio
from collections.abc import Mapping
from time import monotonic

from faust.types import TP

from agents import transport
from agents.__main__ import main

WAIT_SECONDS = 3.0


class LateConsumer(transport.Consumer):
    """Waits at the end of each seek for messages to be delivered, though not for ever: none should be."""

    async def seek_to_committed(self) -> Mapping[TP, int]:
        committed = await super().seek_to_committed()
        until = monotonic() + WAIT_SECONDS
        while monotonic() < until and not any(queue.qsize() for queue in self.app.flow_control._queues):
            await asyncio.sleep(0)
        return committed


if __name__ == "__main__":
    transport.Transport.Consumer = LateConsumer
    main()
