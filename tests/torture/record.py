"""The figures of all rounds and floods as one JSON file, from which docs/reliability.md is made.

Owns the file and the sums. Written by the long forms after each round; nobody types a figure.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).parents[2] / "docs" / "reliability.json"


def write(part: str, figures: Mapping[str, object], file: Path = FIGURES) -> None:
    """Replace one part of the figures."""
    known = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps({**known, part: figures}, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def sums(rounds: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Add up rounds, each as a round's result is in JSON."""
    return {
        "rounds": len(rounds),
        "rounds_with_problems": sum(bool(one["problems"]) for one in rounds),
        "seeds": sorted(one["seed"] for one in rounds),
        "rounds_mixed": sum(one["mixed"] for one in rounds),
        "rounds_with_the_limits_of_production": sum(one["pace"] == "normal" for one in rounds),
        "faults": _total(Counter(one["faults"]) for one in rounds),
        "processes_that_ended": _total(Counter(one["ends"]) for one in rounds),
        **{
            name: sum(one[name] for one in rounds)
            for name in ("events", "doubled", "alert_versions", "alerts_published")
        },
        "seconds": round(sum(one["seconds"] for one in rounds)),
    }


def _total(counters: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counter in counters:
        total += counter
    return dict(sorted(total.items()))
