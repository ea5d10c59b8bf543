"""What to do about a part that ended: the decision alone, no process is touched here.

`deploy.local.part` carries it out.
"""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What the supervisor does next about one part."""

    GO_ON = "go_on"
    """It runs."""
    FINISHED = "finished"
    """It ended because its work was done."""
    RESTART = "restart"
    """It ended by itself and gets another chance."""
    GIVE_UP = "give_up"
    """It ended by itself too often: everything stops."""


@dataclass(frozen=True)
class Policy:
    """How much patience a part gets."""

    restarts: int = 0
    """How often in a row it is started again."""
    forgiven_after_seconds: float = 600.0
    """A part that ran this long has all its restarts again."""
    may_finish: bool = False
    """Exit code 0 means that the work is done."""
    restart_while_starting: frozenset[int] = frozenset()
    """Exit codes that deserve a restart before the part was ever ready; others then mean that it cannot work."""


@dataclass(frozen=True)
class Observation:
    """What is known about a part at one moment."""

    exit_code: int | None
    """None while it runs; negative for a signal."""
    ran_seconds: float
    """How long it ran since it was last started."""
    restarts: int
    """How often in a row it was started again."""
    was_ready: bool = True
    """Whether it ever answered."""


def decide(policy: Policy, seen: Observation) -> tuple[Action, int]:
    """Give the action and the restarts in a row after it."""
    if seen.exit_code is None:
        return Action.GO_ON, seen.restarts
    if seen.exit_code == 0 and policy.may_finish:
        return Action.FINISHED, seen.restarts
    if not seen.was_ready and seen.exit_code not in policy.restart_while_starting:
        return Action.GIVE_UP, seen.restarts
    spent = 0 if seen.ran_seconds >= policy.forgiven_after_seconds else seen.restarts
    if spent < policy.restarts:
        return Action.RESTART, spent + 1
    return Action.GIVE_UP, spent
