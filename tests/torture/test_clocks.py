"""Wrong clocks change nothing: neither those of producers, nor that of a worker, even when it jumps."""

from datetime import timedelta
from pathlib import Path
from time import time

import pytest

from schemas import ALERTS, CALENDARS, ROLL_CALLS
from tests.agents.builders import as_json, calendar, roll_call
from tests.agents.conftest import WAIT_SECONDS, School
from tests.torture.faults import Fault
from tests.torture.installation import Worker
from tests.torture.worker import NOWHERE

pytestmark = pytest.mark.integration

PRODUCERS = (timedelta(days=400), timedelta(days=-900), timedelta(seconds=-time()))
"""By so much their clocks are ahead: more than a broker takes, longer ago than anything is kept, and in 1970."""


@pytest.mark.parametrize(
    ("codes", "worker_clock"),
    [
        pytest.param(range(370001, 370004), NOWHERE, id="those of producers"),
        pytest.param(range(370011, 370014), Fault.WORKER_CLOCKS_JUMP, id="those of producers and of the worker"),
    ],
)
def test_events_are_judged_and_alerts_have_the_time_of_the_broker_whatever_clocks_are_wrong(
    codes: range, worker_clock: str, bootstrap: str, school_system: School, tmp_path: Path
) -> None:
    alerts = school_system.read(ALERTS)
    worker = Worker(bootstrap, tmp_path, "normal", worker_clock)
    try:
        assert worker.await_ready(WAIT_SECONDS), worker.text()
        for make, topic in ((calendar, CALENDARS), (lambda school: roll_call("2025-08-11", school), ROLL_CALLS)):
            for code, ahead in zip(codes, PRODUCERS, strict=True):
                event, at = make(str(code)), max(0, round((time() + ahead.total_seconds()) * 1000))
                sent = school_system.producer.send(topic, key=str(code).encode(), value=as_json(event), timestamp_ms=at)
                assert sent.get(WAIT_SECONDS).offset >= 0
            school_system.await_handled(topic)
        raised = [alerts.first(key=str(code))[0] for code in codes]
    finally:
        worker.process.stop(WAIT_SECONDS)
    assert [abs(alert.timestamp / 1000 - time()) < WAIT_SECONDS for alert in raised] == [True] * len(codes)
