"""Rows for the analysts published again, where those in ClickHouse differ from what the events say.

Owns the sending; which rows is decided in `streams.replay.audit_rows`. Called by `naervaer verify --repair`.
"""

from collections.abc import Iterable
from datetime import datetime

from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas import FACTS, Fact, cloud_event_headers, encode_in_parts
from schemas.kafka_security import OPEN, KafkaSecurity
from sources.producer import ACKNOWLEDGED_SECONDS, careful_producer
from sources.publisher import Undelivered

CE_SOURCE = "/naervaer/verify"
FACT_BYTES = 512 * 1024


def publish_facts(bootstrap: str, facts: Iterable[Fact], now: datetime, security: KafkaSecurity = OPEN) -> None:
    """Send facts, each acknowledged; the newest row of a key wins, so sending them twice changes nothing.

    Errors: Undelivered.
    """
    producer = careful_producer(bootstrap, security)
    try:
        for fact in facts:
            _send(producer, fact, now)
    except KafkaError as error:
        raise Undelivered(f"{FACTS}: {error}") from error
    finally:
        producer.close()


def _send(producer: KafkaProducer, fact: Fact, now: datetime) -> None:
    for number, value in enumerate(encode_in_parts(fact, FACT_BYTES)):
        name = f"{fact.school}/{now.isoformat()}/{number}"
        headers = list(cloud_event_headers(name, FACTS, CE_SOURCE, now))
        producer.send(FACTS, key=fact.school.encode(), value=value, headers=headers).get(ACKNOWLEDGED_SECONDS)
