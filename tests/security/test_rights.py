"""Each account may do what its role needs and nothing else: forbidden attempts on the real broker."""

import asyncio
from collections.abc import Iterator

import pytest
from faust.types import TP
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

from agents.ends import Ends
from deploy.acls import Role, bridge, create_acls, grants
from schemas import (
    ACKNOWLEDGEMENTS,
    ALERTS,
    AUDIENCES,
    CALENDARS,
    CATALOGUE,
    CLOCK,
    ERASURES,
    FACTS,
    HANDOVERS,
    ROLL_CALLS,
    WORKER_TOPICS,
    dead_letter_topic,
    notifications_topic,
)
from schemas.vocabulary import Audience
from tests.security.broker import ADMIN, SecureBroker

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::ResourceWarning")]

PRINCIPAL, GUARDIAN = notifications_topic("principal"), notifications_topic("guardian")
TOPICS = frozenset(topic.name for topic in CATALOGUE)


def write(broker: SecureBroker, account: str, topic: str) -> None:
    options = broker.by_password(account).options()
    producer = KafkaProducer(
        bootstrap_servers=broker.bootstrap, enable_idempotence=True, max_block_ms=10_000, **options
    )
    try:
        producer.send(topic, key=b"280123", value=b"{}", partition=0).get(20)
    finally:
        producer.close(5)


def read(broker: SecureBroker, account: str, topic: str) -> None:
    options = broker.by_password(account).options()
    consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, **options)
    place = TopicPartition(topic, 0)
    try:
        consumer.assign([place])
        consumer.seek_to_beginning(place)
        consumer.end_offsets([place])
        consumer.poll(2000)
    finally:
        consumer.close(autocommit=False)


WRITERS = [
    (Role.SCHOOL_SYSTEM, ROLL_CALLS),
    (Role.SCHOOL_SYSTEM, CALENDARS),
    (bridge("principal"), ACKNOWLEDGEMENTS),
    (Role.CLOCK, CLOCK),
    (Role.WORKER, ALERTS),
    (Role.WORKER, HANDOVERS),
    (Role.WORKER, dead_letter_topic(ROLL_CALLS)),
    (Role.SINK, dead_letter_topic(FACTS)),
    (Role.OPERATOR, ERASURES),
    (Role.OPERATOR, FACTS),
    (Role.OPERATOR, dead_letter_topic(ROLL_CALLS)),
]
READERS = [
    (bridge("principal"), PRINCIPAL),
    (Role.CASE_SYSTEM, ALERTS),
    (Role.SINK, FACTS),
    (Role.WORKER, HANDOVERS),
    (Role.OPERATOR, dead_letter_topic(ROLL_CALLS)),
]
NOT_WRITERS = [
    (Role.SCHOOL_SYSTEM, ALERTS),
    (Role.SCHOOL_SYSTEM, PRINCIPAL),
    (Role.SCHOOL_SYSTEM, FACTS),
    (Role.SCHOOL_SYSTEM, CLOCK),
    (Role.SCHOOL_SYSTEM, HANDOVERS),
    (Role.CLOCK, ROLL_CALLS),
    (bridge("principal"), ROLL_CALLS),
    (bridge("principal"), PRINCIPAL),
    (Role.SINK, ALERTS),
    (Role.CASE_SYSTEM, ALERTS),
    (Role.OPERATOR, ALERTS),
    ("nobody", ROLL_CALLS),
]
NOT_READERS = [
    (Role.SCHOOL_SYSTEM, ROLL_CALLS),
    (Role.SCHOOL_SYSTEM, ALERTS),
    (bridge("principal"), GUARDIAN),
    (bridge("principal"), ALERTS),
    (bridge("guardian"), PRINCIPAL),
    (Role.CASE_SYSTEM, ROLL_CALLS),
    (Role.SINK, ROLL_CALLS),
    (Role.SINK, HANDOVERS),
    (Role.CLOCK, CLOCK),
    ("nobody", PRINCIPAL),
]


@pytest.mark.parametrize(("account", "topic"), WRITERS)
def test_who_must_write_can(broker: SecureBroker, account: str, topic: str) -> None:
    write(broker, account, topic)


@pytest.mark.parametrize(("account", "topic"), READERS)
def test_who_must_read_can(broker: SecureBroker, account: str, topic: str) -> None:
    read(broker, account, topic)


def test_the_worker_may_ask_where_its_topics_end(broker: SecureBroker) -> None:
    places = [TP(topic, 0) for topic in WORKER_TOPICS]

    async def asked() -> dict[TP, int]:
        ends = Ends(broker.bootstrap, broker.by_password(Role.WORKER))
        try:
            return await ends.of(places)
        finally:
            await ends.close()

    assert asyncio.run(asked()).keys() == set(places)


@pytest.mark.parametrize(("account", "topic"), NOT_WRITERS)
def test_nobody_else_writes(broker: SecureBroker, account: str, topic: str) -> None:
    with pytest.raises(KafkaError) as refused:
        write(broker, account, topic)
    assert "uthoriz" in f"{type(refused.value).__name__} {refused.value}"


@pytest.mark.parametrize(("account", "topic"), NOT_READERS)
def test_nobody_else_reads(broker: SecureBroker, account: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        read(broker, account, topic)


def test_a_bridge_has_no_group_of_another(broker: SecureBroker) -> None:
    options = broker.by_password(bridge("principal")).options()
    consumer = KafkaConsumer(PRINCIPAL, bootstrap_servers=broker.bootstrap, group_id="naervaer.sink", **options)
    with pytest.raises(GroupAuthorizationFailedError):
        consumer.poll(10_000)
    consumer.close(autocommit=False)


def test_making_the_grants_again_changes_nothing(broker: SecureBroker) -> None:
    made = sum(len(grant.operations) for grant in grants())
    assert create_acls(broker.bootstrap, broker.by_password(ADMIN)) == made


def granted(operation: str) -> Iterator[tuple[str, str]]:
    for grant in grants():
        if not grant.is_prefix and any(each.name == operation for each in grant.operations):
            yield grant.account, grant.name


def test_every_topic_has_a_writer_but_the_clock_is_no_school() -> None:
    assert {name for _, name in granted("WRITE")} >= TOPICS
    assert (Role.SCHOOL_SYSTEM, CLOCK) not in set(granted("WRITE"))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_bridge_reads_one_topic_only(audience: Audience) -> None:
    assert [name for account, name in granted("READ") if account == bridge(audience)] == [notifications_topic(audience)]
