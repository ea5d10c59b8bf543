"""The way of facts from Kafka to ClickHouse: take, gather, write until it is written, then commit.

Owns the order that loses nothing: an offset is committed after ClickHouse acknowledged every row before it. It must
not judge errors (`faults`) nor batches (`batch`). One thread; called by `runner`.
"""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from pydantic import ValidationError

from schemas.facts import decode_fact
from schemas.topics import FACTS
from sinks.batch import Batch, BatchRule, table_rows
from sinks.dead_letters import DeadLetters
from sinks.erasure import Wiped
from sinks.faults import TryAgain
from sinks.metrics import SinkMetrics
from sinks.patience import Patience, Stopped
from sinks.writer import Writer

_LOG = logging.getLogger(__name__)
_POLL_MILLISECONDS = 100
_COMMIT_AGAIN_SECONDS = 1.0


class Sink:
    """Moves facts until `stop` is set; what was not acknowledged by then is read again at the next start."""

    def __init__(
        self, consumer: KafkaConsumer, writer: Writer, dead_letters: DeadLetters, metrics: SinkMetrics, stop: Event
    ) -> None:
        self._consumer = consumer
        self._writer = writer
        self._dead_letters = dead_letters
        self._metrics = metrics
        self._stop = stop
        self._batch = Batch()
        self._written: dict[TopicPartition, OffsetAndMetadata] = {}
        self._commit_at = 0.0

    def run(self, rule: BatchRule) -> None:
        """Work until stopped. Errors: GiveUp when ClickHouse refuses for good."""
        try:
            while not self._stop.is_set():
                for record in self._poll():
                    self._take(record)
                if rule.is_due(self._batch, time.monotonic()):
                    self._flush()
                if self._written and time.monotonic() >= self._commit_at:
                    self._commit()
            if self._batch.spans:
                self._flush()
            if self._written:
                self._commit()
        except Stopped:
            _LOG.warning("stopped while waiting; the facts not yet written stay on Kafka")

    def _poll(self) -> Iterator[ConsumerRecord]:
        polled: dict[TopicPartition, list[ConsumerRecord]] = self._consumer.poll(timeout_ms=_POLL_MILLISECONDS)
        for records in polled.values():
            yield from records

    def _take(self, record: ConsumerRecord) -> None:
        """Add a record to the batch; one that is no fact goes to the dead letters instead."""
        try:
            fact = decode_fact(record.value or b"")
            rows = table_rows(fact, record.offset)
            if fact.erased is not None:
                self._batch.erasures.append(Wiped(fact.school, record.offset, fact.erased))
        except ValidationError as error:
            rows = {}
            self._reject(record, _first_problem(error))
        self._batch.add(record.partition, record.offset, rows, time.monotonic())

    def _reject(self, record: ConsumerRecord, detail: str) -> None:
        _LOG.error("fact %d:%d cannot be read, so it is a dead letter: %s", record.partition, record.offset, detail)
        patience = Patience(f"the dead-letter topic of {record.topic}", self._stop)
        while True:
            try:
                self._dead_letters.send(record, detail, datetime.now(UTC))
                break
            except KafkaError as error:
                patience.wait(str(error))
        patience.over()
        self._metrics.rejections.inc()

    def _flush(self) -> None:
        """Write the batch, however long it takes; its offsets are committed then."""
        began = time.monotonic()
        patience = Patience("ClickHouse", self._stop)
        while True:
            try:
                self._writer.write(self._batch)
                break
            except TryAgain as error:
                self._metrics.book_retry()
                patience.wait(str(error))
        patience.over()
        written, self._batch = self._batch, Batch()
        self._metrics.book_batch({table: len(rows) for table, rows in written.tables.items()}, time.monotonic() - began)
        for partition, (_, last) in written.spans.items():
            self._written[TopicPartition(FACTS, partition)] = OffsetAndMetadata(last + 1, "", -1)
        self._commit_at = 0.0

    def _commit(self) -> None:
        """Commit what is written. If Kafka does not take it, it is tried again, whether or not more facts come.

        Until then a restart would read the facts once more, which changes nothing.
        """
        try:
            self._consumer.commit(self._written)
            ends = self._consumer.end_offsets(list(self._written))
        except KafkaError as error:
            _LOG.warning("Kafka did not take the offsets, trying again: %s", error)
            self._commit_at = time.monotonic() + _COMMIT_AGAIN_SECONDS
            return
        for partition, committed in self._written.items():
            self._metrics.lag.labels(partition.partition).set(ends[partition] - committed.offset)
        self._written.clear()


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, problem['loc'])) or 'value'}: {problem['msg']}"
