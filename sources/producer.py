"""A producer for single messages, each to be acknowledged by all in-sync replicas before the next step.

Owns its options. Used by the commands that send again; systems that publish much use the publisher.
"""

from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas.kafka_security import OPEN, KafkaSecurity
from sources.publisher import ANSWER_MILLISECONDS, MAX_REQUEST_BYTES, Undelivered

ACKNOWLEDGED_SECONDS = 30


def careful_producer(bootstrap: str, security: KafkaSecurity = OPEN) -> KafkaProducer:
    """Connect to `bootstrap`. Errors: Undelivered when nobody answers."""
    try:
        return KafkaProducer(
            bootstrap_servers=bootstrap.split(","),
            bootstrap_timeout_ms=ANSWER_MILLISECONDS,
            acks="all",
            enable_idempotence=True,
            max_request_size=MAX_REQUEST_BYTES,
            allow_auto_create_topics=False,
            **security.options(),
        )
    except KafkaError as error:
        raise Undelivered(f"no Kafka answers at {bootstrap}") from error
