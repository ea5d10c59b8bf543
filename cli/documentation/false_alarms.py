"""How often the shipped patterns speak of pupils who have none: the figures behind docs/patterns.md.

`python -m cli.documentation.false_alarms` counts them again and writes false_alarms.json beside this file; a test
counts the first sample again. Each sample is a seeded school year without patterns, judged by the real pipeline.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from cli.settings import PROJECT
from schemas import encode
from sources.simulator.patternless import patternless
from streams.law.packs import load_rulebook
from streams.law.rule import Rule, Rulebook
from streams.pipeline import Pipeline
from streams.replay.lines import NothingStored

FIGURES = Path(__file__).with_name("false_alarms.json")
PACK = "patterns"
SAMPLES = 12
PUPILS = 300
START = 2025

Figures = Mapping[str, Mapping[str, int]]
"""By the name of a sample, for each rule of how many pupils (or classes) it ever spoke in the school year."""


def patterns() -> Rulebook:
    """Give the shipped rules that look for a pattern, of a pupil or a class, and are switched on."""
    return Rulebook(tuple(rule for rule in _shipped() if rule.pack == PACK and rule.enabled))


def clusters() -> Sequence[Rule]:
    """Give those of them that look at a class."""
    return [rule for rule in patterns().rules if rule.subject == "class"]


@cache
def _shipped() -> Sequence[Rule]:
    return load_rulebook(PROJECT / "rules").rules


def sample(seed: int) -> dict[str, int]:
    """Count, for each rule, the pupils or the classes of a sample about whom it ever spoke."""
    asked = patterns().rules
    named = {rule.count.rule for rule in asked}
    pipeline = Pipeline(Rulebook((*asked, *(rule for rule in _shipped() if rule.id in named))), NothingStored())
    spoken_of: dict[str, set[str | None]] = {rule.id: set() for rule in asked}
    for event in patternless(seed, PUPILS, START):
        for alert in pipeline.handle(event, encode(event)).alerts:
            if alert.rule in spoken_of:
                spoken_of[alert.rule].add(alert.pupil or alert.class_)
    return {rule: len(whom) for rule, whom in spoken_of.items()}


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
