"""`naervaer explain` says of a pattern what the notification said, from the alert and the rule alone."""

import pytest

from schemas import Alert
from streams.explain.alert import Story, explain
from streams.words.grammar import Language
from streams.words.history import in_order, version_of_alert
from tests.patterns.test_shipped import TABLE, Row
from tests.patterns.year import SHIPPED, alerts

ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)


def explained(row: Row, language: Language, count: int) -> str:
    told: list[Alert] = [
        each for each in alerts([SHIPPED[row.rule]], [*row.before, row.last, row.correction]) if each.pupil == "p1"
    ]
    return explain(Story(in_order(map(version_of_alert, told[:count])), SHIPPED[row.rule], ()), language)


@ROWS
def test_the_sentence_of_the_notification_stands_in_the_explanation(row: Row) -> None:
    assert f"\nOpgørelse   {row.da}\n" in explained(row, "da", 1)
    assert f"{row.en}\n" in explained(row, "en", 1)


@ROWS
def test_the_conditions_of_the_pattern_stand_beside_the_threshold(row: Row) -> None:
    text = explained(row, "da", 1)
    (threshold,) = [line for line in text.splitlines() if line.startswith("Grænse")]
    assert threshold.startswith(f"Grænse      mindst {SHIPPED[row.rule].threshold.text} ")
    assert ": grænsen er nået." in threshold


@ROWS
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_withdrawn_pattern_is_told_without_empty_places(row: Row, language: Language) -> None:
    text = explained(row, language, 2)
    assert "None" not in text
    assert "{" not in text
