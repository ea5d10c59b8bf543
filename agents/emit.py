"""Sends records and register entries to the broker and awaits every acknowledgement.

Owns the producer (idempotent, acks from all replicas). Entries that belong together go out as one record batch, which
the broker appends whole or not at all: after a crash the state is that after some event, never half of one. Records of
a partition keep their order. Called by the carrier.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from time import time
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer

from agents.access import aiokafka_options
from agents.batch import STATE_BYTES, Writes
from agents.messages import Record
from schemas.kafka_security import OPEN, KafkaSecurity

REQUEST_BYTES = 900 * 1024  # of a batch of several records; brokers take at least 1 MiB
_PRODUCER_BYTES = 2 * STATE_BYTES


class Stored(NamedTuple):
    """What was written to the changelog: its bytes, and by partition the offset of the last record."""

    size: int
    ends: Mapping[int, int]


class Emitter:
    """One producer for all that a worker writes."""

    def __init__(self, bootstrap: str, changelog: str, request_seconds: float, security: KafkaSecurity = OPEN) -> None:
        """Describe the producer; `start` connects. A request not acknowledged in `request_seconds` fails."""
        self._bootstrap = bootstrap
        self._changelog = changelog
        self._request_seconds = request_seconds
        self._security = security
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id="naervaer-worker-out",
            acks="all",
            enable_idempotence=True,
            max_batch_size=_PRODUCER_BYTES,
            max_request_size=_PRODUCER_BYTES,
            request_timeout_ms=int(self._request_seconds * 1000),
            **aiokafka_options(self._security),
        )
        await self._producer.start()

    async def stop(self) -> None:
        """Disconnect."""
        if self._producer is not None:
            await self._producer.stop()

    async def send(self, records: Iterable[Record]) -> None:
        """Send the records and return when all are acknowledged; raises what the broker answered."""
        by_partition: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for record in records:
            by_partition[record.topic, record.partition].append(record)
        await asyncio.gather(*(self._in_order(_chunks(each)) for each in by_partition.values()))

    async def store(self, state: Mapping[int, Sequence[Writes]]) -> Stored:
        """Write groups of entries to the changelog, return when all are acknowledged; raises likewise."""
        groups = {
            partition: [_records(self._changelog, partition, group) for group in state[partition]]
            for partition in state
        }
        ends = await asyncio.gather(*(self._in_order(each) for each in groups.values()))
        size = sum(record.size() for each in groups.values() for group in each for record in group)
        return Stored(size, dict(zip(groups, ends, strict=True)))

    async def _in_order(self, batches: Iterable[Sequence[Record]]) -> int:
        """Send batches one after the other; give the offset of the last record."""
        end = -1
        for batch in batches:
            for records, acknowledged in [(number, await sent) for number, sent in self._submit(batch)]:
                end = (await acknowledged).offset + records - 1
        return end

    def _submit(self, records: Sequence[Record]) -> Iterator[tuple[int, Awaitable[Awaitable[Any]]]]:
        producer = self._producer
        assert producer is not None, "start() comes first"  # noqa: S101 (for the type checker)
        topic, partition = records[0].topic, records[0].partition
        builder = producer.create_batch()
        for record in records:
            if not _append(builder, record):
                yield builder.record_count(), producer.send_batch(builder, topic, partition=partition)
                builder = producer.create_batch()
                _append(builder, record)
        yield builder.record_count(), producer.send_batch(builder, topic, partition=partition)


def _append(builder: Any, record: Record) -> bool:
    milliseconds = int(time() * 1000)
    added = builder.append(timestamp=milliseconds, key=record.key, value=record.value, headers=list(record.headers))
    return added is not None


def _records(topic: str, partition: int, group: Writes) -> list[Record]:
    return [Record(topic, partition, key.encode(), value) for key, value in group.items()]


def _chunks(records: Sequence[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    size = 0
    for record in records:
        if chunk and size + record.size() > REQUEST_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += record.size()
    if chunk:
        yield chunk
