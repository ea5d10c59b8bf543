"""What is on topics of a real broker, for tests of every package: all records, from the first to the last of now."""

from typing import Any

from kafka import KafkaConsumer, TopicPartition

POLL_MILLISECONDS = 200


def records(bootstrap: str, *topics: str) -> list[Any]:
    """Read topics to the end that they have when it begins."""
    found: list[Any] = []
    with KafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        places = [
            TopicPartition(topic, number)
            for topic in topics
            for number in sorted(consumer.partitions_for_topic(topic) or ())
        ]
        assert {place.topic for place in places} == set(topics), "topics are missing"
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for batch in consumer.poll(timeout_ms=POLL_MILLISECONDS).values():
                found += batch
    return found
