"""Every alert of a simulated district can be explained, in both languages, and nothing of it is left out."""

import io
import re
from collections import defaultdict
from datetime import date

import pytest

from schemas import Alert
from sources.simulator import District, simulate
from sources.simulator.outlets import LineFile
from streams.explain.alert import Story, explain
from streams.words.grammar import Language
from streams.words.history import in_order, version_of_alert
from tests.explain.school import outcomes, rule

WORDS_OF: dict[Language, tuple[str, str]] = {
    "da": ("; registrering ", "Version "),
    "en": ("; registration ", "Version "),
}


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    file = io.BytesIO()
    outlet = LineFile(file, 12)
    for simulated in simulate(District(3, 80, date(2025, 8, 11), date(2025, 12, 20))):
        outlet.send(simulated)
    told: dict[str, list[Alert]] = defaultdict(list)
    for outcome in outcomes(file.getvalue().splitlines()):
        for alert in outcome.alerts:
            told[alert.id].append(alert)
    assert len({versions[0].rule for versions in told.values()}) > 3
    return [Story(in_order(map(version_of_alert, each)), rule(each[0].rule), ()) for each in told.values()]


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_mark_and_every_version_is_told(stories: list[Story], language: Language) -> None:
    mark, version = WORDS_OF[language]
    for story in stories:
        text = explain(story, language)
        assert text.count(mark) == len(story.versions[-1].evidence)
        assert len(re.findall(f"^  {version}", text, re.MULTILINE)) == len(story.versions)
        assert "{" not in text
        assert "None" not in text


def test_danish_has_no_decimal_point(stories: list[Story]) -> None:
    for story in stories:
        amounts = re.findall(r"(\S+) (?:dag|dage|dages|dags|%)\b", explain(story, "da"))
        assert amounts
        assert all("." not in amount for amount in amounts)
