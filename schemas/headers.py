"""The headers of the messages written by Nærvær: CloudEvents 1.0 on all, the reason on dead letters.

Owns the names and what they mean, also those of the notes that say what was done about a dead letter.
Source: CloudEvents 1.0.2, Kafka Protocol Binding, section 3.2 (binary mode).
"""

from datetime import UTC, datetime
from functools import lru_cache

CLOUD_EVENT_HEADERS = {
    "ce_id": "Unique per source; the same when the message is sent again",
    "ce_type": "Name of the topic",
    "ce_source": "Who made the message",
    "ce_specversion": "Always 1.0",
    "ce_time": "Time of the event that caused the message, RFC 3339 in UTC",
    "content-type": "Always application/json",
}
DEAD_LETTER_HEADERS = {
    "naervaer-reason": "Why the event was rejected",
    "naervaer-detail": "Which field, and what about it",
    "naervaer-topic": "Topic of the event",
    "naervaer-partition": "Partition of the event",
    "naervaer-offset": "Offset of the event",
    "naervaer-failed-at": "When it was rejected, RFC 3339",
    "naervaer-attempts": "How often it was tried",
}
SETTLED_HEADERS = {
    "naervaer-settled": "What was done about a dead letter: `replayed` or `dropped`",
    "naervaer-settled-offset": "Offset of that letter, on the same partition of the same topic",
}


def cloud_event_headers(event_id: str, topic: str, source: str, time: datetime) -> tuple[tuple[str, bytes], ...]:
    """Return the Kafka headers of one message.

    `event_id` is unique per source and stays the same when the message is sent again; the type of the event is the
    name of its topic; `source` is a URI reference; `time` is the aware time of the event that caused the message.
    """
    utc = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return (("ce_id", event_id.encode()), *_of_topic(topic, source), ("ce_time", utc.encode()), *_CONTENT)


_CONTENT = (("content-type", b"application/json"),)


@lru_cache(maxsize=256)
def _of_topic(topic: str, source: str) -> tuple[tuple[str, bytes], ...]:
    return ("ce_type", topic.encode()), ("ce_source", source.encode()), ("ce_specversion", b"1.0")
