"""Alerts about a class and about a school, explained to a person."""

import pytest

from streams.explain.alert import Story, explain
from streams.words.grammar import Language
from streams.words.history import version_of_alert
from tests.lists.school import RULES, Event, after, calendar, notice, roll_call, roster, tick

MONDAY = "2025-09-15"
BEGIN: tuple[Event, ...] = (calendar(), roster(), tick(MONDAY, "day"))
LATE = (
    roll_call(MONDAY, absent={"p1": None}),
    notice("p1", MONDAY, "2025-09-16", "2025-09-16T07:30"),
    tick("2025-09-17", "day"),
)
TEN = tuple(roll_call(f"2025-09-{day}", "2A", absent={"p3": "unlawful"}) for day in (15, 16, 17, 18))


def told(rule: str, language: Language, *events: Event) -> str:
    versions = tuple(version_of_alert(a) for a in after((*BEGIN, *events)).told if a.rule == rule and a.class_ != "2A")
    return explain(Story(versions, next(each for each in RULES.rules if each.id == rule), None), language)


@pytest.mark.parametrize(
    ("rule", "language", "events", "lines"),
    [
        (
            "dk.register.start",
            "da",
            (tick(MONDAY, "start"),),
            [
                "Klasse 7B (7. klassetrin), skole 280123",
                "15. september 2025 ved skoledagens start, 7B: ingen fremmøderegistrering (2 elever)",
                "Opgørelse   1 manglende fremmøderegistrering",
            ],
        ),
        (
            "dk.register.start",
            "en",
            (tick(MONDAY, "start"), roll_call(MONDAY)),
            ["Class 7B (grade 7), school 280123", "Nothing is on the list any more.", "withdrawn (version 2 of 2)"],
        ),
        (
            "dk.register.silent",
            "da",
            (tick(MONDAY, "start"),),
            ["Skole 280123", "15. september 2025: ingen registreringer fra skolen"],
        ),
        (
            "dk.morning.call",
            "en",
            (roll_call(MONDAY, absent={"p1": None}),),
            ["15 September 2025 at the start of the school day, 7B: pupil p1 is absent without a reason"],
        ),
        (
            "dk.notice.late",
            "da",
            LATE,
            ["15. september 2025, 7B: elev p1, sygefravær oplyst 16. september 2025 kl. 07.30"],
        ),
        (
            "dk.quarter.closed",
            "da",
            (*TEN, tick("2025-10-01", "day")),
            ["Skole 280123", "2A: elev p3, 4 dage (10,8 %)", "Opgørelse   1 elev"],
        ),
        (
            "dk.quarter.closing",
            "en",
            (*TEN, tick("2025-09-19", "day")),
            ["16 September 2025 at the end of the school day, 7B: pupil p2 has no mark"],
        ),
    ],
)
def test_what_is_open_is_told(rule: str, language: Language, events: tuple[Event, ...], lines: list[str]) -> None:
    text = told(rule, language, *events)
    assert [line for line in lines if line not in text] == [], text
