"""`python -m tests.torture`: rounds of faults by seed until there are enough, each printed; resumable.

Reads TORTURE_ROUNDS (50), TORTURE_SEED (1, the first), TORTURE_FAULTS (8 a round) and TORTURE_DIR (build/torture).
Rounds that ended well stand in a file and are not played again; the directory of one that did not is kept.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.torture.faults import script
from tests.torture.record import sums, write
from tests.torture.round import Result, play

NORMAL_EVERY = 5
"""Every so often a round has workers with the limits of production instead of smaller ones."""


def tell(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Play the rounds that are missing; 1 when one of them ended with a problem."""
    number = int(os.environ.get("TORTURE_ROUNDS", "50"))
    first = int(os.environ.get("TORTURE_SEED", "1"))
    faults = int(os.environ.get("TORTURE_FAULTS", "8"))
    directory = Path(os.environ.get("TORTURE_DIR", "build/torture")).absolute()
    rounds: list[dict[str, Any]] = []
    for seed in range(first, first + number):
        kept = directory / f"round-{seed}.json"
        if kept.exists():
            tell(f"seed {seed}: played before")
            rounds.append(json.loads(kept.read_text()))
        else:
            rounds.append(_round(seed, faults, directory).to_json())
        write("rounds", sums(rounds))
    return int(any(one["problems"] for one in rounds))


def _round(seed: int, faults: int, directory: Path) -> Result:
    place = directory / f"round-{seed}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    drawn = script(seed, faults)
    tell(f"seed {seed}: {'mixed' if drawn.mixed else 'in order'}, {drawn.workers} workers")
    result = play(drawn, "normal" if seed % NORMAL_EVERY == 0 else "fast", place, tell)
    tell(f"  {result.seconds} s, {result.alert_versions} versions in {result.alerts_published} copies, {result.ends}")
    for words in result.last_words:
        tell(f"  gave up: {words}")
    for problem in result.problems:
        tell(f"  PROBLEM {problem}")
    name = "json" if not result.problems else "failed.json"
    (directory / f"round-{seed}.{name}").write_text(json.dumps(result.to_json(), indent=1, ensure_ascii=False))
    if not result.problems:
        shutil.rmtree(place)
    return result


if __name__ == "__main__":
    sys.exit(main())
