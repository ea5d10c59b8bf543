"""A rule as `naervaer rules show` tells it: one row per thing a reader asks, nothing forgotten of a shipped rule."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from streams.law.packs import load_rulebook
from streams.law.rule import Rule, Scope, ValidInterval
from streams.words.grammar import Language
from streams.words.rule_text import arithmetic, describe, rule_page

RULEBOOK = load_rulebook(Path(__file__).parents[2] / "rules")
RULES = {rule.id: rule for rule in RULEBOOK.rules}
QUARTER = RULES["dk.unlawful.quarter.15"]


def told(rule: Rule, language: Language = "en") -> dict[str, str]:
    return dict(describe(rule, language))


@pytest.mark.parametrize(
    ("rule", "label", "text"),
    [
        pytest.param("dk.unlawful.quarter.15", "speaks when", "at least 15 % of the planned school days", id="percent"),
        pytest.param("dk.unlawful.quarter.15", "arithmetic", "100 h ≥ 30 N", id="percent is compared in half days"),
        pytest.param("dk.sickness.certificate", "arithmetic", "h > 20", id="days are compared in half days"),
        pytest.param("norrebro.episodes5", "arithmetic", "n ≥ 5", id="episodes are compared as they are"),
        pytest.param("odense.rolling200", "not before", "40 school days of the window up to as_of", id="minimum"),
        pytest.param("odense.rolling200", "window", "the last 200 school days", id="length of the window"),
        pytest.param("koge.year5", "for", "municipalities 259", id="scope"),
        pytest.param("dk.reform.contact.10", "status", "proposed, not adopted, off", id="switched off"),
        pytest.param("dk.unlawful.quarter.15", "pack", "dk-national@2025-08-01", id="version of the pack"),
    ],
)
def test_a_fact_is_told(rule: str, label: str, text: str) -> None:
    assert told(RULES[rule])[label] == text


def test_an_end_and_a_scope_of_all_three_kinds_are_told() -> None:
    narrowed = replace(
        QUARTER,
        valid=ValidInterval(date(2025, 8, 1), date(2026, 8, 1)),
        scope=Scope((0, 3), frozenset({"259", "101"}), frozenset({"280123"})),
        audiences=(),
    )
    assert told(narrowed, "da")["Gælder"] == "fra 1. august 2025 til 1. august 2026 (ikke med)"
    assert told(narrowed, "da")["Omfatter"] == "0. til 3. klassetrin; kommunekode 101, 259; skolekode 280123"
    assert told(narrowed, "da")["Besked til"] == "ingen"


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_shipped_rule_is_told_whole(rule: Rule, language: Language) -> None:
    text = rule_page(rule, language)
    assert text.startswith(f"{rule.id}\n")
    for part in (rule.source, rule.version, arithmetic(rule, language)):
        assert part in text
    assert (rule.duty.da if language == "da" else rule.duty.en) in text
    assert "{" not in text
    assert "None" not in text
