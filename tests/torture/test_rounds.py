"""The short form of the torture: one round of quick faults, and what a script and its events are."""

from pathlib import Path

import pytest

from tests.torture.events import traffic
from tests.torture.faults import Fault, script
from tests.torture.round import play


@pytest.mark.integration
def test_a_round_of_faults_ends_as_it_is_replayed(tmp_path: Path) -> None:
    drawn = script(2, 4, quick=True)
    assert drawn.mixed
    result = play(drawn, "fast", tmp_path)
    assert result.problems == ()
    assert result.alert_versions > 100


def test_the_same_seed_gives_the_same_script_and_events() -> None:
    assert script(7, 8) == script(7, 8)
    assert traffic(script(7, 8)).stages == traffic(script(7, 8)).stages
    assert traffic(script(7, 8)).stages != traffic(script(9, 8)).stages


def test_a_few_seeds_bring_every_kind_of_fault() -> None:
    assert {fault for seed in range(20) for fault in script(seed, 6).faults} == set(Fault)


@pytest.mark.parametrize("seed", [1, 2])
def test_producers_double_and_reorder_but_lose_nothing(seed: int) -> None:
    made = traffic(script(seed, 4))
    events = [(one.topic, *event) for one in made.district.parcels for event in [*one.events]]
    sent = [(one.topic, one.school, one.value) for stage in made.stages for one in stage]
    assert set(sent) == set(events)
    assert len(sent) == len(events) + made.doubled
    assert made.doubled > 10
    assert (list(dict.fromkeys(sent)) == list(dict.fromkeys(events))) is (seed == 1)
