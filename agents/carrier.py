"""Carries batches of events through: plan, send, await, store, await, acknowledge; one batch at a time.

Owns the order that makes a crash harmless: alerts are acknowledged by the broker before the state that contains them
is stored, handovers to other schools after it, and an event is acknowledged (its offset committed) after everything
that follows from it. Knows nothing of absence. Started as the body of the worker's one agent; nothing leaves it as an
exception.
"""

import asyncio
from datetime import UTC, datetime
from time import monotonic, perf_counter
from typing import Any

from agents.batch import Plan, Planner
from agents.config import WorkerConfig
from agents.emit import Emitter
from agents.failure import stop_hard, where
from agents.metrics import Metrics
from agents.progress import Progress

INTERNAL_ERRORS = "more than {} internal errors in a minute; the log names a trace id for each"


class Carrier:
    """The one loop that handles events."""

    def __init__(self, config: WorkerConfig, planner: Planner, emitter: Emitter, metrics: Metrics) -> None:
        """Wire the parts together; `run` does the work."""
        self._config = config
        self._planner = planner
        self._emitter = emitter
        self._metrics = metrics
        self.progress = Progress()
        self._waiting: list[Any] = []

    async def run(self, app: Any, queue: asyncio.Queue[Any]) -> None:
        """Carry batches from the queue of the agent's channel until the agent is stopped."""
        while True:
            try:
                await self._fill(queue)
            except StopAsyncIteration:  # Faust's way to tell an agent that it is stopped
                return
            events = self._of_generation(app.consumer_generation_id)
            if events:
                await self._carry(events, app.consumer)

    async def _fill(self, queue: asyncio.Queue[Any]) -> None:
        if not self._waiting:
            self._waiting.append(await queue.get())
        while len(self._waiting) < self._config.batch_events and not queue.empty():
            self._waiting.append(queue.get_nowait())

    def _of_generation(self, generation: int) -> list[Any]:
        """Give the events of the present assignment; those of an earlier one come again, here or elsewhere."""
        events = [event for event in self._waiting if event.message.generation_id == generation]
        self._waiting.clear()
        return events

    async def _carry(self, events: list[Any], consumer: Any) -> None:
        self.progress.begin("judging", monotonic())
        plan = self._planner.plan((event.message for event in events), datetime.now(UTC))
        if plan.too_many_bugs:
            stop_hard(INTERNAL_ERRORS.format(self._config.internal_errors_per_minute))
        taken, self._waiting = events[: plan.taken], events[plan.taken :]
        messages = [event.message for event in taken]
        for message in messages:
            consumer.track_message(message)  # a rebalance waits for these
        try:
            async with asyncio.timeout(self._config.emit_seconds):
                await self._emit(plan, messages, consumer)
        except Exception as error:  # noqa: BLE001 (the state may be unsure: start again from the log)
            stop_hard(f"a batch of {len(taken)} events failed while {self.progress.step}: {where(error)}")
        for event in taken:
            event.ack()
        self.progress.rest()

    async def _emit(self, plan: Plan, messages: list[Any], consumer: Any) -> None:
        started = perf_counter()
        self.progress.begin("awaiting acknowledgements of alerts", monotonic())
        await self._emitter.send(plan.records)
        emitted = perf_counter()
        if not consumer.is_member(messages[0].generation_id):
            stop_hard("the group gave this worker's partitions to another; its state is not stored")
        self.progress.begin("awaiting acknowledgements of state", monotonic())
        self._metrics.state_bytes.inc(await self._emitter.store(plan.state))
        if plan.handovers:
            self.progress.begin("awaiting acknowledgements of handovers", monotonic())
            await self._emitter.send(plan.handovers)
        self._book(messages, plan, emitted - started, perf_counter() - emitted)

    def _book(self, messages: list[Any], plan: Plan, emit_seconds: float, store_seconds: float) -> None:
        steps = (("decode", plan.decode_seconds), ("judge", plan.judge_seconds))
        for step, seconds in (*steps, ("emit", emit_seconds), ("store", store_seconds)):
            self._metrics.seconds.labels(step).observe(seconds)
        self._metrics.batch.observe(len(messages))
        self._metrics.book_events(message.topic for message in messages)
        self._count(plan)
        self.progress.newest = max(self.progress.newest, *(message.timestamp for message in messages))

    def _count(self, plan: Plan) -> None:
        self._metrics.registrations.inc(plan.registrations)
        for metric, tally in (
            (self._metrics.rejections, plan.rejections),
            (self._metrics.alerts, plan.alerts),
            (self._metrics.notifications, plan.notifications),
        ):
            for labels, number in tally.items():
                metric.labels(*labels).inc(number)
        for topic, number in plan.forwarded.items():
            self._metrics.forwarded.labels(topic).inc(number)
