"""What a batch of events produces: records to send and register entries to store, in the order of the events.

Owns the guard around decoding and judging: no event can make it raise. Sends nothing, stores nothing but in the
in-memory index, so that the next event of the batch sees the state of the one before. Called by the carrier.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic, perf_counter

from agents.config import WorkerConfig
from agents.dead_letters import dead_letter
from agents.failure import where
from agents.fuse import Fuse
from agents.messages import Record, Source
from agents.outputs import alert_record, fact_records, handover_record, notification_record
from agents.store import SchoolIndex
from schemas import ClockTick, Reason, Rejection, RollCall, WorkerEvent, decode_worker_event
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.replay.lines import no_such_partition
from streams.routing import partition_of

Writes = dict[str, bytes | None]
STATE_BYTES = 8 * 1024 * 1024
LARGEST_FORWARDED_BYTES = 3 * 512 * 1024  # input topics take 2 MiB, a value has at most 1

_log = logging.getLogger("naervaer.worker")


@dataclass(slots=True)
class Plan:
    """What follows from the first `taken` events; `state` gives, per partition, groups of writes to store as one.

    `handovers` are sent after the state is stored: the state holds their sequence, which nobody may know before.
    """

    taken: int = 0
    records: list[Record] = field(default_factory=list)
    state: dict[int, list[Writes]] = field(default_factory=dict)
    handovers: list[Record] = field(default_factory=list)
    rejections: Counter[tuple[str, str]] = field(default_factory=Counter)
    forwarded: Counter[str] = field(default_factory=Counter)
    alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notifications: Counter[tuple[str, str]] = field(default_factory=Counter)
    registrations: int = 0
    decode_seconds: float = 0.0
    judge_seconds: float = 0.0
    too_many_bugs: bool = False


class Planner:
    """Turns batches into plans with one pipeline."""

    def __init__(self, pipeline: Pipeline, index: SchoolIndex, config: WorkerConfig, fuse: Fuse) -> None:
        """Plan with `pipeline`, whose store is `index`."""
        self._pipeline = pipeline
        self._index = index
        self._partitions = config.partitions
        self._seconds = config.batch_seconds
        self._fuse = fuse
        self._sizes: dict[int, int] = {}

    def plan(self, messages: Iterable[Source], now: datetime) -> Plan:
        """Decode and judge the messages one after the other until the time of a batch is used up. Never raises.

        `now` is only the time of dead letters.
        """
        plan = Plan()
        for _ in self.steps(messages, now, plan):
            pass
        return plan

    def steps(self, messages: Iterable[Source], now: datetime, plan: Plan) -> Iterator[None]:
        """Do the same for a new plan, and come back after each school of a clock tick, which can take long together.

        What was taken by then belongs to the plan; nothing else may be planned, recovered or forgotten meanwhile.
        """
        self._sizes.clear()
        for message in messages:
            if plan.decode_seconds + plan.judge_seconds > self._seconds:
                break
            plan.taken += 1
            try:
                yield from self._take(message, now, plan)
            except Exception as error:  # noqa: BLE001 (an own bug must not stop the events behind it)
                self._bug(message, error, now, plan)

    def forget(self) -> None:
        """Drop what the pipeline remembers: it reads the index again."""
        self._pipeline.forget()

    def _take(self, message: Source, now: datetime, plan: Plan) -> Iterator[None]:
        started = perf_counter()
        event = decode_worker_event(message.topic, message.key, message.value)
        decoded = perf_counter()
        plan.decode_seconds += decoded - started
        if isinstance(event, Rejection):
            _reject(message, event, now, plan)
            return
        home = self._home(event)
        if home != message.partition:
            self._redirect(message, home, now, plan)
            return
        if isinstance(event, ClockTick):
            for outcome in self._pipeline.tick(event):
                if not outcome.is_empty:
                    self._add(outcome, message, home, plan)
                yield
        else:
            self._add(self._pipeline.handle(event, message.value or b""), message, home, plan)
        plan.judge_seconds += perf_counter() - decoded
        if isinstance(event, RollCall):
            plan.registrations += len(event.entries)

    def _home(self, event: WorkerEvent) -> int:
        return event.partition if isinstance(event, ClockTick) else partition_of(event.school, self._partitions)

    def _redirect(self, message: Source, home: int, now: datetime, plan: Plan) -> None:
        if home >= self._partitions:
            _reject(message, no_such_partition(self._partitions), now, plan)
            return
        record = Record(message.topic, home, message.key, message.value, tuple(message.headers or ()))
        if record.size() > LARGEST_FORWARDED_BYTES:
            detail = f"with its headers it has {record.size()} bytes, too many to send it to its own partition"
            _reject(message, Rejection(Reason.TOO_LARGE, detail, None), now, plan)
            return
        plan.forwarded[message.topic] += 1
        plan.records.append(record)

    def _records(self, outcome: Outcome, cause: Source) -> list[Record]:
        records = [alert_record(each, cause.partition) for each in outcome.announced]
        records += [notification_record(notification, cause.partition) for notification in outcome.notifications]
        fact = self._pipeline.fact(outcome)
        return records if fact is None else [*records, *fact_records(fact, cause)]

    def _add(self, outcome: Outcome, cause: Source, partition: int, plan: Plan) -> None:
        produced = self._records(outcome, cause)
        self._index.write(partition, outcome.writes.items())
        self._store(outcome, partition, plan)
        plan.records += produced
        plan.handovers += [
            handover_record(each, partition_of(each.school, self._partitions)) for each in outcome.handovers
        ]
        for each in outcome.announced:
            plan.alerts[each.rule.id, str(each.record.state)] += 1
        for notice in outcome.notifications:
            plan.notifications[notice.audience, notice.kind] += 1

    def _store(self, outcome: Outcome, partition: int, plan: Plan) -> None:
        if not outcome.writes:
            return
        groups = plan.state.setdefault(partition, [{}])
        size = sum(len(key) + len(value or b"") + 32 for key, value in outcome.writes.items())
        self._sizes[partition] = self._sizes.get(partition, 0) + size
        if self._sizes[partition] > STATE_BYTES and groups[-1]:
            groups.append({})
            self._sizes[partition] = size
        groups[-1].update(outcome.writes)

    def _bug(self, message: Source, error: Exception, now: datetime, plan: Plan) -> None:
        trace = _trace()
        _log.error(
            "trace %s: %s[%d] offset %d: %s", trace, message.topic, message.partition, message.offset, where(error)
        )
        self._pipeline.forget()
        detail = f"{type(error).__name__}, trace {trace}"
        _reject(message, Rejection(Reason.INTERNAL_ERROR, detail, None), now, plan)
        plan.too_many_bugs = self._fuse.blows(monotonic()) or plan.too_many_bugs


def _reject(message: Source, rejection: Rejection, now: datetime, plan: Plan) -> None:
    plan.rejections[message.topic, rejection.reason.value] += 1
    plan.records.append(dead_letter(message, rejection, now))


def _trace() -> str:
    """Give a random name whose digits nobody takes for a CPR number: at most five stand together."""
    signs = secrets.token_hex(10)
    return "-".join(signs[place : place + 5] for place in range(0, len(signs), 5))
