"""A few schools through the running system: its alerts are those of a replay, its figures those of a naive count."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas import ALERTS, INPUT_TOPICS
from tests.agents.conftest import Reader
from tests.cli.running import Up
from tests.e2e.conftest import Town
from tests.e2e.district import Parcel, Schools, identified, replayed, schools
from tests.e2e.tables import Versions, differences

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]


class Ears:
    """Hears what the system says about some schools, from before the first event on."""

    def __init__(self, town: Town, codes: tuple[str, ...]) -> None:
        self._codes = {code.encode() for code in codes}
        self._alerts = town.read(ALERTS)
        self._letters = [town.read(f"{topic}.dlq") for topic in INPUT_TOPICS]

    def until(self, number: int) -> Versions:
        """Give all versions when there are so many; each was said in one way only, however often."""
        self._alerts.until(lambda _: len(self._versions()) >= number)
        found = self._versions()
        assert all(len(said) == 1 for said in found.values())
        return {name: value for name, (value,) in found.items()}

    def rejected(self) -> list[Any]:
        """Give the dead letters."""
        for letters in self._letters:
            _read_to_end(letters)
        return [letter for letters in self._letters for letter in letters.seen if letter.key in self._codes]

    def _versions(self) -> dict[tuple[str, int], set[bytes]]:
        found: dict[tuple[str, int], set[bytes]] = {}
        for record in self._alerts.seen:
            if record.key in self._codes:
                name, value = identified(record.value)
                found.setdefault(name, set()).add(value)
        return found


def _read_to_end(reader: Reader) -> None:
    ends = reader.consumer.end_offsets(reader.partitions)
    reader.until(lambda _: all(reader.consumer.position(place) >= end for place, end in ends.items()))


def send(town: Town, parcel: Parcel) -> None:
    for school, value in parcel.events:
        town.producer.send(parcel.topic, key=school.encode(), value=value)
    town.producer.flush()


def send_and_wait(town: Town, parcel: Parcel) -> None:
    send(town, parcel)
    town.await_handled(parcel.topic)


def assert_all_is_as_replayed(town: Town, ears: Ears, district: Schools, directory: Path) -> None:
    expected = replayed(district.parcels, directory)
    states = {json.loads(value)["state"] for value in expected.values()}
    assert states == {"raised", "cleared", "withdrawn"}, "the district is too quiet to show anything"
    assert ears.until(len(expected)) == expected
    town.await_all()
    assert ears.rejected() == []
    assert differences(town.rows, district, expected) == []


def test_a_district_ends_as_it_is_replayed(up: Up, town: Callable[[Up], Town], tmp_path: Path) -> None:
    district, outside = schools(1, 3), town(up)
    ears = Ears(outside, district.codes)
    for parcel in district.parcels:
        send_and_wait(outside, parcel)
    assert_all_is_as_replayed(outside, ears, district, tmp_path)


def test_a_worker_killed_in_the_middle_changes_nothing(up: Up, town: Callable[[Up], Town], tmp_path: Path) -> None:
    district, outside = schools(4, 5), town(up)
    ears = Ears(outside, district.codes)
    *before, last = district.parcels
    for parcel in before:
        send_and_wait(outside, parcel)
    heard = len(replayed(before, tmp_path))
    ears.until(heard)
    half = len(last.events) // 2
    send(outside, Parcel(last.topic, last.events[:half]))
    ears.until(heard + 1)
    up.kill_part("worker")
    send(outside, Parcel(last.topic, last.events[half:]))
    up.await_line(r"worker ended by itself \(exit code -9\), restart 1 of 5; log .*worker\.log")
    outside.await_handled(last.topic)
    assert_all_is_as_replayed(outside, ears, district, tmp_path)
