"""What the supervisor decides about a part that ended: one row per situation."""

import pytest

from deploy.local.supervision import Action, Observation, Policy, decide

PATIENT = Policy(restarts=2, forgiven_after_seconds=600, restart_while_starting=frozenset({3}))
STRICT = Policy()
FINITE = Policy(may_finish=True)


@pytest.mark.parametrize(
    ("policy", "seen", "expected"),
    [
        pytest.param(STRICT, Observation(None, 5, 0), (Action.GO_ON, 0), id="a part that runs is left alone"),
        pytest.param(STRICT, Observation(1, 5, 0), (Action.GIVE_UP, 0), id="no restarts: the first end is the last"),
        pytest.param(
            STRICT, Observation(0, 5, 0), (Action.GIVE_UP, 0), id="even a good end is one that nobody asked for"
        ),
        pytest.param(FINITE, Observation(0, 5, 0), (Action.FINISHED, 0), id="finite work may be done"),
        pytest.param(FINITE, Observation(1, 5, 0), (Action.GIVE_UP, 0), id="finite work may fail"),
        pytest.param(PATIENT, Observation(1, 5, 0), (Action.RESTART, 1), id="a stall is answered by a restart"),
        pytest.param(PATIENT, Observation(-9, 5, 1), (Action.RESTART, 2), id="a killed part is restarted too"),
        pytest.param(PATIENT, Observation(1, 5, 2), (Action.GIVE_UP, 2), id="after the last restart patience ends"),
        pytest.param(PATIENT, Observation(1, 600, 2), (Action.RESTART, 1), id="a long good run is forgiven"),
        pytest.param(
            PATIENT,
            Observation(1, 5, 0, was_ready=False),
            (Action.GIVE_UP, 0),
            id="a part that cannot start is not retried",
        ),
        pytest.param(
            PATIENT, Observation(3, 5, 0, was_ready=False), (Action.RESTART, 1), id="a stall while starting is retried"
        ),
    ],
)
def test_decision(policy: Policy, seen: Observation, expected: tuple[Action, int]) -> None:
    assert decide(policy, seen) == expected
