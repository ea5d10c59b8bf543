"""A standby has the register of a partition before it gets the partition: it takes over without reading it again."""

from collections.abc import Callable

import pytest
from kafka import KafkaConsumer, TopicPartition

from agents.config import CHANGELOG_TOPIC
from schemas import CALENDARS, ROLL_CALLS, ROSTERS
from tests.agents.conftest import PARTITIONS, School, Worker, wait_until
from tests.agents.test_bad_input import metrics
from tests.agents.test_restart import await_the_replay, preparations, publish, roll_calls

pytestmark = pytest.mark.integration

STANDBY = "tests.agents.standby"


def changelog_records(bootstrap: str) -> int:
    with KafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        ends = consumer.end_offsets([TopicPartition(CHANGELOG_TOPIC, number) for number in range(PARTITIONS)])
    return sum(ends.values())


def records_read(worker: Worker) -> int:
    return int(metrics(worker)["naervaer_changelog_records_read"])


def test_a_standby_takes_over_without_reading_the_changelog_again(
    start_worker: Callable[..., Worker], school_system: School
) -> None:
    schools = [f"37{number:04d}" for number in range(12)]
    before, then = preparations(schools), roll_calls(schools)
    half = len(then) // 2
    alerts = school_system.read("naervaer.alerts.v1")
    first = start_worker(STANDBY)
    first.await_ready()
    publish(school_system, before)
    school_system.await_handled(CALENDARS, ROSTERS)
    publish(school_system, then[:half])
    school_system.await_handled(ROLL_CALLS)
    second = start_worker(STANDBY)
    second.await_ready()
    everything = changelog_records(school_system.bootstrap)
    wait_until(lambda: records_read(second) >= everything, lambda: f"{records_read(second)} read of {everything}")

    read = records_read(second)
    first.kill()
    publish(school_system, then[half:])
    await_the_replay(alerts, schools, before + then)
    school_system.await_handled(ROLL_CALLS)
    assert records_read(second) == read
    assert second.stop() == 0
