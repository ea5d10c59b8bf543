"""Topics of the measurements: made, asked for their ends, weighed on disk, removed."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic

from deploy.local.broker import LocalBroker

PARTITIONS = 4
REST_SECONDS, TIMES_AT_REST = 0.2, 5


@contextmanager
def _admin(bootstrap: str) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        yield admin
    finally:
        admin.close()


def create(bootstrap: str, names: Iterable[str]) -> None:
    """Make topics."""
    with _admin(bootstrap) as admin:
        wanted = list(names)
        admin.create_topics([NewTopic(name, num_partitions=PARTITIONS, replication_factor=1) for name in wanted])
        admin.wait_for_topics(wanted)


def remove(bootstrap: str, word: str) -> None:
    """Remove every topic whose name contains a word."""
    with _admin(bootstrap) as admin:
        names = [topic["name"] for topic in admin.describe_topics() if word in topic["name"]]
        if names:
            admin.delete_topics(names)


def size_on_disk(broker: LocalBroker, topic: str) -> int:
    """Give the bytes of a topic's segments on the broker's disk."""
    return sum(file.stat().st_size for file in Path(broker.directory, "data").glob(f"{topic}-[0-9]*/*.log"))


class Ends:
    """The ends of the partitions of a topic, asked again and again over one connection."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        """Connect."""
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap)
        self._places = [TopicPartition(topic, number) for number in range(PARTITIONS)]

    def messages(self) -> int:
        """Count the messages ever written to the topic."""
        return sum(self._consumer.end_offsets(self._places).values())

    def await_rest(self) -> None:
        """Wait until nothing more is written: the same ends several times in a row."""
        before, times = -1, 0
        while times < TIMES_AT_REST:
            now = self.messages()
            before, times = now, times + 1 if now == before else 0
            time.sleep(REST_SECONDS)

    def close(self) -> None:
        """Disconnect."""
        self._consumer.close()


def read_all(bootstrap: str, topic: str) -> Iterator[tuple[bytes, bytes]]:
    """Give key and value of every message of a topic, by partition in their order."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, max_poll_records=5000)
    try:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for records in consumer.poll(timeout_ms=500).values():
                yield from ((record.key or b"", record.value or b"") for record in records)
    finally:
        consumer.close()
