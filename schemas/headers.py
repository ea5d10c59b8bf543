"""CloudEvents 1.0 headers of the messages written by Nærvær, in the Kafka protocol binding's binary mode.

Source: CloudEvents 1.0.2, Kafka Protocol Binding, section 3.2.
"""

from datetime import UTC, datetime


def cloud_event_headers(event_id: str, topic: str, source: str, time: datetime) -> tuple[tuple[str, bytes], ...]:
    """Return the Kafka headers of one message.

    `event_id` is unique per source and stays the same when the message is sent again; the type of the event is the
    name of its topic; `source` is a URI reference; `time` is the aware time of the event that caused the message.
    """
    texts = (
        ("ce_id", event_id),
        ("ce_type", topic),
        ("ce_source", source),
        ("ce_specversion", "1.0"),
        ("ce_time", time.astimezone(UTC).isoformat().replace("+00:00", "Z")),
        ("content-type", "application/json"),
    )
    return tuple((name, text.encode()) for name, text in texts)
