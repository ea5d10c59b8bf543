"""Topics are made from the catalogue, and making them again changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from deploy.topics import TopicsUnusable, create_topics, keep_topics, topic_configuration
from schemas import ALERTS, CATALOGUE, FACTS, ROLL_CALLS, Topic, dead_letter_topic, notifications_topic
from schemas.retention import Retention, catalogue_kept

pytestmark = pytest.mark.integration


def catalogue(prefix: str) -> tuple[Topic, ...]:
    return tuple(replace(topic, name=f"{prefix}.{topic.name}") for topic in CATALOGUE)


def partitions(bootstrap: str, prefix: str) -> dict[str, int]:
    with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
        found = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}
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


def retention(bootstrap: str, topic: str) -> timedelta:
    asked = ConfigResource("TOPIC", topic, configs={"retention.ms": None})
    with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
        (found,) = admin.describe_configs([asked], config_filter="all").values()
    return timedelta(milliseconds=int(found[topic]["retention.ms"]["value"]))


def test_another_retention_is_set_on_the_topics_that_exist(kafka: str) -> None:
    topics = catalogue("kept")
    create_topics(kafka, 1, topics[:2])
    kept = catalogue_kept(Retention(registrations=400), topics)
    assert keep_topics(kafka, kept) == tuple(topic.name for topic in topics[:2])
    assert retention(kafka, topics[0].name) == timedelta(days=400)


def test_every_kind_of_topic_has_its_own_retention() -> None:
    kept = {topic.name: topic.retention.days for topic in catalogue_kept(Retention(1, 2, 3, 4, 7, 5, 6))}
    assert (kept[ROLL_CALLS], kept[ALERTS], kept[notifications_topic("guardian")]) == (1, 2, 3)
    assert (kept[FACTS], kept[dead_letter_topic(ROLL_CALLS)], kept[dead_letter_topic(FACTS)]) == (4, 5, 5)


def test_the_default_retention_is_that_of_the_catalogue() -> None:
    assert catalogue_kept(Retention()) == CATALOGUE
