"""Workers that are killed, join and leave: every alert version is published, all copies are alike, as in a replay."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from schemas import CALENDARS, ROLL_CALLS, ROSTERS
from tests.agents.builders import as_json, calendar, roll_call, roster
from tests.agents.conftest import Reader, School, Worker
from tests.agents.replay import alerts_of

pytestmark = pytest.mark.integration

DAYS = [f"2025-{month:02d}-{day:02d}" for month in (8, 9) for day in range(1, 31)]
Event = tuple[str, dict[str, Any]]


def preparations(schools: Iterable[str]) -> list[Event]:
    return [event for school in schools for event in ((CALENDARS, calendar(school)), (ROSTERS, roster(school)))]


def roll_calls(schools: list[str]) -> list[Event]:
    """Absences day by day; every third is later corrected, every fifth is repeated."""
    events = []
    for number, day in enumerate(DAYS):
        category = ("unlawful", "sickness")[number % 2]
        events += [(ROLL_CALLS, roll_call(day, school, category=category)) for school in schools]
        if number % 3 == 0:
            late = [roll_call(day, school, event=f"late-{day}", category="leave", hour=12) for school in schools]
            events += [(ROLL_CALLS, event) for event in late]
        if number % 5 == 0:
            events += [(ROLL_CALLS, roll_call(day, school, category=category)) for school in schools]
    return events


def publish(system: School, events: Iterable[Event]) -> None:
    for topic, event in events:
        system.producer.send(topic, key=event["school"].encode(), value=as_json(event))
    system.producer.flush()


def versions(reader: Reader, schools: list[str]) -> dict[tuple[str, int], set[bytes]]:
    """Give all copies of each alert version seen."""
    found: dict[tuple[str, int], set[bytes]] = {}
    for record in reader.seen:
        if record.key.decode() in schools:
            name, _, version = dict(record.headers)["ce_id"].decode().partition("/")
            found.setdefault((name, int(version)), set()).add(record.value)
    return found


def await_the_replay(reader: Reader, schools: list[str], events: list[Event]) -> None:
    """Read until every version of the replay was seen; fail when a copy differs or a version is too many."""
    expected = alerts_of(events)
    assert len(expected) > 20 * len(schools)

    reader.until(lambda _: len(versions(reader, schools)) >= len(expected))
    assert versions(reader, schools) == {name: {value} for name, value in expected.items()}


def test_a_worker_killed_in_the_middle_leaves_nothing_out_and_changes_nothing(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    schools = [f"32{number:04d}" for number in range(12)]
    before, then = preparations(schools), roll_calls(schools)
    alerts = school_system.read("naervaer.alerts.v1")
    worker = start_worker()
    worker.await_ready()
    publish(school_system, before)
    school_system.await_handled(CALENDARS, ROSTERS)
    publish(school_system, then)
    alerts.until(bool)
    worker.kill()
    assert len(versions(alerts, schools)) < len(alerts_of(before + then)), "killed too late to be in the middle"
    start_worker()
    await_the_replay(alerts, schools, before + then)


def test_workers_that_join_and_leave_hand_over_their_schools(
    start_worker: Callable[[], Worker], school_system: School
) -> None:
    schools = [f"33{number:04d}" for number in range(12)]
    before, then = preparations(schools), roll_calls(schools)
    alerts = school_system.read("naervaer.alerts.v1")
    first = start_worker()
    first.await_ready()
    publish(school_system, before)
    school_system.await_handled(CALENDARS, ROSTERS)
    third = len(then) // 3
    publish(school_system, then[:third])
    second = start_worker()
    publish(school_system, then[third : 2 * third])
    second.await_ready()
    assert "worker ready: 2 partitions" in second.text()
    assert first.stop() == 0
    publish(school_system, then[2 * third :])
    await_the_replay(alerts, schools, before + then)
    assert "CRITICAL" not in first.text() + second.text()


def test_what_came_without_a_worker_is_read_whole_though_the_seek_of_the_next_one_ends_late(
    start_worker: Callable[..., Worker], school_system: School
) -> None:
    schools = [f"34{number:04d}" for number in range(12)]
    before, then = preparations(schools), roll_calls(schools)
    alerts = school_system.read("naervaer.alerts.v1")
    first = start_worker()
    first.await_ready()
    publish(school_system, before)
    school_system.await_handled(CALENDARS, ROSTERS)
    assert first.stop() == 0
    publish(school_system, then)
    late = start_worker("tests.agents.late_seek")
    await_the_replay(alerts, schools, before + then)
    assert late.stop() == 0
    assert "CRITICAL" not in late.text()
