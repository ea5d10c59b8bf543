"""The publisher client: the right partition, the right refusal, nothing lost."""

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.partitioner.default import murmur2

from deploy.topics import create_topics
from schemas import CATALOGUE, CLOCK, ROLL_CALLS, Reason
from sources.publisher import Publisher, Refused, Undelivered
from tests.cli.messages import roll_call, tick

# From UtilsTest.testMurmur2 of Kafka's Java client, where the numbers are signed 32-bit.
JAVA_VECTORS = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}
PARTITIONS = 12


@pytest.mark.parametrize(("key", "expected"), JAVA_VECTORS.items())
def test_the_hash_is_that_of_the_java_client(key: bytes, expected: int) -> None:
    assert murmur2(key) == expected & 0xFFFFFFFF


@pytest.fixture(scope="module")
def bootstrap(own_kafka: str) -> str:
    create_topics(own_kafka, PARTITIONS, [topic for topic in CATALOGUE if topic.name in (ROLL_CALLS, CLOCK)])
    return own_kafka


def records(bootstrap: str, topic: str, count: int) -> list[tuple[int, bytes | None, bytes]]:
    found: list[tuple[int, bytes | None, bytes]] = []
    with KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, number) for number in range(PARTITIONS)])
        while len(found) < count:
            for batch in consumer.poll(timeout_ms=1000).values():
                found += [(record.partition, record.key, record.value) for record in batch]
    return found


@pytest.mark.integration
def test_a_message_arrives_keyed_by_its_school_on_the_partition_of_the_java_client(bootstrap: str) -> None:
    schools = [f"2801{number:02d}" for number in range(40)]
    with Publisher(bootstrap) as publisher:
        for school in schools:
            publisher.publish(ROLL_CALLS, roll_call(school))
    arrived = records(bootstrap, ROLL_CALLS, len(schools))
    assert {(partition, key) for partition, key, _ in arrived} == {
        ((murmur2(school.encode()) & 0x7FFFFFFF) % PARTITIONS, school.encode()) for school in schools
    }


@pytest.mark.integration
def test_a_clock_tick_goes_to_its_own_partition_without_a_key(bootstrap: str) -> None:
    with Publisher(bootstrap) as publisher:
        for partition in range(PARTITIONS):
            publisher.publish(CLOCK, tick(partition))
    assert {(partition, key) for partition, key, _ in records(bootstrap, CLOCK, PARTITIONS)} == {
        (partition, None) for partition in range(PARTITIONS)
    }


@pytest.mark.integration
def test_a_clock_tick_for_a_partition_that_is_not_there_is_undelivered(bootstrap: str) -> None:
    with Publisher(bootstrap) as publisher, pytest.raises(Undelivered, match=CLOCK):
        publisher.publish(CLOCK, tick(PARTITIONS))


@pytest.mark.integration
@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (roll_call(school="28012"), Reason.SCHEMA),
        (roll_call(id="0101011234"), Reason.LOOKS_LIKE_CPR),
        (roll_call(moment="end"), Reason.END_MOMENT_FOR_GRADE),
        (b"{", Reason.NOT_JSON),
        (b"[]", Reason.SCHEMA),
    ],
)
def test_a_wrong_message_is_refused_with_its_reason(
    bootstrap: str, message: dict[str, object] | bytes, reason: Reason
) -> None:
    with Publisher(bootstrap) as publisher, pytest.raises(Refused) as refused:
        publisher.publish(ROLL_CALLS, message)
    assert refused.value.rejection.reason is reason
