"""The clock agent against a real broker, with a clock that the test moves."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.clock import LONGEST_WAIT_SECONDS, Clock
from schemas import CLOCK
from streams.windows.ticks import DeadlineHours
from tests.agents.conftest import broker
from tests.records import records

pytestmark = pytest.mark.integration


@pytest.fixture
def bootstrap(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a broker of its own: a deadline that has passed makes lists of every school on a broker."""
    with broker(request, tmp_path) as address:
        yield address


BEGINS = datetime(2025, 9, 15, 7, 59, tzinfo=UTC)


class Time:
    """Passes only while somebody waits, and says stop at an instant."""

    def __init__(self, ends: datetime) -> None:
        self.now = BEGINS
        self.ends = ends

    def tell(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        assert 0 < seconds <= LONGEST_WAIT_SECONDS
        self.now += timedelta(seconds=seconds)
        return self.now >= self.ends


def ticks(bootstrap: str) -> list[tuple[int, str, str]]:
    """Read all ticks: partition, date and deadline."""
    return sorted(map(tick, records(bootstrap, CLOCK)))


def tick(record: Any) -> tuple[int, str, str]:
    value = json.loads(record.value)
    assert value["partition"] == record.partition
    assert dict(record.headers)["ce_id"].decode() == value["id"]
    return record.partition, value["local_date"], value["deadline"]


def test_the_newest_deadline_and_each_one_that_passes_is_told_to_every_partition(bootstrap: str) -> None:
    time = Time(BEGINS + timedelta(hours=15))
    Clock(bootstrap, DeadlineHours(), time.tell, time.wait).run()
    every = [("2025-09-15", "day"), ("2025-09-15", "start"), ("2025-09-15", "end"), ("2025-09-16", "day")]
    found = ticks(bootstrap)
    assert len(found) == 16
    assert set(found) >= {(partition, *each) for partition in range(4) for each in every}
