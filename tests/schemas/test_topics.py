"""The catalogue of topics is complete and names each topic once."""

import re

from schemas import AUDIENCES, CATALOGUE, FACTS, INPUT_TOPICS, WORKER_TOPICS, dead_letter_topic, notifications_topic


def test_the_catalogue_holds_every_topic_once() -> None:
    names = [topic.name for topic in CATALOGUE]

    assert len(names) == len(set(names)) == 8 + 1 + 4 + 2 + 10
    assert {topic.name for topic in CATALOGUE if topic.direction == "in"} == set(INPUT_TOPICS)
    assert {dead_letter_topic(topic) for topic in (*WORKER_TOPICS, FACTS)} < set(names)
    assert {notifications_topic(audience) for audience in AUDIENCES} < set(names)


def test_names_are_legal_for_kafka() -> None:
    assert all(re.fullmatch(r"[a-z0-9.-]{1,249}", topic.name) for topic in CATALOGUE)


def test_only_dead_letters_have_no_model() -> None:
    assert {topic.direction for topic in CATALOGUE if topic.model is None} == {"dead-letter"}


def test_what_comes_in_is_kept_longer_than_two_school_years() -> None:
    assert all(topic.retention.days > 2 * 366 for topic in CATALOGUE if topic.direction == "in")
