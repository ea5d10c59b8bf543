"""A worker dies when its alerts are out and its state is not; meanwhile events of another topic come.

The next worker has both before it, and must take first what was taken before: the alerts that are out stay true.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import CALENDARS, ROLL_CALLS
from tests.agents.builders import calendar, roll_call
from tests.agents.conftest import RULES, WAIT_SECONDS, School, Worker
from tests.agents.test_restart import publish
from tests.torture.faults import Fault
from tests.torture.verdict import hear
from tests.torture.worker import DIED

pytestmark = pytest.mark.integration


def test_alerts_that_were_published_before_their_state_are_published_again_as_they_were(
    start_worker: Callable[..., Worker], school_system: School, bootstrap: str, tmp_path: Path
) -> None:
    schools = [f"36{number:04d}" for number in range(12)]
    alerts = school_system.read("naervaer.alerts.v1")
    first = start_worker()
    publish(school_system, [(CALENDARS, calendar(school)) for school in schools])
    school_system.await_handled(CALENDARS)
    first.stop()

    publish(school_system, [(ROLL_CALLS, roll_call("2025-08-11", school)) for school in schools])
    assert _dying(bootstrap, tmp_path) == DIED
    alerts.until(bool)
    revised = {"id": "cal-2", "recorded_at": "2025-09-01T12:00:00+02:00"}
    publish(school_system, [(CALENDARS, {**calendar(school), **revised}) for school in schools])
    start_worker()
    school_system.await_handled(CALENDARS, ROLL_CALLS)

    heard = hear(bootstrap)
    assert {name[1] for name in heard.copies} == {1}
    assert len(heard.copies) == len(schools)
    assert heard.published() > len(heard.copies), "no alert was published twice"
    assert {name: len(copies) for name, copies in heard.copies.items() if len(copies) > 1} == {}


def _dying(bootstrap: str, directory: Path) -> int:
    words = ["normal", Fault.DIES_BEFORE_STATE, "1", bootstrap, str(RULES), str(directory / "dying"), "0"]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.torture.worker", *words], check=False, timeout=WAIT_SECONDS, capture_output=True
    )
    return ended.returncode
