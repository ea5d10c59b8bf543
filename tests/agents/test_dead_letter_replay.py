"""A dead letter of a real worker, edited by an operator and sent again, becomes the alert it should have been."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from cli.settings import settings
from schemas import CALENDARS, ROLL_CALLS
from tests.agents.builders import calendar, roll_call
from tests.agents.conftest import School, Worker

pytestmark = pytest.mark.integration

DAY = "2025-08-11"


def test_a_repaired_letter_becomes_an_alert(
    start_worker: Callable[[], Worker], school_system: School, tmp_path: Path
) -> None:
    school = "311001"
    letters, alerts = school_system.read(f"{ROLL_CALLS}.dlq"), school_system.read("naervaer.alerts.v1")
    start_worker().await_ready()
    school_system.publish(CALENDARS, calendar(school))
    school_system.await_handled(CALENDARS)
    school_system.publish(ROLL_CALLS, {**roll_call(DAY, school), "grade": "5"})
    letters.first(key=school)

    assert replay(school_system, school).exit_code == 1
    result = replay(school_system, school, "--edit", editor=an_editor(tmp_path))
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "1 sent again, 0 left")
    assert [json.loads(record.value)["rule"] for record in alerts.first(key=school)] == ["dk.unlawful.day"]


def replay(system: School, school: str, *options: str, editor: str = "false") -> Result:
    settings.cache_clear()
    environment = {"NAERVAER_KAFKA": system.bootstrap, "EDITOR": editor, "VISUAL": ""}
    result = CliRunner().invoke(main, ["dlq", "replay", "--school", school, *options], env=environment)
    settings.cache_clear()
    return result


def an_editor(directory: Path) -> str:
    """Make an editor that writes the grade as a number."""
    script = directory / "editor"
    script.write_text('#!/bin/sh\nsed -i -e \'s/"grade": "5"/"grade": 5/\' "$1"\ntouch -d "2030-01-01" "$1"\n')
    script.chmod(0o755)
    return str(script)
