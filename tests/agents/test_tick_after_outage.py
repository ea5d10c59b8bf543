"""A deadline that passed while no worker ran: nobody is told of roll calls that were there before it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deploy.local.broker import LocalBroker
from deploy.topics import create_topics
from schemas import ALERTS, CALENDARS, CLOCK, INPUT_TOPICS, ROLL_CALLS, ROSTERS, Deadline, encode
from streams.routing import partition_of
from streams.windows.ticks import DeadlineHours, Passed
from tests.agents.builders import SCHOOL, calendar, roll_call, roster
from tests.agents.conftest import PARTITIONS, Reader, School, Worker
from tests.ports import free_port

pytestmark = pytest.mark.integration

DAY = date(2025, 9, 15)
CLASSES = [f"5-{number}" for number in range(1, 401)]
FORGOTTEN = "5-0"


@pytest.fixture
def bootstrap(tmp_path: Path) -> Iterator[str]:
    """Give a broker of its own: a tick is for every school of its partition, those of other tests too."""
    with LocalBroker(tmp_path / "kafka", free_port()) as broker:
        create_topics(broker.bootstrap, PARTITIONS)
        yield broker.bootstrap


def in_class(name: str) -> dict[str, Any]:
    return {"class": name, "id": f"rc-{name}", "entries": []}


def enrolled(name: str) -> dict[str, Any]:
    pupils = [{"pupil": f"p{name}", "first": "2025-08-11", "after_last": None}]
    return {"class": name, "grade": 5, "pupils": pupils}


def tick(system: School, deadline: Deadline) -> None:
    partition = partition_of(SCHOOL, PARTITIONS)
    passed = Passed(DAY, deadline, DeadlineHours().at(DAY, deadline))
    system.producer.send(CLOCK, value=encode(passed.tick(partition)), partition=partition)
    system.producer.flush()


def told_of(alerts: Reader) -> list[tuple[str, str]]:
    """Give the classes, and whether they were told of or taken back, of all alerts about classes and the school."""
    told = [json.loads(record.value) for record in alerts.seen]
    return [(alert["class"], alert["state"]) for alert in told if alert["subject"] != "pupil"]


def test_only_the_class_without_a_roll_call_is_told_of_though_the_tick_is_read_before_the_roll_calls(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    alerts = school_system.read(ALERTS)
    school_system.publish(CALENDARS, calendar())
    school_system.publish(ROSTERS, roster() | {"classes": [*map(enrolled, (FORGOTTEN, *CLASSES))]})
    tick(school_system, "day")
    for name in CLASSES:
        school_system.publish(ROLL_CALLS, roll_call(DAY.isoformat()) | in_class(name))
    tick(school_system, "start")
    start_worker().await_ready()
    school_system.await_handled(*INPUT_TOPICS)
    alerts.until(bool)
    assert told_of(alerts) == [(FORGOTTEN, "raised")]
