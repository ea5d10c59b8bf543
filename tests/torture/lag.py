"""How much a group has still to do, asked of a broker that may be away.

Used by the producer of a round between its stages, and by the round at its end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import sleep
from typing import Self

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaError

from agents.config import APP_ID
from schemas import FACTS, INPUT_TOPICS
from sinks.runner import GROUP
from tests.agents.conftest import PARTITIONS

LOOK_SECONDS = 0.3


@dataclass(frozen=True)
class Lag:
    """The topics that a group reads."""

    bootstrap: str
    group: str
    topics: Sequence[str]

    @classmethod
    def of_worker(cls, bootstrap: str) -> Self:
        """Ask for the events that no worker has committed."""
        return cls(bootstrap, APP_ID, INPUT_TOPICS)

    @classmethod
    def of_sink(cls, bootstrap: str) -> Self:
        """Ask for the facts that are not in ClickHouse."""
        return cls(bootstrap, GROUP, (FACTS,))

    def behind(self) -> dict[str, int] | None:
        """Give the messages to do by partition, without those that have none; None when the broker does not answer."""
        places = [TopicPartition(topic, number) for topic in self.topics for number in range(PARTITIONS)]
        try:
            admin = KafkaAdminClient(bootstrap_servers=self.bootstrap, request_timeout_ms=5000)
        except KafkaError:
            return None
        try:
            ends = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
            commits = admin.list_group_offsets({self.group: places})[self.group]
        except KafkaError:
            return None
        finally:
            admin.close()
        behind = {place: ends[place].offset - max(0, commits[place].offset) for place in places}
        return {f"{place.topic}[{place.partition}]": number for place, number in behind.items() if number}

    def is_none(self) -> bool:
        """Tell whether nothing is left to do, as far as the broker answers."""
        return self.behind() == {}

    def wait(self, given_up: Callable[[], bool]) -> None:
        """Return when nothing is left to do, or when it is given up."""
        while not self.is_none() and not given_up():
            sleep(LOOK_SECONDS)
