"""Alerts, notifications, facts and handovers as records: topic, key, bytes, CloudEvents headers.

Pure. Keyed by school, on the partition of the event that caused them; a handover on that of its own school. Used by the
planner.
"""

from datetime import UTC, datetime

from agents.messages import Record, Source
from schemas import (
    ALERTS,
    FACTS,
    HANDOVERS,
    Fact,
    Notification,
    cloud_event_headers,
    encode,
    encode_in_parts,
    notifications_topic,
)
from streams.alerts.version import Announced
from streams.pages.sheet import instant_at
from streams.register.departures import Handed

CE_SOURCE = "/naervaer/worker"
FACT_BYTES = 512 * 1024  # of one message; a new calendar of a large school can change tens of thousands of rows


def alert_record(announced: Announced, partition: int) -> Record:
    """Give the record for one version of an alert."""
    headers = cloud_event_headers(
        f"{announced.id}/{announced.record.version}", ALERTS, CE_SOURCE, announced.recorded_at
    )
    return Record(ALERTS, partition, announced.school.encode(), announced.json, headers)


def notification_record(notification: Notification, partition: int) -> Record:
    """Give the record for one notification."""
    alert = notification.alert
    topic = notifications_topic(notification.audience)
    headers = cloud_event_headers(notification.id, topic, CE_SOURCE, alert.recorded_at)
    return Record(topic, partition, alert.school.encode(), encode(notification), headers)


def handover_record(handover: Handed, partition: int) -> Record:
    """Give the record for one handover; `partition` is that of the new school."""
    headers = cloud_event_headers(handover.id, HANDOVERS, CE_SOURCE, instant_at(handover.recorded))
    return Record(HANDOVERS, partition, handover.school.encode(), handover.json, headers)


def fact_records(fact: Fact, cause: Source) -> list[Record]:
    """Give the records for the rows that follow from one event, in their order.

    An id is the event's place in the log and the number of the record, from 0.
    """
    place = f"{cause.topic}/{cause.partition}/{cause.offset}"
    at = datetime.fromtimestamp(cause.timestamp, UTC)
    return [
        Record(
            *(FACTS, cause.partition, fact.school.encode(), value),
            cloud_event_headers(f"{place}/{number}", FACTS, CE_SOURCE, at),
        )
        for number, value in enumerate(encode_in_parts(fact, FACT_BYTES))
    ]
