"""The sink as a process: connects, works, stops by SIGTERM or SIGINT.

Wiring only. Called by `naervaer sink`, which `naervaer up` starts, and by tests in a thread of their own.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, UnknownTopicOrPartitionError
from prometheus_client import CollectorRegistry, start_http_server

from schemas.kafka_security import OPEN, KafkaSecurity
from schemas.topics import FACTS
from sinks.batch import BatchRule
from sinks.dead_letters import DeadLetters
from sinks.metrics import SinkMetrics
from sinks.patience import Patience, Stopped
from sinks.sink import Sink
from sinks.writer import Writer

GROUP = "naervaer.sink"


def run(  # noqa: PLR0913 - what a sink is told
    bootstrap: str,
    clickhouse_url: str,
    *,
    metrics_port: int | None = None,
    metrics_host: str = "127.0.0.1",
    rule: BatchRule | None = None,
    stop: Event | None = None,
    security: KafkaSecurity = OPEN,
) -> None:
    """Write the facts of the brokers at `bootstrap` (host:port, comma between) to ClickHouse until stopped.

    Goes on from the offsets that the group `naervaer.sink` committed. One sink is enough, a second repeats its work
    and harms nothing. Errors: GiveUp when ClickHouse refuses for good, for instance without the migrations.
    """
    stop = stop or Event()
    with _stopped_by_signals(stop), ExitStack() as stack:
        registry = CollectorRegistry()
        metrics = SinkMetrics(registry)
        if metrics_port is not None:
            server, thread = start_http_server(metrics_port, addr=metrics_host, registry=registry)
            stack.callback(thread.join)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        try:
            consumer = _assigned(bootstrap.split(","), security, stop)
        except Stopped:
            return
        stack.callback(consumer.close, autocommit=False)
        dead_letters = DeadLetters(bootstrap.split(","), security)
        stack.callback(dead_letters.close)
        writer = Writer(clickhouse_url)
        stack.callback(writer.close)
        Sink(consumer, writer, dead_letters, metrics, stop).run(rule or BatchRule())


def _assigned(bootstrap: list[str], security: KafkaSecurity, stop: Event) -> KafkaConsumer:
    """Wait for the brokers and the topic, and take all its partitions. Errors: Stopped."""
    patience = Patience("Kafka", stop)
    while True:
        try:
            consumer = _consumer(bootstrap, security)
            break
        except KafkaError as error:
            patience.wait(str(error))
    patience.over()
    return consumer


def _consumer(bootstrap: list[str], security: KafkaSecurity) -> KafkaConsumer:
    """Read every partition: the sink needs no group to share them with, only the group's offsets."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=GROUP,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=2000,
        **security.options(),
    )
    try:
        consumer.assign(_partitions(consumer))
    except BaseException:
        consumer.close(autocommit=False)
        raise
    return consumer


def _partitions(consumer: KafkaConsumer) -> list[TopicPartition]:
    numbers = consumer.partitions_for_topic(FACTS)
    if not numbers:
        raise UnknownTopicOrPartitionError(f"there is no topic {FACTS}")
    return [TopicPartition(FACTS, number) for number in sorted(numbers)]


@contextmanager
def _stopped_by_signals(stop: Event) -> Iterator[None]:
    """Set `stop` at SIGTERM and SIGINT; only the main thread can hear them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
