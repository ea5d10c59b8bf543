"""Pupils who change school: pipeline and oracle have the same active alerts after every event, in any order."""

import json
from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.dice import Dice
from tests.oracle.disagreement import Teller, active, difference, smallest
from tests.oracle.districts import moving_districts, shuffled
from tests.oracle.message import Told
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.replayer import Replayer
from tests.oracle.rulebook import TROUBLE
from tests.oracle.sent import Sent
from tests.oracle.small import moving_lives
from tests.oracle.test_agreement import search

SEEDS = st.integers(0, 2**32 - 1)


def standing(alerts: Iterable[dict[str, object]]) -> Told:
    """Return the alerts without what may depend on the order of arrival."""
    return Told([{**json.loads(one), "version": 0} for one in sorted(map(active, alerts))], [])


def uninterrupted() -> tuple[Teller, Teller]:
    """Return oracle and pipeline, each telling all that is active after an event."""
    return interrupted(None)


def interrupted(seed: int | None) -> tuple[Teller, Teller]:
    """Return oracle and pipeline; with a seed the pipeline forgets or is started again now and then."""
    judged, run = Replayer(TROUBLE.rules), PipelineRun(TROUBLE)
    dice = None if seed is None else Dice(seed)

    def expect(one: Sent) -> Told:
        judged.tell(one)
        return standing(each.version.message() for each in judged.active())

    def get(one: Sent) -> Told:
        if dice and dice.chance(0.4):
            dice.one((run.forget, run.restart))()
        run.handle(one)
        return standing(run.active())

    return expect, get


@search(0.2)
@given(moving_districts())
def test_the_active_alerts_are_the_oracle_s_after_every_event(events: list[Sent]) -> None:
    found = difference(uninterrupted, events)
    assert found is None, smallest(uninterrupted, found).text()


@search(1.5)
@given(moving_lives)
def test_the_active_alerts_of_a_small_case_are_the_oracle_s_after_every_event(events: list[Sent]) -> None:
    found = difference(uninterrupted, events)
    assert found is None, smallest(uninterrupted, found).text()


@search(0.1)
@given(moving_districts(), SEEDS)
def test_a_pipeline_that_forgets_or_starts_again_has_the_same_active_alerts(events: list[Sent], seed: int) -> None:
    found = difference(lambda: interrupted(seed), events)
    assert found is None, smallest(lambda: interrupted(seed), found).text()


@search(0.1)
@given(moving_districts(), SEEDS)
def test_any_order_ends_in_the_same_active_alerts(events: list[Sent], seed: int) -> None:
    first = ends(events)
    assert ends(shuffled(seed, events)) == first
    assert ends(shuffled(seed + 1, events)) == first


def ends(events: Sequence[Sent]) -> Told:
    run = PipelineRun(TROUBLE)
    for one in events:
        run.handle(one)
    return standing(run.active())
