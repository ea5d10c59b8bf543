"""What cannot be used on the real broker: it ends in the dead letters or on the right partition, and stops nothing."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from kafka import KafkaProducer

from schemas import CALENDARS, ROLL_CALLS
from streams.routing import partition_of
from tests.agents.builders import as_json, calendar, roll_call
from tests.agents.conftest import PARTITIONS, WAIT_SECONDS, School, Worker, wait_until

pytestmark = pytest.mark.integration

DAY = "2025-08-11"


def bad_messages(school: str) -> list[tuple[str, bytes | None, bytes | None]]:
    good = roll_call(DAY, school)
    key = school.encode()
    return [
        ("not_json", key, b"{nope"),
        ("not_json", key, None),
        ("not_json", key, b"\xff\xfe"),
        ("too_large", key, b" " * (1024 * 1024 + 1)),
        ("looks_like_cpr", key, as_json({**good, "id": "010203-1234"})),
        ("schema", key, as_json({**good, "grade": "7"})),
        ("schema", None, b"{}"),
        ("key_mismatch", b"000000", as_json(good)),
        ("key_mismatch", None, as_json(good)),
        ("end_moment_for_grade", key, as_json({**good, "moment": "end"})),
        ("date_in_future", key, as_json({**good, "date": "2025-08-12"})),
    ]


def test_bad_messages_become_dead_letters_and_the_events_behind_them_are_handled(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    school = "310001"
    home = partition_of(school, PARTITIONS)
    letters = school_system.read(f"{ROLL_CALLS}.dlq")
    alerts = school_system.read("naervaer.alerts.v1")
    start_worker().await_ready()
    school_system.publish(CALENDARS, calendar(school))
    expected = bad_messages(school)
    for _, key, value in expected:
        school_system.producer.send(ROLL_CALLS, key=key, value=value, partition=home)
    school_system.publish(ROLL_CALLS, roll_call(DAY, school))

    seen = letters.until(lambda records: len(records) >= len(expected))
    assert [dict(record.headers)["naervaer-reason"].decode() for record in seen] == [
        reason for reason, _, _ in expected
    ]
    for record, (_, key, value) in zip(seen, expected, strict=True):
        assert record.partition == home
        assert record.key == key
        assert record.value == value or b"XXXXXX" in record.value
        assert dict(record.headers)["naervaer-partition"] == str(home).encode()
    assert b"010203-1234" not in b"".join(record.value or b"" for record in seen)
    assert [json.loads(record.value)["rule"] for record in alerts.first(key=school)] == ["dk.unlawful.day"]


def test_what_a_producer_compressed_to_pass_the_broker_stops_nothing(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    school = "310003"
    home = partition_of(school, PARTITIONS)
    letters = school_system.read(f"{ROLL_CALLS}.dlq")
    alerts = school_system.read("naervaer.alerts.v1")
    start_worker().await_ready()
    school_system.publish(CALENDARS, calendar(school))
    school_system.await_handled(CALENDARS)
    large = b" " * (20 * 1024 * 1024)
    headers, event = [("trace", large)], as_json(roll_call(DAY, school))
    elsewhere = (home + 1) % PARTITIONS
    with KafkaProducer(
        bootstrap_servers=school_system.bootstrap, compression_type="gzip", max_request_size=2 * len(large)
    ) as producer:
        for sent in (
            producer.send(ROLL_CALLS, key=school.encode(), value=large, partition=home),
            producer.send(ROLL_CALLS, key=large, value=b"{}", partition=home),
            producer.send(ROLL_CALLS, key=school.encode(), value=event, headers=headers, partition=elsewhere),
        ):
            sent.get(WAIT_SECONDS)
    school_system.await_handled(ROLL_CALLS)
    school_system.publish(ROLL_CALLS, roll_call(DAY, school))

    assert [json.loads(record.value)["rule"] for record in alerts.first(key=school)] == ["dk.unlawful.day"]
    seen = letters.until(lambda records: len(records) >= 3)
    details = sorted(dict(record.headers)["naervaer-detail"].decode() for record in seen)
    assert details[0].startswith("id: Field required")
    assert details[1].startswith("the value has 20971520 bytes")
    assert details[2].startswith("with its headers it has 2097")
    assert all(len(record.value) <= 2 * 1024 * 1024 for record in seen)


def test_an_event_on_a_wrong_partition_reaches_its_school(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    school = "310002"
    home = partition_of(school, PARTITIONS)
    alerts = school_system.read("naervaer.alerts.v1")
    worker = start_worker()
    worker.await_ready()
    school_system.publish(CALENDARS, calendar(school))
    school_system.publish(ROLL_CALLS, roll_call(DAY, school), partition=(home + 1) % PARTITIONS)
    assert alerts.first(key=school)[0].partition == home
    shown = metrics(worker)
    assert shown[f'naervaer_forwarded_total{{topic="{ROLL_CALLS}"}}'] == 1
    wait_until(lambda: metrics(worker)["naervaer_ready"] == 1, worker.text)
    assert not [name for name in shown if school in name]


def metrics(worker: Worker) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{worker.metrics_port}/metrics") as answer:
        lines: list[Any] = [line.rpartition(" ") for line in answer.read().decode().splitlines() if line[0] != "#"]
    return {name: float(value) for name, _, value in lines}
