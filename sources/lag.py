"""How much of some topics a consumer group has still before it.

Owns the question to the broker. Used by the commands that compare what was worked out with what was done.
"""

from collections.abc import Sequence

from kafka import KafkaAdminClient, TopicPartition
from kafka.errors import KafkaError

from sources.log import ANSWER_MILLISECONDS, Log, LogUnreadableError


def lag(log: Log, group: str, topics: Sequence[str]) -> int:
    """Return the number of records that a group has not committed yet. Errors: LogUnreadableError.

    The ends are asked last: what comes in meanwhile counts as waiting, and never are there fewer than none.
    """
    places = [TopicPartition(topic, number) for topic in topics for number in log.partitions(topic)]
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=log.bootstrap.split(","),
            bootstrap_timeout_ms=ANSWER_MILLISECONDS,
            **log.security.options(),
        )
        try:
            commits = admin.list_group_offsets({group: places})[group]
        finally:
            admin.close()
    except KafkaError as error:
        raise LogUnreadableError(f"{log.bootstrap}: {error}") from error
    done = {place: max(commit.offset, 0) for place, commit in commits.items()}
    extents = {topic: log.extents(topic) for topic in topics}
    ends = {place: extents[place.topic][place.partition] for place in places}
    return sum(extent.after_last - max(done.get(place, 0), extent.first) for place, extent in ends.items())
