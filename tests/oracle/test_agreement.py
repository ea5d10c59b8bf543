"""The pipeline and the oracle say the same about districts full of trouble, event by event and in any order."""

from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from streams.law.rule import Rulebook
from tests.oracle.dice import Dice
from tests.oracle.disagreement import Sides, Teller, active, difference, smallest
from tests.oracle.districts import districts, shuffled
from tests.oracle.message import Told
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.replayer import Replayer
from tests.oracle.rulebook import TROUBLE
from tests.oracle.sent import Sent
from tests.oracle.small import school_lives

SEEDS = st.integers(0, 2**32 - 1)


def search(share: float) -> settings:
    """Return how long to search: a share of the profile's examples, the same each time unless it is the long one."""
    profile = settings.get_current_profile_name()
    return settings(
        max_examples=max(1, int(share * settings().max_examples)),
        phases=(Phase.explicit, Phase.generate),
        derandomize=profile != "long",
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def both(rulebook: Rulebook = TROUBLE) -> tuple[Teller, Teller]:
    """Return oracle and pipeline, both without events."""
    return Replayer(rulebook.rules).tell, PipelineRun(rulebook).handle


def interrupted(seed: int) -> Sides:
    """Return oracle and pipeline; the pipeline forgets what it has in memory, or is started again, now and then."""

    def sides() -> tuple[Teller, Teller]:
        dice, run = Dice(seed), PipelineRun(TROUBLE)

        def handle(one: Sent) -> Told:
            match dice.below(6):
                case 0:
                    run.forget()
                case 1:
                    run.restart()
                case _:
                    pass
            return run.handle(one)

        return Replayer(TROUBLE.rules).tell, handle

    return sides


def agree(sides: Sides, events: Sequence[Sent]) -> None:
    """Fail with the smallest case in which the two sides differ."""
    found = difference(sides, events)
    assert found is None, smallest(sides, found).text()


@search(0.35)
@given(districts())
def test_every_version_is_the_oracle_s(events: list[Sent]) -> None:
    agree(both, events)


@search(3)
@given(school_lives)
def test_every_version_of_a_small_case_is_the_oracle_s(events: list[Sent]) -> None:
    agree(both, events)


@search(0.15)
@given(districts(), SEEDS)
def test_a_pipeline_that_forgets_or_starts_again_says_the_same(events: list[Sent], seed: int) -> None:
    agree(interrupted(seed), events)


@search(0.3)
@given(districts(), SEEDS)
def test_any_order_ends_in_the_same_active_alerts(events: list[Sent], seed: int) -> None:
    judged = Replayer(TROUBLE.rules)
    for one in events:
        judged.tell(one)
    expected = sorted(active(standing.version.message()) for standing in judged.active())
    for order in (events, shuffled(seed, events), shuffled(seed + 1, events)):
        run = PipelineRun(TROUBLE)
        for one in order:
            run.handle(one)
        raised = [alert for alert in run.newest.values() if alert["state"] == "raised"]
        assert sorted(active(alert) for alert in raised) == expected
