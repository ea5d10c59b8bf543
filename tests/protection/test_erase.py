"""`naervaer erase` against the running system: withdrawn, gone from ClickHouse's files, and a receipt that says so."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.topics import create_topics
from schemas import ALERTS, CALENDARS, ERASURES, FACTS, ROLL_CALLS, ROSTERS
from tests.agents.builders import calendar, roll_call, roster
from tests.protection.conftest import System

pytestmark = pytest.mark.integration

PUPIL = "plantedQz7vXkPupil"
OTHER = "anotherWm3tRjPupil"
DAYS = ("2025-08-11", "2025-08-12", "2025-08-13", "2025-08-14", "2025-08-15", "2025-08-18")


def absent(day: str, school: str) -> dict[str, object]:
    entries = [{"pupil": name, "status": "absent", "category": "unlawful"} for name in (PUPIL, OTHER)]
    return {**roll_call(day, school), "entries": entries}


@pytest.mark.timeout(600)
def test_an_erasure_is_carried_out_and_proved(
    system: System, files_with: Callable[[str, str], list[str]], tmp_path: Path
) -> None:
    school, file = "280123", tmp_path / "receipt.json"
    system.school.publish(CALENDARS, calendar(school))
    system.school.publish(ROSTERS, roster(school))
    for day in DAYS:
        system.school.publish(ROLL_CALLS, absent(day, school))
    system.await_all()
    assert files_with("clickhouse", PUPIL)
    exported = json.loads(system.naervaer("pupil", "export", school, PUPIL).stdout)
    assert [mark["date"] for mark in exported["events"]["registrations"]] == list(DAYS)
    assert len(exported["tables"]["absences"]) == len(DAYS)
    assert {row["pupil"] for rows in exported["tables"].values() for row in rows} == {PUPIL}
    assert OTHER not in json.dumps(exported)

    done = system.naervaer("erase", school, PUPIL, "--receipt", str(file))

    assert done.returncode == 0, done.stderr
    assert files_with("clickhouse", PUPIL) == []
    assert files_with("clickhouse", OTHER)
    later = json.loads(system.naervaer("pupil", "export", school, PUPIL).stdout)
    assert later["tables"] == {"absences": [], "pupil_quarters": [], "alert_history": []}
    assert len(later["events"]["erasures"]) == 1
    receipt = json.loads(file.read_bytes())
    assert receipt["rows"] == {"absences": 0, "pupil_quarters": 0, "alert_history": 0}
    assert (receipt["rows_covered_by_the_erasure"], receipt["replaced_parts_on_disk"]) == (0, 0)
    assert "dk.unlawful.quarter.15" in {alert["rule"] for alert in receipt["withdrawn"]}
    assert len(receipt["withdrawn"]) == len(DAYS) + 3  # each day; 8, 10 and 15 % of the quarter
    held = {topic["topic"]: topic for topic in receipt["topics"]}
    assert held[ROLL_CALLS]["records"] == len(DAYS)
    assert held[ERASURES]["records"] == 1
    assert {ALERTS, FACTS} <= held.keys()
    assert ROSTERS not in held
    assert all(topic["gone_by"] > topic["newest"] for topic in receipt["topics"])

    verified = system.naervaer("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout.endswith("nothing differs\n")


def test_without_a_worker_there_is_no_receipt(own_kafka: str, clickhouse: str, tmp_path: Path) -> None:
    create_topics(own_kafka, 2)
    file = tmp_path / "receipt.json"
    given = {**os.environ, "NAERVAER_KAFKA": own_kafka, "NAERVAER_CLICKHOUSE": clickhouse}
    command = [sys.executable, "-m", "cli", "erase", "280123", "p1", "--receipt", str(file), "--wait", "2"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the group naervaer-worker has not come to the end of naervaer.erasures.v1; does it run?" in done.stderr
    assert not file.exists()


def test_a_pupil_that_cannot_be_one_is_refused_before_anything_is_sent(system: System, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    refused = system.naervaer("erase", "280123", "010203-1234", "--receipt", str(file))
    assert refused.returncode == 1
    assert "looks_like_cpr" in refused.stderr
    assert not file.exists()
