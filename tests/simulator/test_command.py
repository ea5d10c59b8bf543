"""`naervaer simulate`, as a person runs it; to Kafka on a real broker."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from deploy.topics import create_topics
from schemas import CALENDARS, NOTICES, ROLL_CALLS, ROSTERS, RollCall, decode, encode
from sources.simulator import District, SimulatedEvent, simulate
from sources.simulator.ticks import with_ticks
from streams.windows.ticks import DeadlineHours
from tests.records import records

OPTIONS = ("--pupils", "60", "--from", "2025-08-10", "--to", "2025-08-20", "--seed", "7")


def run(*options: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *OPTIONS, *options])


def test_lines_go_to_standard_output_and_the_report_to_standard_error() -> None:
    result = run()
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {tuple(line) for line in lines} == {("topic", "value")}
    assert result.stdout.splitlines()[0].startswith('{"topic":"naervaer.calendars.v1","value":{"id":')
    assert "absence of school days" in result.stderr
    entries = sum(len(line["value"]["entries"]) for line in lines if line["topic"] == ROLL_CALLS)
    assert f"{entries:,} registrations in" in result.stderr


def test_a_file_holds_what_the_simulation_makes(tmp_path: Path) -> None:
    assert run("--out", str(tmp_path / "events.jsonl")).exit_code == 0
    lines = (tmp_path / "events.jsonl").read_bytes().splitlines()
    district = _district()
    events = [each.event for each in with_ticks(simulate(district), district, 12, DeadlineHours())]
    assert [line.split(b'"value":', 1)[1][:-1] for line in lines] == [encode(event) for event in events]


def _district() -> District:
    return District(7, 60, date(2025, 8, 10), date(2025, 8, 20))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--out", "x", "--to-kafka"), "exclude each other"),
        (("--state", "x"), "goes with --to-kafka"),
        (("--speed", "0"), "neither a positive number nor max"),
        (("--speed", "quick"), "neither a positive number nor max"),
        (("--to", "2025-08-10"), "must be after the beginning"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: tuple[str, ...], message: str) -> None:
    result = run(*options)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.integration
def test_kafka_gets_every_event_keyed_by_school_and_goes_on_where_it_stopped(own_kafka: str, tmp_path: Path) -> None:
    create_topics(own_kafka, 4)
    to_kafka = ("--to-kafka", "--kafka", own_kafka, "--speed", "max", "--state", str(tmp_path / "state.json"))
    for end in ("2025-08-14", "2025-08-20", "2025-08-20"):
        result = run("--to", end, *to_kafka)
        assert result.exit_code == 0, result.output
    events = [simulated.event for simulated in simulate(_district())]
    received = _received(own_kafka, events)
    assert sorted(value for _, _, value in received) == sorted(encode(event) for event in events)
    decoded = [decode(topic, key, value) for topic, key, value in received]
    calls = [event for event in decoded if isinstance(event, RollCall)]
    assert all(first.date <= second.recorded_at.date() for first, second in pairwise(calls))


@pytest.mark.integration
def test_nothing_is_lost_when_the_command_is_killed(own_kafka: str, tmp_path: Path) -> None:
    create_topics(own_kafka, 4)
    state = tmp_path / "state.json"
    options = (*OPTIONS, "--seed", "8", "--to-kafka", "--kafka", own_kafka, "--state", str(state))
    with subprocess.Popen([sys.executable, "-m", "cli", "simulate", *options, "--speed", "100000"]) as process:
        _wait_for(state)
        process.kill()
    assert CliRunner().invoke(main, ["simulate", *options, "--speed", "max"]).exit_code == 0
    events = [simulated.event for simulated in simulate(replace(_district(), seed=8))]
    assert {value for _, _, value in _received(own_kafka, events)} == {encode(event) for event in events}


def _wait_for(file: Path) -> None:
    give_up = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < give_up, f"{file} was not written"
        time.sleep(0.05)


def _received(bootstrap: str, events: list[SimulatedEvent]) -> list[tuple[str, bytes, bytes]]:
    """Everything on the input topics about the schools of these events."""
    schools = {event.school.encode() for event in events}
    found = records(bootstrap, ROLL_CALLS, CALENDARS, ROSTERS, NOTICES)
    return [(record.topic, record.key, record.value) for record in found if record.key in schools]
