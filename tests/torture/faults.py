"""What is done to a running installation, and the script of a round, drawn from its seed.

Owns the kinds of faults and the choice among them; does nothing itself. Used by the rounds and the page about them.
"""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong. The values are what people read in the figures."""

    WORKER_KILLED = "worker killed"
    WORKER_FROZEN = "worker frozen for longer than its session"
    WORKER_ADDED = "worker added"
    WORKER_REMOVED = "worker removed in order"
    DIES_BEFORE_ALERTS = "worker dies before it sends alerts"
    DIES_AMID_ALERTS = "worker dies when a part of its alerts is sent"
    DIES_BEFORE_STATE = "worker dies between alerts and state"
    DIES_BEFORE_COMMIT = "worker dies between state and commit"
    WORKER_CLOCKS_JUMP = "clocks of the workers wrong by days, and jumping"
    BROKER_KILLED = "broker killed and restarted"
    BROKER_RESTARTED = "broker stopped in order and restarted"
    BROKER_FROZEN = "broker unreachable for longer than the session"
    SINK_KILLED = "sink killed"
    CLICKHOUSE_KILLED = "ClickHouse killed and restarted"
    CLICKHOUSE_REFUSES = "ClickHouse refuses connections"
    CLICKHOUSE_SLOW = "ClickHouse slow"
    CLICKHOUSE_FULL = "disk of ClickHouse full"
    CLICKHOUSE_ERRORS = "ClickHouse answers errors (memory, disk full, too many parts, too many queries)"
    CLICKHOUSE_LOSES_ANSWERS = "connection lost after ClickHouse took the insert"


DEATHS = (Fault.DIES_BEFORE_ALERTS, Fault.DIES_AMID_ALERTS, Fault.DIES_BEFORE_STATE, Fault.DIES_BEFORE_COMMIT)
_SLOW = frozenset({Fault.WORKER_FROZEN, Fault.BROKER_KILLED, Fault.BROKER_RESTARTED, Fault.BROKER_FROZEN})
_NOT_QUICK = _SLOW | {Fault.CLICKHOUSE_FULL}  # which needs a mount namespace, and has a short test of its own


@dataclass(frozen=True)
class Script:
    """What happens in a round.

    `mixed`: events of all topics go out at once, in a shuffled order, many of them twice, so that only the alerts that
    are active at the end can be compared; otherwise topic after topic, and every version is the replay's.
    """

    seed: int
    mixed: bool
    workers: int
    faults: tuple[Fault, ...]


def script(seed: int, faults: int, *, quick: bool = False) -> Script:
    """Draw a script; a `quick` one leaves out what takes long, or what a machine may refuse."""
    dice = random.Random(f"script {seed}")  # noqa: S311 - test data
    kinds = [fault for fault in Fault if not (quick and fault in _NOT_QUICK)]
    dice.shuffle(kinds)
    drawn = [kinds[number % len(kinds)] for number in range(faults)]
    return Script(seed, seed % 2 == 0, dice.choice((1, 2, 3)), tuple(drawn))
