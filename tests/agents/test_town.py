"""The clock and changes of school together, through a worker on a real broker: it says what the replay says."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.broker import LocalBroker
from deploy.topics import create_topics
from schemas import ALERTS, HANDOVERS, encode
from tests.agents.conftest import PARTITIONS, Reader, School, Worker
from tests.agents.town import Parcel, Version, identified, parcels, place, replayed
from tests.ports import free_port

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give a broker of its own: a tick is for every school of its partition, those of other tests too."""
    with LocalBroker(tmp_path_factory.mktemp("kafka"), free_port()) as broker:
        create_topics(broker.bootstrap, PARTITIONS)
        yield broker.bootstrap


def send_and_wait(system: School, parcel: Parcel) -> None:
    """Publish a parcel and wait until it is judged, with what it sends on to other schools."""
    for each in parcel.events:
        system.producer.send(each.topic, value=encode(each.event), **place(each))
    system.producer.flush()
    system.await_handled(*parcel.topics)
    if parcel.is_handed_over:
        system.await_handled(HANDOVERS)


def said(alerts: Reader, number: int) -> dict[Version, bytes]:
    """Give all versions when there are so many; each was said in one way only."""
    versions: dict[Version, bytes] = {}

    def enough(seen: list[Any]) -> bool:
        versions.update(identified(record.value) for record in seen)
        return len(versions) >= number

    alerts.until(enough)
    assert set(versions.items()) == {identified(record.value) for record in alerts.seen}
    return versions


def test_a_town_with_a_clock_and_changes_of_school_ends_as_it_is_replayed(
    start_worker: Callable[[], Worker], school_system: School, tmp_path: Path
) -> None:
    town = parcels()
    expected = replayed(town, tmp_path)
    told = [json.loads(value) for value in expected.values()]
    assert {alert["subject"] for alert in told} == {"pupil", "class", "school"}, "the clock says something"
    assert {alert["state"] for alert in told} == {"raised", "cleared", "withdrawn"}
    assert any(alert["reason"] == "transferred" for alert in told)
    alerts = school_system.read(ALERTS)
    start_worker().await_ready()
    for parcel in town:
        send_and_wait(school_system, parcel)
    assert said(alerts, len(expected)) == expected
