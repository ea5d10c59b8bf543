"""The figures are sums of rounds, kept beside those of the flood."""

import json
from pathlib import Path
from typing import Any

from tests.torture.record import sums, write

ROUND: dict[str, Any] = {
    "seed": 2,
    "pace": "fast",
    "mixed": True,
    "workers": 1,
    "faults": ["worker killed", "worker killed"],
    "events": 10,
    "doubled": 1,
    "alert_versions": 3,
    "alerts_published": 4,
    "ends": {"worker, exit code -9": 2},
    "seconds": 60.5,
    "problems": [],
}


def test_rounds_are_added_up() -> None:
    other = ROUND | {"seed": 1, "pace": "normal", "mixed": False, "faults": ["sink killed"], "problems": ["one"]}
    assert sums([ROUND, other]) == {
        "rounds": 2,
        "rounds_with_problems": 1,
        "seeds": [1, 2],
        "rounds_mixed": 1,
        "rounds_with_the_limits_of_production": 1,
        "faults": {"sink killed": 1, "worker killed": 2},
        "processes_that_ended": {"worker, exit code -9": 4},
        "events": 20,
        "doubled": 2,
        "alert_versions": 6,
        "alerts_published": 8,
        "seconds": 121,
    }


def test_a_part_replaces_its_older_self_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    for part, number in (("rounds", 1), ("flood", 2), ("rounds", 3)):
        write(part, {"number": number}, file)
    assert json.loads(file.read_text()) == {"rounds": {"number": 3}, "flood": {"number": 2}}
