"""How often the shipped patterns speak of pupils who have none: the figures behind docs/patterns.md.

`python -m cli.documentation.false_alarms` counts them again and writes false_alarms.json beside this file; a test
counts the first sample again. Each sample is a seeded school year without patterns, judged by the real pipeline.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from cli.settings import PROJECT
from schemas import encode
from sources.simulator.patternless import patternless
from streams.packs import load_rulebook
from streams.pipeline import Pipeline
from streams.replay import NothingStored
from streams.rules import Rulebook, Unit

FIGURES = Path(__file__).with_name("false_alarms.json")
SAMPLES = 12
PUPILS = 300
START = 2025

Figures = Mapping[str, Mapping[str, int]]
"""By the name of a sample, for each rule how many of its pupils it ever spoke of during the school year."""


def patterns() -> Rulebook:
    """Give the shipped rules that look for a pattern and are switched on."""
    rules = load_rulebook(PROJECT / "rules").rules
    return Rulebook(tuple(rule for rule in rules if rule.count.unit is Unit.PATTERN and rule.enabled))


def sample(seed: int) -> dict[str, int]:
    """Count, for each rule, the pupils of a sample about whom it ever spoke."""
    rulebook = patterns()
    pipeline = Pipeline(rulebook, NothingStored())
    spoken_of: dict[str, set[str | None]] = {rule.id: set() for rule in rulebook.rules}
    for event in patternless(seed, PUPILS, START):
        for alert in pipeline.handle(event, encode(event)).alerts:
            spoken_of[alert.rule].add(alert.pupil)
    return {rule: len(pupils) for rule, pupils in spoken_of.items()}


def known() -> Figures:
    """Read the figures that were counted."""
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


def count(seeds: Iterable[int]) -> Figures:
    """Count samples anew."""
    return {f"seed {seed}": sample(seed) for seed in seeds}


if __name__ == "__main__":
    FIGURES.write_text(json.dumps(count(range(1, SAMPLES + 1)), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {FIGURES.relative_to(PROJECT)}\n")
