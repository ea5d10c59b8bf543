"""Carries batches of events through: plan, send, await, store, await, acknowledge; one batch at a time.

Owns the order that makes a crash harmless: the order of the events is noted before anything follows from them, alerts
are acknowledged by the broker before the state that contains them is stored, handovers to other schools after it, and
an event is acknowledged (its offset committed) after everything that follows from it. Knows nothing of absence.
Started as the body of the worker's one agent; nothing leaves it as an exception.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic, perf_counter
from typing import Any

from aiokafka.errors import KafkaError

from agents.batch import Plan, Planner, Writes
from agents.config import WorkerConfig
from agents.emit import Emitter
from agents.failure import End, stop_hard, where
from agents.metrics import Metrics
from agents.order import ORDER_KEY, Gate, notes, topics_of
from agents.progress import Progress
from agents.store import SchoolIndex

ASK_AGAIN_SECONDS = 0.5
INTERNAL_ERRORS = "more than {} internal errors in a minute; the log names a trace id for each"

_log = logging.getLogger("naervaer.worker")


class Carrier:
    """The one loop that handles events."""

    def __init__(
        self, config: WorkerConfig, planner: Planner, emitter: Emitter, metrics: Metrics, index: SchoolIndex
    ) -> None:
        """Wire the parts together; `run` does the work. `index` is what the planner writes to."""
        self._config = config
        self._planner = planner
        self._emitter = emitter
        self._metrics = metrics
        self._index = index
        self.progress = Progress()
        self._generation = -1
        self._gate: Gate[Any] = Gate({}, {})
        self._waiting: list[Any] = []  # messages of this generation that may be handled
        self._noted = False  # whether the order of those that wait is in the changelog

    async def run(self, app: Any, queue: asyncio.Queue[Any]) -> None:
        """Carry batches from the queue of the agent's channel until the agent is stopped."""
        while True:
            try:
                arrived = [] if self._waiting else [await queue.get()]
                if not self._noted:
                    await self._take([*arrived, *self._more(queue, len(arrived))], app)
            except StopAsyncIteration:  # Faust's way to tell an agent that it is stopped
                return
            except Exception as error:  # noqa: BLE001 (Faust would go on without the events at hand)
                stop_hard(f"events could not be taken: {where(error)}", End.CARRIER_FAILED)
            self._drop_outdated(app.consumer_generation_id)
            if self._waiting:
                await self._carry(app, queue)

    def _more(self, queue: asyncio.Queue[Any], arrived: int) -> list[Any]:
        """Give what waits in the queue, so that a batch is full."""
        room = self._config.batch_events - len(self._waiting) - arrived
        return [queue.get_nowait() for _ in range(min(room, queue.qsize()))]

    async def _take(self, events: list[Any], app: Any) -> None:
        """Let the events of the present assignment wait; those of an earlier one come again, here or elsewhere."""
        generation = app.consumer_generation_id
        messages = [event.message for event in events if event.message.generation_id == generation]
        if messages and generation != self._generation:
            self._generation = generation
            self._waiting.clear()
            orders = self._index.orders
            self._gate = Gate(orders, await _first_offsets(app, topics_of(orders)))
        self._waiting += self._gate.admit(messages)

    def _drop_outdated(self, generation: int) -> None:
        if self._waiting and self._waiting[0].generation_id != generation:
            self._waiting.clear()
        if not self._waiting:
            self._noted = False

    async def _carry(self, app: Any, queue: asyncio.Queue[Any]) -> None:
        if not self._noted:
            if not app.consumer.is_member(self._generation):
                self._waiting.clear()  # the order is for the next owner to note
                return
            await self._note()
        self.progress.begin("judging", monotonic())
        batch = self._waiting[: self._config.batch_events]
        plan = await self._plan(batch, app)
        if plan.too_many_bugs:
            stop_hard(INTERNAL_ERRORS.format(self._config.internal_errors_per_minute), End.INTERNAL_ERRORS)
        taken, self._waiting = batch[: plan.taken], self._waiting[plan.taken :]
        try:
            async with asyncio.timeout(self._config.emit_seconds):
                await self._emit(plan, taken, app, queue)
        except Exception as error:  # noqa: BLE001 (the state may be unsure: start again from the log)
            reason = f"a batch of {len(taken)} events failed while {self.progress.step}: {where(error)}"
            stop_hard(reason, End.NOT_ACKNOWLEDGED)
        for message in taken:
            message.ack(app.consumer)
        self.progress.rest()

    async def _plan(self, batch: Sequence[Any], app: Any) -> Plan:
        """Plan a batch; after each school of a clock tick whatever else waits gets its turn.

        What was taken is tracked before that: a rebalance waits for it, and so does all that would change the register.
        """
        plan, tracked = Plan(), 0
        for _ in self._planner.steps(batch, datetime.now(UTC), plan):
            _track(batch[tracked : plan.taken], app)
            tracked = plan.taken
            await asyncio.sleep(0)
        _track(batch[tracked : plan.taken], app)
        return plan

    async def _note(self) -> None:
        """Store the order of the waiting events by itself, when nothing else is to be stored first."""
        self.progress.begin("awaiting acknowledgements of the order", monotonic())
        noted = notes(self._waiting)
        try:
            async with asyncio.timeout(self._config.emit_seconds):
                await self._store({partition: [{ORDER_KEY: note}] for partition, note in noted.items()}, noted)
        except Exception as error:  # noqa: BLE001 (whether it is stored may be unsure: start again from the log)
            reason = f"the order of {len(self._waiting)} events was not noted: {where(error)}"
            stop_hard(reason, End.NOT_ACKNOWLEDGED)

    async def _emit(self, plan: Plan, messages: list[Any], app: Any, queue: asyncio.Queue[Any]) -> None:
        started = perf_counter()
        self.progress.begin("awaiting acknowledgements of alerts", monotonic())
        await self._emitter.send(plan.records)
        emitted = perf_counter()
        if not app.consumer.is_member(messages[0].generation_id):
            stop_hard("the group gave this worker's partitions to another; its state is not stored", End.EXPELLED)
        self.progress.begin("awaiting acknowledgements of state", monotonic())
        await self._take(self._more(queue, 0), app)
        noted = notes(self._waiting)  # with the state: while much is to do, a note costs no time of its own
        for partition, note in noted.items():
            plan.state.setdefault(partition, [{}])[-1][ORDER_KEY] = note
        await self._store(plan.state, noted)
        self._noted = bool(noted)
        if plan.handovers:
            self.progress.begin("awaiting acknowledgements of handovers", monotonic())
            await self._emitter.send(plan.handovers)
        self._book(messages, plan, emitted - started, perf_counter() - emitted)

    async def _store(self, state: Mapping[int, Sequence[Writes]], noted: Mapping[int, bytes]) -> None:
        stored = await self._emitter.store(state)
        self._metrics.state_bytes.inc(stored.size)
        self._index.ends.update(stored.ends)
        self._index.orders.update(noted)

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


def _track(messages: Iterable[Any], app: Any) -> None:
    for message in messages:
        app.consumer.track_message(message)


async def _first_offsets(app: Any, places: set[tuple[str, int]]) -> Mapping[tuple[str, int], int]:
    """Ask until a broker answers: without it nothing may be handled, and nothing is lost meanwhile."""
    while True:
        try:
            first: Mapping[tuple[str, int], int] = await app.consumer.first_offsets(places)
        except KafkaError as error:
            _log.warning("the broker does not say where partitions begin: %s", type(error).__name__)
            await asyncio.sleep(ASK_AGAIN_SECONDS)
        else:
            return first
