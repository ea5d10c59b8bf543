"""A bug of our own on the real broker: a dead letter each, and too many of them stop the worker, not the schools."""

from collections.abc import Callable

import pytest

from agents.failure import FAILED
from schemas import CALENDARS, ROLL_CALLS
from tests.agents.builders import as_json, calendar, roll_call
from tests.agents.conftest import WAIT_SECONDS, School, Worker

pytestmark = pytest.mark.integration

FAULTY = "tests.badinput.faulty"
DAYS = [f"2025-08-{day}" for day in (11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29)]


def test_a_bug_is_a_dead_letter_whose_trace_the_log_explains_without_a_word_of_the_event(
    start_worker: Callable[..., Worker], school_system: School
) -> None:
    school = "350001"
    letters = school_system.read(f"{ROLL_CALLS}.dlq")
    alerts = school_system.read("naervaer.alerts.v1")
    worker = start_worker(FAULTY)
    school_system.publish(CALENDARS, calendar(school))
    school_system.await_handled(CALENDARS)
    school_system.publish(ROLL_CALLS, roll_call(DAYS[0], school, event="bug-1"))
    school_system.publish(ROLL_CALLS, roll_call(DAYS[1], school))

    (alert,) = alerts.first(key=school)
    assert f'"{DAYS[1]}"'.encode() in alert.value
    (letter,) = letters.first(key=school)
    headers = {name: value.decode() for name, value in letter.headers}
    assert headers["naervaer-reason"] == "internal_error"
    error, _, trace = headers["naervaer-detail"].partition(", trace ")
    assert error == "ZeroDivisionError"
    (line,) = [line for line in worker.text().splitlines() if f"trace {trace}" in line]
    assert f"{ROLL_CALLS}[{letter.partition}] offset" in line
    assert "handle" in line
    assert "Ida" not in worker.text() + headers["naervaer-detail"]


def test_more_bugs_than_allowed_in_a_minute_stop_the_worker_and_the_next_one_handles_every_event(
    start_worker: Callable[..., Worker], school_system: School
) -> None:
    school = "350002"
    alerts = school_system.read("naervaer.alerts.v1")
    worker = start_worker(FAULTY)
    school_system.publish(CALENDARS, calendar(school))
    school_system.await_handled(CALENDARS)
    for day in DAYS:
        school_system.producer.send(
            ROLL_CALLS, key=school.encode(), value=as_json(roll_call(day, school, event=f"bug-{day}"))
        )
    school_system.producer.flush()

    assert worker.process.wait(WAIT_SECONDS) == FAILED
    last = worker.text().splitlines()[-1]
    assert "worker stops: more than 10 internal errors in a minute" in last
    start_worker()
    assert any(DAYS[0].encode() in alert.value for alert in alerts.first(len(DAYS), key=school))
