"""The shipped patterns as people meet them: raised with a sentence, silent when one thing is missing, withdrawn."""

from typing import NamedTuple

import pytest

from tests.oracle.sent import Sent, notice, roster
from tests.patterns.year import SHIPPED, YEAR, alerts, away, notifications, run_of, school_days, there, weekdays

MONDAY, TUESDAY = 0, 1
EVERY_DAY = [day.isoformat() for day in school_days()]
FAMILY = roster("ro-1", 2025, {"5B": ["p1 2025-08-11.. h1"], "2A": ["p2 2025-08-11.. h1"]})
LATE_DAYS = weekdays(MONDAY, 4) + weekdays(TUESDAY, 4, "2025-08-19")
ILL = run_of("2025-09-01", 10)
AGAIN = run_of("2025-09-17", 6)
USED_TO = run_of("2025-09-01", 4)
FORTNIGHTS = ["2025-08-11", "2025-08-25", "2025-09-08", "2025-09-22", "2025-10-06", "2025-10-20"]
CHANGED = run_of("2026-01-06", 5) + weekdays(TUESDAY, 5, "2026-01-13")


class Row(NamedTuple):
    """What makes a pattern speak, the last of its marks, what takes it back, and what is said in both languages."""

    rule: str
    before: list[Sent]
    last: Sent
    correction: Sent
    da: str
    en: str


def present_but(days: list[str], until: str) -> list[Sent]:
    return there([day for day in EVERY_DAY if day not in days and day < until])


TABLE = [
    Row(
        "patterns.weekday",
        [YEAR, *away(weekdays(MONDAY, 6)), *away(["2025-09-02"])],
        away(["2025-09-03"])[0],
        there([weekdays(MONDAY, 6)[2]], version=2)[0],
        "6 af 8 fraværsdage (75,0 %) faldt på en mandag",
        "6 of 8 days of absence (75.0 %) fell on a Monday",
    ),
    Row(
        "patterns.late",
        [YEAR, *away(LATE_DAYS[:-1], "late")],
        away(LATE_DAYS[-1:], "late")[0],
        there([LATE_DAYS[0]], version=2)[0],
        "8 gange for sent i 5 forskellige uger",
        "8 late arrivals in 5 different weeks",
    ),
    Row(
        "patterns.unexplained",
        [YEAR, *away(["2025-09-15", "2025-09-16"], "absent")],
        away(["2025-09-17"], "absent")[0],
        away(["2025-09-16"], "absent sickness", version=2)[0],
        "3 uforklarede dage i træk",
        "3 unexplained days in a row",
    ),
    Row(
        "patterns.break",
        [YEAR, *away(["2025-10-10", "2025-12-19", "2026-01-05"])],
        away(["2026-02-06"])[0],
        away(["2025-12-19"], "absent leave", version=2)[0],
        "4 af 4 fraværsdage (100,0 %) lå lige op til en ferie eller fridag",
        "4 of 4 days of absence (100.0 %) lay right beside a holiday or break",
    ),
    Row(
        "patterns.afterillness",
        [YEAR, *away(ILL, "absent sickness"), *there(["2025-09-15"]), *away(AGAIN[:-1])],
        away(AGAIN[-1:])[0],
        there([ILL[4]], version=2)[0],
        "6 fraværsdage efter tilbagekomsten fra 10 dages sygdom (1. september til 12. september 2025)",
        "6 days of absence after the return from 10 days of sickness (1 September to 12 September 2025)",
    ),
    Row(
        "patterns.change",
        [YEAR, *away(USED_TO), *present_but(USED_TO, "2026-01-01"), *away(CHANGED[:-1])],
        away(CHANGED[-1:])[0],
        away(["2025-10-02"], "absent sickness", version=2)[0],
        "10 fraværsdage på 3 måneder mod 4 i skoleårets 5 måneder før (3,3 mod 0,8 om måneden)",
        "10 days of absence in 3 months against 4 in the 5 months before in the school year (3.3 against 0.8 a month)",
    ),
    Row(
        "patterns.alternateweeks",
        [YEAR, *away(FORTNIGHTS), *away(["2025-08-12"])],
        away(["2025-08-26"])[0],
        there(["2025-08-12"], version=2)[0],
        "8 af 8 fraværsdage (100,0 %) lå i hver anden uge, regnet fra ugen med 11. august 2025",
        "8 of 8 days of absence (100.0 %) lay in every other week, counted from the week of 11 August 2025",
    ),
    Row(
        "patterns.siblings",
        [YEAR, FAMILY, *away(weekdays(MONDAY, 6)), *away(weekdays(MONDAY, 5), pupil="p2")],
        away(weekdays(MONDAY, 6)[-1:], pupil="p2")[0],
        there([weekdays(MONDAY, 6)[1]], "p2", version=2)[0],
        "på 6 af 6 fraværsdage (100,0 %) var en søskende også fraværende",
        "on 6 of 6 days of absence (100.0 %) a sibling was absent, too",
    ),
]
ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)


def test_every_shipped_pattern_has_a_row() -> None:
    assert {row.rule for row in TABLE} == {rule.id for rule in SHIPPED.values() if rule.count.pattern}


@ROWS
def test_a_pattern_is_raised_by_its_last_day_and_withdrawn_by_a_correction(row: Row) -> None:
    rule = [SHIPPED[row.rule]]
    told = [each for each in alerts(rule, [*row.before, row.last, row.correction]) if each.pupil == "p1"]
    assert [(each.state, each.reason) for each in told] == [
        ("raised", "threshold_crossed"),
        ("withdrawn", "corrected"),
    ]
    assert told[0].measure.unit == "pattern"
    assert len(told[0].evidence) >= told[0].measure.value
    assert [each for each in alerts(rule, row.before) if each.pupil == "p1"] == []


@ROWS
def test_a_pattern_explains_itself_in_a_sentence_with_its_numbers(row: Row) -> None:
    notes = notifications([SHIPPED[row.rule]], [*row.before, row.last])
    texts = {note.text for note in notes if note.alert.pupil == "p1"}
    (text,) = texts
    assert text.da.startswith(f"Elev p1 i 5B: {row.da} ")
    assert text.en.startswith(f"Pupil p1 in 5B: {row.en} ")


@ROWS
def test_the_last_day_may_come_first(row: Row) -> None:
    rule = [SHIPPED[row.rule]]
    newest = {each.id: each for each in alerts(rule, [YEAR, row.last, *row.before]) if each.pupil == "p1"}
    expected = {each.id: each for each in alerts(rule, [*row.before, row.last]) if each.pupil == "p1"}
    assert {(each.state, each.evidence, each.measure) for each in newest.values()} == {
        (each.state, each.evidence, each.measure) for each in expected.values()
    }


def test_an_explanation_in_time_takes_the_row_of_unexplained_days_back() -> None:
    row = next(row for row in TABLE if row.rule == "patterns.unexplained")
    explained = notice("no-1", "p1", "2025-09-16..2025-09-18", "sickness", "2025-09-16T07:00:00+02:00")
    told = alerts([SHIPPED[row.rule]], [*row.before, row.last, explained])
    assert [(each.state, each.reason) for each in told][1:] == [("withdrawn", "notice_received")]


def test_a_pupil_who_is_back_ends_the_row_of_unexplained_days() -> None:
    row = next(row for row in TABLE if row.rule == "patterns.unexplained")
    told = alerts([SHIPPED[row.rule]], [*row.before, row.last, *there(["2025-09-18"])])
    assert [(each.state, each.reason) for each in told][1:] == [("cleared", "run_ended")]


def test_more_absence_without_the_pattern_ends_a_share_as_time_does() -> None:
    row = next(row for row in TABLE if row.rule == "patterns.weekday")
    others = away(run_of("2025-10-20", 5) + run_of("2025-10-28", 4))
    told = alerts([SHIPPED[row.rule]], [*row.before, row.last, *others])
    assert (told[-1].state, told[-1].reason, told[-1].measure.value) == ("cleared", "window_moved", 7)
