"""Every shipped rule beside the law: just below its threshold it is silent, at it it speaks, with these numbers.

The cases are those of docs/rules.md, judged by the pipeline; what must come out of them is written here by hand.
"""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.documentation.examples import EXAMPLES
from cli.documentation.examples.told import alert_of, numbers, text_of
from cli.documentation.examples.year import Example
from streams.law.packs import load_rulebook

SHIPPED = load_rulebook(Path(__file__).parents[2] / "rules").rules
RULES = {rule.id: rule for rule in SHIPPED}


class Proof(NamedTuple):
    """What an alert at the threshold says, and the numbers of the rule just below it ("" where nothing is counted)."""

    value: float
    school_days: int | None
    percent: str | None
    window: str
    compared: str
    below: str


TABLE = {
    "bornholm.rolling20": Proof(7, None, None, "2025-09-24", "14 ≥ 14", "13 < 14"),
    "bornholm.rolling60": Proof(15, None, None, "2025-11-07", "30 ≥ 30", "29 < 30"),
    "bornholm.run5": Proof(5, None, None, "2025-09-17", "10 ≥ 10", "9 < 10"),
    "dk.morning.call": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.notice.late": Proof(1, None, None, "2025-09-16", "1 ≥ 1", ""),
    "dk.quarter.closed": Proof(1, None, None, "2025-Q3", "1 ≥ 1", ""),
    "dk.quarter.closing": Proof(1, None, None, "2025-Q3", "1 ≥ 1", ""),
    "dk.reform.contact.10": Proof(10.5, None, None, "2026-Q1", "21 > 20", "20 ≤ 20"),
    "dk.reform.support.15": Proof(15, None, None, "2026-Q1", "30 ≥ 30", "29 < 30"),
    "dk.register.end": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.register.incomplete": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.register.overdue": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.register.silent": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.register.start": Proof(1, None, None, "2025-09-15", "1 ≥ 1", ""),
    "dk.sickness.certificate": Proof(10.5, None, None, "2025-09-15", "21 > 20", "20 ≤ 20"),
    "dk.sickness.quarter.15": Proof(15, None, None, "2025-Q4", "30 ≥ 30", "29 < 30"),
    "dk.sickness.run.15": Proof(15, None, None, "2025-10-28", "30 ≥ 30", "29 < 30"),
    "dk.sickness.year.15": Proof(15, None, None, "2025/26", "30 ≥ 30", "29 < 30"),
    "dk.total.year.10": Proof(
        20.5, 200, "10.2", "2025/26", "100 · 41 = 4100 > 4000 = 20 · 200", "100 · 40 = 4000 ≤ 4000 = 20 · 200"
    ),
    "dk.total.year.20": Proof(
        40.5, 200, "20.2", "2025/26", "100 · 81 = 8100 > 8000 = 40 · 200", "100 · 80 = 8000 ≤ 8000 = 40 · 200"
    ),
    "dk.unlawful.day": Proof(0.5, None, None, "2025-09-15", "1 > 0", ""),
    "dk.unlawful.quarter.10": Proof(
        4, 37, "10.8", "2025-Q3", "100 · 8 = 800 ≥ 740 = 20 · 37", "100 · 7 = 700 < 740 = 20 · 37"
    ),
    "dk.unlawful.quarter.15": Proof(
        6, 37, "16.2", "2025-Q3", "100 · 12 = 1200 ≥ 1110 = 30 · 37", "100 · 11 = 1100 < 1110 = 30 · 37"
    ),
    "dk.unlawful.quarter.warning": Proof(
        3, 37, "8.1", "2025-Q3", "100 · 6 = 600 ≥ 592 = 16 · 37", "100 · 5 = 500 < 592 = 16 · 37"
    ),
    "hojmark.rolling50": Proof(10, None, None, "2025-10-31", "20 ≥ 20", "19 < 20"),
    "hojmark.year20": Proof(20, None, None, "2025/26", "40 ≥ 40", "39 < 40"),
    "koge.year5": Proof(
        10.5, 200, "5.2", "2025/26", "100 · 21 = 2100 > 2000 = 10 · 200", "100 · 20 = 2000 ≤ 2000 = 10 · 200"
    ),
    "norrebro.episodes5": Proof(5, None, None, "2025-09-29", "5 ≥ 5", "4 < 5"),
    "odense.rolling200": Proof(
        4, 40, "10.0", "2025-10-03", "100 · 8 = 800 ≥ 800 = 20 · 40", "100 · 7 = 700 < 800 = 20 · 40"
    ),
    "patterns.afterillness": Proof(6, None, None, "2025/26", "6 ≥ 6", "5 < 6"),
    "patterns.alternateweeks": Proof(8, None, None, "2025/26", "8 ≥ 8", ""),
    "patterns.break": Proof(4, None, None, "2025/26", "4 ≥ 4", "3 < 4"),
    "patterns.change": Proof(10, None, None, "2026-Q1", "10 ≥ 10", "9 < 10"),
    "patterns.cluster": Proof(4, None, None, "2025-Q3", "4 ≥ 4", "3 < 4"),
    "patterns.late": Proof(8, None, None, "2025-Q3", "8 ≥ 8", "7 < 8"),
    "patterns.siblings": Proof(6, None, None, "2025/26", "6 ≥ 6", "5 < 6"),
    "patterns.unexplained": Proof(3, None, None, "2025-09-17", "3 ≥ 3", "2 < 3"),
    "patterns.weekday": Proof(6, None, None, "2025/26", "6 ≥ 6", "5 < 6"),
    "skolefravaer.month4": Proof(4, None, None, "2025-09-26", "8 ≥ 8", "7 < 8"),
    "skolefravaer.unlawfulmonth10": Proof(
        2.5, 22, "11.3", "2025-09-30", "100 · 5 = 500 ≥ 440 = 20 · 22", "100 · 4 = 400 < 440 = 20 · 22"
    ),
    "slagelse.rolling20": Proof(5, None, None, "2025-09-24", "10 ≥ 10", "9 < 10"),
    "slagelse.rolling60": Proof(15, None, None, "2025-11-07", "30 ≥ 30", "29 < 30"),
    "slagelse.run5": Proof(5, None, None, "2025-09-17", "10 ≥ 10", "9 < 10"),
}


def case(example: Example) -> str:
    return f"{example.rule} {'speaks' if example.speaks else 'is silent'}: {example.says}"


def at(rule: str) -> Example:
    """Give the one case in which a rule speaks."""
    (example,) = (each for each in EXAMPLES if each.rule == rule and each.speaks)
    return example


def below(rule: str) -> Example:
    """Give the case of a rule that comes closest: the first of its silent ones."""
    return next(each for each in EXAMPLES if each.rule == rule and not each.speaks)


@pytest.mark.parametrize("example", EXAMPLES, ids=case)
def test_a_rule_speaks_at_its_threshold_and_is_silent_just_below(example: Example) -> None:
    assert (alert_of(SHIPPED, example) is not None) == example.speaks


def test_every_shipped_rule_has_one_case_in_which_it_speaks_and_one_at_least_in_which_it_is_silent() -> None:
    assert Counter(each.rule for each in EXAMPLES if each.speaks) == dict.fromkeys(RULES, 1)
    assert {each.rule for each in EXAMPLES if not each.speaks} == set(RULES)
    assert len({case(each) for each in EXAMPLES}) == len(EXAMPLES)
    assert set(TABLE) == set(RULES)


@pytest.mark.parametrize("rule", TABLE)
def test_an_alert_at_the_threshold_says_what_the_table_says(rule: str) -> None:
    proof, alert = TABLE[rule], alert_of(SHIPPED, at(rule))
    assert alert is not None
    measure = alert.measure
    assert (measure.value, measure.school_days, measure.percent, alert.window.key) == proof[:4]
    assert (numbers(SHIPPED, at(rule)), numbers(SHIPPED, below(rule))) == (proof.compared, proof.below)


@pytest.mark.parametrize("rule", TABLE)
def test_the_text_names_what_is_to_be_done_and_its_source(rule: str) -> None:
    alert = alert_of(SHIPPED, at(rule))
    assert alert is not None
    text = text_of(SHIPPED, alert)
    assert text.da.endswith(f"{RULES[rule].duty.da}. Kilde: {RULES[rule].source}.")
    assert text.en.endswith(f"{RULES[rule].duty.en}. Source: {RULES[rule].source}.")
