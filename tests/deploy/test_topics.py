"""Topics are made from the catalogue, and making them again changes nothing."""

from dataclasses import replace

import pytest
from kafka import KafkaAdminClient

from deploy.topics import TopicsUnusable, create_topics, topic_configuration
from schemas import CATALOGUE, Topic

pytestmark = pytest.mark.integration


def catalogue(prefix: str) -> tuple[Topic, ...]:
    return tuple(replace(topic, name=f"{prefix}.{topic.name}") for topic in CATALOGUE)


def partitions(bootstrap: str, prefix: str) -> dict[str, int]:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    found = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}
    admin.close()
    return {name: count for name, count in found.items() if name.startswith(f"{prefix}.")}


def test_every_topic_of_the_catalogue_is_made_once(kafka: str) -> None:
    topics = catalogue("once")
    names = tuple(topic.name for topic in topics)
    assert create_topics(kafka, 3, topics).made == names
    assert create_topics(kafka, 3, topics).found == names
    assert partitions(kafka, "once") == dict.fromkeys(names, 3)


def test_a_missing_topic_is_made_beside_the_others(kafka: str) -> None:
    topics = catalogue("beside")
    create_topics(kafka, 2, topics[1:])
    assert create_topics(kafka, 2, topics).made == (topics[0].name,)


def test_another_number_of_partitions_is_refused_and_changes_nothing(kafka: str) -> None:
    topics = catalogue("other")
    create_topics(kafka, 2, topics[:1])
    with pytest.raises(TopicsUnusable, match=rf"4 was asked for, but {topics[0].name} has 2"):
        create_topics(kafka, 4, topics)
    assert partitions(kafka, "other") == {topics[0].name: 2}


def test_retention_is_that_of_the_catalogue() -> None:
    topic = CATALOGUE[0]
    assert topic_configuration(topic)["retention.ms"] == str(topic.retention.days * 86_400_000)
