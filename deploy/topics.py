"""Make the topics of the catalogue on a Kafka cluster, each time with the same end.

Owns the translation of the catalogue into Kafka's settings; the catalogue itself is in schemas.
Called by `naervaer topics create`, by `naervaer up` and by the integration tests.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.errors import KafkaError, TopicAlreadyExistsError

from deploy.local.errors import LocalPartError
from schemas.kafka_security import OPEN, KafkaSecurity
from schemas.topics import CATALOGUE, Topic

ANSWER_MILLISECONDS = 5_000
LARGEST_MESSAGE_BYTES = 2 * 1024 * 1024
LARGEST_DEAD_LETTER_BYTES = 4 * 1024 * 1024  # the largest message that comes in, and the reason in its headers
SEGMENT = timedelta(days=7)
"""Kafka deletes whole segments: a record goes at the latest so long after its retention has ended."""
_RETENTION = ("retention.ms", "segment.ms", "message.timestamp.type")
BROKER_DEFAULT = -1
APPENDED = "LogAppendTime"
"""A record has the broker's time: nobody's wrong clock makes it too old to be kept or too new to be taken."""


class TopicsUnusable(LocalPartError):  # noqa: N818
    """The topics cannot be made, or exist in another shape; the message says which."""


@dataclass(frozen=True)
class Created:
    """What was done: names of topics made now, and of those that were there before."""

    made: tuple[str, ...]
    found: tuple[str, ...]


def create_topics(
    bootstrap: str, partitions: int, catalogue: Sequence[Topic] = CATALOGUE, security: KafkaSecurity = OPEN
) -> Created:
    """Make the missing topics, replicated as the cluster does by default; TopicsUnusable when that is impossible.

    A topic that exists with another number of partitions is an error: all topics are joined partition by partition.
    """
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","), bootstrap_timeout_ms=ANSWER_MILLISECONDS, **security.options()
        )
    except KafkaError as error:
        raise TopicsUnusable(f"no Kafka answers at {bootstrap}") from error
    try:
        found = _partitions(admin)
        _refuse_other_partitions({t.name: found[t.name] for t in catalogue if t.name in found}, partitions)
        missing = tuple(topic for topic in catalogue if topic.name not in found)
        if missing:
            _make(admin, missing, partitions)
        return Created(tuple(t.name for t in missing), tuple(t.name for t in catalogue if t.name in found))
    except KafkaError as error:
        raise TopicsUnusable(f"the topics could not be made at {bootstrap}: {error}") from error
    finally:
        admin.close()


def keep_topics(bootstrap: str, catalogue: Sequence[Topic], security: KafkaSecurity = OPEN) -> tuple[str, ...]:
    """Set the retention of those topics that exist and return their names; TopicsUnusable when that is impossible."""
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap.split(","), bootstrap_timeout_ms=ANSWER_MILLISECONDS, **security.options()
        )
        try:
            found = _partitions(admin)
            settings = {t.name: topic_configuration(t) for t in catalogue if t.name in found}
            changed = {name: {key: given[key] for key in _RETENTION} for name, given in settings.items()}
            admin.alter_configs([ConfigResource("TOPIC", name, configs=given) for name, given in changed.items()])
        finally:
            admin.close()
    except KafkaError as error:
        raise TopicsUnusable(f"the retention could not be set at {bootstrap}: {error}") from error
    return tuple(changed)


def topic_configuration(topic: Topic) -> dict[str, str]:
    """Give Kafka's settings for a topic of the catalogue."""
    return {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(topic.retention // timedelta(milliseconds=1)),
        "segment.ms": str(SEGMENT // timedelta(milliseconds=1)),
        "message.timestamp.type": APPENDED,
        "max.message.bytes": str(
            LARGEST_DEAD_LETTER_BYTES if topic.direction == "dead-letter" else LARGEST_MESSAGE_BYTES
        ),
    }


def _partitions(admin: KafkaAdminClient) -> dict[str, int]:
    return {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}


def _refuse_other_partitions(found: dict[str, int], partitions: int) -> None:
    others = [f"{name} has {count}" for name, count in found.items() if count != partitions]
    if others:
        raise TopicsUnusable(
            f"all topics must have the same number of partitions, {partitions} was asked for, but {', '.join(others)}"
        )


def _make(admin: KafkaAdminClient, topics: Sequence[Topic], partitions: int) -> None:
    wanted = {
        topic.name: {
            "num_partitions": partitions,
            "replication_factor": BROKER_DEFAULT,
            "configs": topic_configuration(topic),
        }
        for topic in topics
    }
    with suppress(TopicAlreadyExistsError):  # somebody else made some at the same moment; the wait sees them all
        admin.create_topics(wanted)
    admin.wait_for_topics(list(wanted))
