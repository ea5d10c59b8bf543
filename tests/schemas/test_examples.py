"""Every example message, valid and invalid, goes through the code."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from schemas import CATALOGUE, INPUT_TOPICS, Reason, Topic, canonical_json, encode
from schemas.facts import FactMessage
from schemas.message import Message
from tests.schemas.builders import EXAMPLES, accepted, rejection

ANY_TOPIC = {Reason.NOT_JSON, Reason.LOOKS_LIKE_CPR, Reason.SCHEMA, Reason.KEY_MISMATCH}
POSSIBLE = {
    "naervaer.rollcalls.v1": ANY_TOPIC
    | {
        Reason.DUPLICATE_PUPIL,
        Reason.CATEGORY_WITHOUT_ABSENCE,
        Reason.END_MOMENT_FOR_GRADE,
        Reason.DATE_IN_FUTURE,
        Reason.TOO_OLD,
    },
    "naervaer.calendars.v1": ANY_TOPIC | {Reason.BAD_INTERVAL},
    "naervaer.rosters.v1": ANY_TOPIC | {Reason.BAD_INTERVAL, Reason.DUPLICATE_PUPIL},
    "naervaer.notices.v1": ANY_TOPIC | {Reason.BAD_INTERVAL},
    "naervaer.acknowledgements.v1": ANY_TOPIC | {Reason.BAD_INTERVAL},
    "naervaer.erasures.v1": ANY_TOPIC,
    "naervaer.transfers.v1": ANY_TOPIC,
    "naervaer.clock.v1": ANY_TOPIC - {Reason.KEY_MISMATCH},
}
WRITTEN = [topic for topic in CATALOGUE if topic.direction in {"out", "internal"}]


def examples(topic: str, kind: str) -> list[Path]:
    return sorted((EXAMPLES / topic / kind).glob("*.json"))


def all_examples(kind: str) -> list[object]:
    return [
        pytest.param(topic, path, id=f"{topic}: {path.stem}")
        for topic in INPUT_TOPICS
        for path in examples(topic, kind)
    ]


@pytest.mark.parametrize(("topic", "path"), all_examples("valid"))
def test_a_valid_example_is_accepted_and_comes_back_from_encode(topic: str, path: Path) -> None:
    event = accepted(topic, path.read_bytes())

    assert isinstance(event, Message)
    assert accepted(topic, encode(event)) == event


@pytest.mark.parametrize(("topic", "path"), all_examples("invalid"))
def test_an_invalid_example_is_rejected_for_the_reason_in_its_name(topic: str, path: Path) -> None:
    reason = rejection(topic, path.read_bytes()).reason

    assert path.stem.startswith(f"{reason}-"), reason


@pytest.mark.parametrize("topic", INPUT_TOPICS)
def test_every_reason_that_can_occur_has_an_example(topic: str) -> None:
    shown = {rejection(topic, path.read_bytes()).reason for path in examples(topic, "invalid")}

    assert shown == POSSIBLE[topic]


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda topic: topic.name)
def test_examples_of_what_we_write_are_what_encode_writes(topic: Topic) -> None:
    paths = examples(topic.name, "valid")
    assert paths
    assert topic.model is not None
    for path in paths:
        message = topic.model.model_validate_json(path.read_bytes())
        assert isinstance(message, BaseModel)
        written = json.loads(encode(message))
        expected = json.loads(canonical_json(path.read_bytes()))
        if topic.model is FactMessage:
            written["rows"] = {table: rows for table, rows in written["rows"].items() if rows}
            written = {name: value for name, value in written.items() if value is not None}
        assert written == expected


def test_every_folder_of_examples_is_a_topic() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {t.name for t in CATALOGUE if t.direction != "dead-letter"}
