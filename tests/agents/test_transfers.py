"""Pupils who change school, on a real broker with workers that are killed: live ends as the replay does."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main
from schemas import CALENDARS, HANDOVERS, INPUT_TOPICS, ROLL_CALLS, TRANSFERS
from tests.agents.builders import as_json, calendar, roll_call, transfer
from tests.agents.conftest import RULES, Reader, School, Worker
from tests.oracle.disagreement import active

pytestmark = pytest.mark.integration

Event = tuple[str, dict[str, Any]]
SCHOOLS = [f"35{number:04d}" for number in range(6)]
DAYS = [f"2025-08-{day}" for day in (11, 12, 13, 14, 15, 18, 19, 20, 21, 22)]


def pairs() -> list[tuple[str, str]]:
    """Each school and the next one; the last goes on to the first."""
    return list(zip(SCHOOLS, [*SCHOOLS[1:], SCHOOLS[0]], strict=True))


def calendars() -> list[Event]:
    return [(CALENDARS, calendar(school)) for school in SCHOOLS]


def absences(days: Iterable[str], name: str = "rc", category: str = "unlawful") -> list[Event]:
    return [
        (ROLL_CALLS, roll_call(day, school, event=f"{name}-{school}-{day}", category=category))
        for day in days
        for school in SCHOOLS
    ]


def moves() -> list[Event]:
    """Half of the pupils go on to the next school; then one of them comes back, and one goes elsewhere."""
    first = [(TRANSFERS, transfer(old, new, "2025-08-20", event=f"tr-{old}")) for old, new in pairs()[:3]]
    back = transfer(SCHOOLS[1], SCHOOLS[0], "2025-08-22", event="tr-back", day="2025-09-22")
    elsewhere = transfer(SCHOOLS[2], SCHOOLS[5], "2025-08-19", event="tr-else", day="2025-09-22")
    return [*first, (TRANSFERS, back), (TRANSFERS, elsewhere)]


def publish(system: School, events: Iterable[Event]) -> None:
    for topic, event in events:
        system.producer.send(topic, key=event["school"].encode(), value=as_json(event))
    system.producer.flush()


def replayed(events: Iterable[Event], directory: Path) -> list[str]:
    """Give the active alerts that `naervaer replay` ends with."""
    lines = [json.dumps({"topic": topic, "value": value}) for topic, value in events]
    (directory / "events").write_text("\n".join(lines) + "\n")
    arguments = ["replay", str(directory / "events"), "--rules", str(RULES), "--alerts", str(directory / "alerts")]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    return standing(json.loads(line) for line in (directory / "alerts").read_text().splitlines())


def live(alerts: Reader) -> list[str]:
    """Give the active alerts of our schools on the topic."""
    return standing(json.loads(record.value) for record in alerts.seen if record.key.decode() in SCHOOLS)


def standing(versions: Iterable[dict[str, Any]]) -> list[str]:
    newest: dict[str, dict[str, Any]] = {}
    for version in versions:
        if version["version"] >= newest.get(version["id"], version)["version"]:
            newest[version["id"]] = version
    return sorted(active(version) for version in newest.values() if version["state"] == "raised")


def test_a_worker_killed_among_handovers_ends_in_the_active_alerts_of_the_replay(
    start_worker: Callable[[], Worker], school_system: School, tmp_path: Path
) -> None:
    late = absences(DAYS[:5], "late", "sickness")
    events = [*calendars(), *absences(DAYS), *moves(), *late]
    alerts = school_system.read("naervaer.alerts.v1")
    handovers = school_system.read(HANDOVERS)
    worker = start_worker()
    worker.await_ready()
    publish(school_system, [*calendars(), *absences(DAYS)])
    school_system.await_handled(CALENDARS, ROLL_CALLS)
    publish(school_system, moves())
    handovers.until(bool)
    worker.kill()
    publish(school_system, late)
    start_worker()
    expected = replayed(events, tmp_path)
    alerts.until(lambda _: live(alerts) == expected)
    school_system.await_handled(*INPUT_TOPICS, HANDOVERS)
    alerts.until(bool)
    assert live(alerts) == expected
    assert any(json.loads(record.value)["reason"] == "transferred" for record in alerts.seen)
