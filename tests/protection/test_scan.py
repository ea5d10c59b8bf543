"""What nobody should have sent stays where it came in: a run of the real system is searched for what was planted."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from agents.config import CHANGELOG_TOPIC
from schemas import CALENDARS, CATALOGUE, ERASURES, INPUT_TOPICS, NOTICES, ROLL_CALLS, ROSTERS
from schemas.cpr import has_cpr_shape
from tests.agents.builders import as_json, calendar, roll_call, roster
from tests.protection.conftest import System
from tests.records import records

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

SCHOOL = "281234"
CPRS = ("010203-1234", "0102031234")
NAME, TEXT = "Jens Plantesen Hvidtfeldt", "fortroligt: ser en psykolog om mandagen"
WORDS = ("Plantesen", "Hvidtfeldt", "fortroligt", "psykolog")
DAYS = ("2025-08-11", "2025-08-12", "2025-08-13", "2025-08-14", "2025-08-15", "2025-08-18")
BAD_TEXTS = (NAME, TEXT, *CPRS)


def bad_messages() -> Iterator[tuple[str, bytes | None, bytes]]:
    """Planted texts in every kind of place: unknown fields, wrong values, keys, names of fields, broken JSON."""
    good: dict[str, dict[str, Any]] = {
        ROLL_CALLS: roll_call(DAYS[0], SCHOOL),
        CALENDARS: calendar(SCHOOL),
        ROSTERS: roster(SCHOOL),
        NOTICES: {"id": "n-1", "school": SCHOOL, "pupil": "p1", "first": DAYS[0], "after_last": DAYS[1]},
        ERASURES: {"id": "e-1", "school": SCHOOL, "pupil": "p1"},
    }
    for topic, value in good.items():
        for text in BAD_TEXTS:
            yield topic, SCHOOL.encode(), as_json({**value, "comment": text})
            yield topic, SCHOOL.encode(), as_json({**value, text: 1})
            yield topic, SCHOOL.encode(), as_json({**value, "recorded_at": text, "received_at": text})
            yield topic, text.encode(), as_json(value)
            yield topic, SCHOOL.encode(), text.encode()
    for text in BAD_TEXTS:
        entry = {"pupil": "p1", "status": "absent", "category": text}
        yield ROLL_CALLS, SCHOOL.encode(), as_json({**good[ROLL_CALLS], "entries": [entry]})
        yield ROLL_CALLS, SCHOOL.encode(), as_json({**good[ROLL_CALLS], "class": text * 3})
        pupil = {"pupil": text, "status": "absent"}
        yield ROLL_CALLS, SCHOOL.encode(), as_json({**good[ROLL_CALLS], "entries": [pupil]})


def text_of(record: Any, *, head_only: bool = False) -> str:
    head = "\n".join(f"{name} {value.decode(errors='replace')}" for name, value in record.headers)
    body = b"" if head_only else (record.key or b"") + b"\n" + (record.value or b"")
    return f"{head}\n{body.decode(errors='replace')}"


def planted(text: str) -> list[str]:
    return [word for word in (*WORDS, *CPRS) if word in text]


@pytest.fixture(scope="module")
def fed(system: System) -> System:
    """Feed the system good events that raise alerts, and bad ones among them."""
    producer = system.school.producer
    header = [("comment", NAME.encode())]
    bad = list(bad_messages())
    for topic, value in ((CALENDARS, calendar(SCHOOL)), (ROSTERS, roster(SCHOOL))):
        producer.send(topic, key=SCHOOL.encode(), value=as_json(value), headers=header)
    for number, day in enumerate(DAYS):
        producer.send(ROLL_CALLS, key=SCHOOL.encode(), value=as_json(roll_call(day, SCHOOL)), headers=header)
        for bad_topic, key, planted_in in bad[number :: len(DAYS)]:
            producer.send(bad_topic, key=key, value=planted_in)
    system.await_all()
    return system


def test_the_planted_texts_came_in_and_the_good_events_had_their_effect(fed: System) -> None:
    came = "".join(text_of(record) for topic in INPUT_TOPICS for record in records(fed.broker.bootstrap, topic))
    assert set(planted(came)) == {*WORDS, *CPRS}
    rules = {json.loads(record.value)["rule"] for record in records(fed.broker.bootstrap, "naervaer.alerts.v1")}
    assert "dk.unlawful.quarter.15" in rules


@pytest.mark.parametrize(
    "topic", [*(topic.name for topic in CATALOGUE if topic.direction in {"out", "internal"}), CHANGELOG_TOPIC]
)
def test_no_topic_that_is_made_from_them_holds_any(fed: System, topic: str) -> None:
    found = "".join(text_of(record) for record in records(fed.broker.bootstrap, topic))
    assert planted(found) == []


def test_dead_letters_hold_no_cpr_number_and_say_nothing_of_the_rest_in_their_headers(fed: System) -> None:
    letters = [
        record
        for topic in CATALOGUE
        if topic.direction == "dead-letter"
        for record in records(fed.broker.bootstrap, topic.name)
    ]
    assert len(letters) == len(list(bad_messages()))
    for letter in letters:
        assert planted(text_of(letter, head_only=True)) == []
        assert not has_cpr_shape(text_of(letter).replace(SCHOOL, ""))


@pytest.mark.parametrize("folder", ["clickhouse", "clickhouse.log", "worker", "sink.log", "kafka/kafka.log"])
def test_no_table_and_no_log_holds_any(fed: System, files_with: Callable[[str, str], list[str]], folder: str) -> None:
    assert (fed.directory / folder).exists()
    assert {word: files for word in (*WORDS, *CPRS) if (files := files_with(folder, word))} == {}


def test_no_metric_names_any_nor_a_pupil_or_a_school(fed: System) -> None:
    for port in (fed.worker.metrics_port, fed.sink_metrics_port):
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            shown = answer.read().decode()
        assert "naervaer_" in shown
        assert planted(shown) == []
        assert SCHOOL not in shown


def test_no_report_page_shows_any_nor_a_pupil(fed: System) -> None:
    pages = fed.report_pages()
    assert any("281234" in address for address in pages), "the pages of the school are among them"
    assert {address: words for address, page in pages.items() if (words := planted(page))} == {}
    assert [address for address, page in pages.items() if re.search(r"\bp1\b", page)] == []


def test_the_publisher_refuses_them_without_repeating_them(fed: System, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    readable = [(topic, value) for topic, key, value in bad_messages() if key == SCHOOL.encode() and value[:1] == b"{"]
    lines = (b'{"topic":"%b","value":%b}\n' % (topic.encode(), value) for topic, value in readable)
    file.write_bytes(b"".join(lines))
    before = len(records(fed.broker.bootstrap, ROLL_CALLS))
    told = fed.naervaer("publish", str(file))
    assert told.returncode == 1
    assert f"0 published, {len(readable)} refused" in told.stdout
    assert planted(told.stdout + told.stderr) == []
    assert len(records(fed.broker.bootstrap, ROLL_CALLS)) == before
