"""`python -m tests.torture.worker PACE POINT TIMES BOOTSTRAP RULES DIRECTORY PORT`: a worker that may die on the way.

It ends without a word when it reaches the point for the n-th time; the point `nowhere` is never reached. With the pace
`fast` batches are small and a dead worker is noticed soon, with `normal` the limits are those of every worker. One
point is no end: a worker may live with a clock that jumps.
"""

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import timedelta
from functools import partial
from typing import NoReturn
from unittest.mock import patch

from agents.__main__ import main
from agents.batch import Writes
from agents.config import WorkerConfig
from agents.emit import Emitter, Stored
from agents.messages import Record
from agents.order import ORDER_KEY
from tests.torture.faults import Fault

DIED = 86
NOWHERE = "nowhere"
FAST = partial(
    WorkerConfig, batch_events=25, commit_seconds=0.3, session_seconds=6.0, emit_seconds=4.0, stall_seconds=30.0
)


JUMPS = (timedelta(), timedelta(days=-900), timedelta(days=3), timedelta(hours=-1), timedelta(days=400))
CALLS_BETWEEN_JUMPS = 20
WALL_CLOCKS = ("time.time", "agents.emit.time", "agents.watch.time")


class JumpingClock:
    """Seconds since 1970, wrong by days, and by others after every few calls."""

    def __init__(self) -> None:
        self._right = time.time
        self._calls = 0

    def __call__(self) -> float:
        self._calls += 1
        return self._right() + JUMPS[self._calls // CALLS_BETWEEN_JUMPS % len(JUMPS)].total_seconds()


def wrong_clock() -> AbstractContextManager[ExitStack]:
    """Let everything in this process that asks Python for the wall clock be told a wrong time."""
    clock, stack = JumpingClock(), ExitStack()
    for name in WALL_CLOCKS:
        stack.enter_context(patch(name, clock))
    return stack


class DyingEmitter(Emitter):
    """Ends the process at one point of a batch."""

    point = NOWHERE
    times = 1

    async def send(self, records: Iterable[Record]) -> None:
        sent = list(records)
        if sent:
            self._reach(Fault.DIES_BEFORE_ALERTS)
        if len(sent) > 1 and self.point == Fault.DIES_AMID_ALERTS:
            await super().send(sent[: len(sent) // 2])
            self._reach(Fault.DIES_AMID_ALERTS)
            sent = sent[len(sent) // 2 :]
        await super().send(sent)

    async def store(self, state: Mapping[int, Sequence[Writes]]) -> Stored:
        has_state = any(key != ORDER_KEY for groups in state.values() for group in groups for key in group)
        if has_state:
            self._reach(Fault.DIES_BEFORE_STATE)
        stored = await super().store(state)
        if has_state:
            self._reach(Fault.DIES_BEFORE_COMMIT)
        return stored

    def _reach(self, point: Fault) -> None:
        if self.point == point:
            self.times -= 1
            if self.times == 0:
                _die()


def _die() -> NoReturn:
    os._exit(DIED)


if __name__ == "__main__":
    pace, DyingEmitter.point, times = sys.argv[1:4]
    DyingEmitter.times = int(times)
    del sys.argv[1:4]
    with (
        wrong_clock() if DyingEmitter.point == Fault.WORKER_CLOCKS_JUMP else nullcontext(),
        patch("agents.app.Emitter", DyingEmitter),
        patch("agents.worker.WorkerConfig", FAST if pace == "fast" else WorkerConfig),
    ):
        main()
