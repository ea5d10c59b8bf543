"""How many partitions the topics have, asked of the broker when a worker starts; and the changelog, made when missing.

Owns the refusal to start on topics that are missing or do not match: state and events of a school would part.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from schemas.kafka_security import OPEN, KafkaSecurity

CHANGELOG_SETTINGS = {
    "message.timestamp.type": "LogAppendTime",  # a worker whose clock is ahead by an hour could store nothing
    "cleanup.policy": "compact",
    "max.message.bytes": str(16 * 1024 * 1024),
    "max.compaction.lag.ms": str(7 * 24 * 3600 * 1000),  # what was replaced or erased goes within a week
}
COMMAND = "naervaer topics create"


class UnfitTopicsError(RuntimeError):
    """The topics on the broker are not those the worker needs; the text says which, and what to do."""


def ask(bootstrap: str, topics: Iterable[str], changelog: str, security: KafkaSecurity = OPEN) -> int:
    """Give the number of partitions that all the topics have, and make the changelog with as many.

    Raises UnfitTopicsError, or KafkaError without a broker.
    """
    admin = KafkaAdminClient(bootstrap_servers=bootstrap, client_id="naervaer-worker-start", **security.options())
    try:
        found = {each["name"]: len(each["partitions"]) for each in admin.describe_topics() if not each["error_code"]}
        partitions = common({name: found.get(name, 0) for name in topics})
        if changelog not in found:
            _make(admin, changelog, partitions)
    finally:
        admin.close()
    return common({**dict.fromkeys(topics, partitions), changelog: found.get(changelog, partitions)})


def number(bootstrap: str, topic: str, security: KafkaSecurity = OPEN) -> int:
    """Give the number of partitions of one topic. Raises UnfitTopicsError, or KafkaError without a broker."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap, client_id="naervaer-clock-start", **security.options())
    try:
        found = {each["name"]: len(each["partitions"]) for each in admin.describe_topics() if not each["error_code"]}
        return common({topic: found.get(topic, 0)})
    finally:
        admin.close()


def _make(admin: KafkaAdminClient, changelog: str, partitions: int) -> None:
    with suppress(TopicAlreadyExistsError):  # another worker that starts at the same time was first
        admin.create_topics([NewTopic(changelog, num_partitions=partitions, topic_configs=CHANGELOG_SETTINGS)])


def common(partitions: Mapping[str, int]) -> int:
    """Give the number that all have; 0 stands for a missing topic. Raises UnfitTopicsError."""
    missing = sorted(name for name, number in partitions.items() if not number)
    if missing:
        raise UnfitTopicsError(f"missing topics: {', '.join(missing)}; `{COMMAND}` makes them")
    if len(set(partitions.values())) > 1:
        listed = ", ".join(f"{name} has {number}" for name, number in sorted(partitions.items()))
        raise UnfitTopicsError(
            f"topics with different numbers of partitions: {listed}; `{COMMAND}` tells the right number"
        )
    return next(iter(partitions.values()))
