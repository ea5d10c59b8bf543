"""What a message that cannot be used becomes: a record on the dead-letter topic that says why and whence.

Pure. The bytes stay as they came, except that CPR-shaped text is masked whatever the reason, and that what a producer
compressed past every limit is cut, since no topic would take it. Used by the planner.
"""

from datetime import datetime

from agents.messages import Record, Source
from schemas import Rejection, dead_letter_topic, mask_cpr

ATTEMPTS = "naervaer-attempts"
LARGEST_VALUE_BYTES = 2 * 1024 * 1024  # what a broker takes uncompressed
LARGEST_KEY_BYTES = 1024 * 1024


def dead_letter(source: Source, rejection: Rejection, failed_at: datetime) -> Record:
    """Give the record for the dead-letter topic of the source's topic, on the source's partition.

    `naervaer-attempts` counts how often the message ended here: one more than a replayed message says of itself.
    """
    headers = {
        "naervaer-reason": rejection.reason.value,
        "naervaer-detail": mask_cpr(rejection.detail.encode()).decode(),
        "naervaer-topic": source.topic,
        "naervaer-partition": str(source.partition),
        "naervaer-offset": str(source.offset),
        "naervaer-failed-at": failed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        ATTEMPTS: str(_attempts_before(source) + 1),
    }
    encoded = tuple((name, value.encode()) for name, value in headers.items())
    key, value = _masked(source.key, LARGEST_KEY_BYTES), _masked(source.value, LARGEST_VALUE_BYTES)
    return Record(dead_letter_topic(source.topic), source.partition, key, value, encoded)


def _masked(data: bytes | None, most_bytes: int) -> bytes | None:
    return None if data is None else mask_cpr(data)[:most_bytes]


def _attempts_before(source: Source) -> int:
    for name, value in source.headers or ():
        if name == ATTEMPTS and value.isdigit():
            return min(int(value[:6]), 999_999)
    return 0
