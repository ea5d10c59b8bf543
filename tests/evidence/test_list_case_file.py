"""The case file of an alert about a class or a school: its list, what was heard about each line, and the deadlines."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from cli.main import main
from schemas import AlertState
from streams.alerts.version import alert_id
from streams.casefile.case import CASE_FILE, CaseFile, case_bytes, case_file
from streams.casefile.check import check_case, is_whole
from streams.casefile.page import case_page
from streams.routing import partition_of
from tests.evidence.cases import heard
from tests.lists.school import RULES, SCHOOL, Event, after, calendar, notice, roll_call, roster, tick

MONDAY, TUESDAY, WEDNESDAY = "2025-09-15", "2025-09-16", "2025-09-17"
UNEXPLAINED = "fravær uden oplyst årsag (tæller som ulovligt)"
TEN_PERCENT = alert_id("dk.unlawful.quarter.10", SCHOOL, "p1", "2025-Q3")
KNOWN = (calendar(), roster(), tick(MONDAY, "day"))
MORNINGS = (15, 16, 17, 18, 19, 22, 23, 24)
HOME_AWAY = tuple(roll_call(f"2025-09-{day:02}", absent={"p1": "unlawful"}) for day in MORNINGS)


def lines(events: Sequence[Event]) -> list[bytes]:
    return [json.dumps({"topic": topic, "value": value}).encode() + b"\n" for topic, value in events]


def alert_of(rule: str, events: Sequence[Event]) -> str:
    """Return the id of the newest alert of a rule about a class or a school."""
    return [each.id for each in after(events).told if each.rule == rule][-1]


def case_of(rule: str, events: Sequence[Event]) -> CaseFile:
    made = case_file(RULES, heard(lines(events)), SCHOOL, alert_of(rule, events))
    assert made is not None
    return made


class Row(NamedTuple):
    """What happens, the rule that speaks, and the first line of its list with what was heard about it."""

    rule: str
    events: tuple[Event, ...]
    line: str
    sources: list[tuple[str, str, str]]


TABLE = [
    Row(
        "dk.register.start",
        (*KNOWN, roll_call(MONDAY, "2A"), tick(MONDAY, "start")),
        "15. september 2025 ved skoledagens start, 7B: ingen fremmøderegistrering (2 elever)",
        [],
    ),
    Row(
        "dk.register.silent",
        (*KNOWN, tick(MONDAY, "start")),
        "15. september 2025: ingen registreringer fra skolen",
        [],
    ),
    Row(
        "dk.morning.call",
        (*KNOWN, roll_call(MONDAY, absent={"p1": None})),
        "15. september 2025 ved skoledagens start, 7B: elev p1 er fraværende uden oplyst årsag",
        [("roll_call", "rc-2025-09-15-7B-start", UNEXPLAINED)],
    ),
    Row(
        "dk.notice.late",
        (
            *KNOWN,
            roll_call(MONDAY, absent={"p1": None}),
            notice("p1", MONDAY, TUESDAY, f"{TUESDAY}T07:30"),
            tick(WEDNESDAY, "day"),
        ),
        "15. september 2025, 7B: elev p1, sygefravær oplyst 16. september 2025 kl. 07.30",
        [
            ("roll_call", "rc-2025-09-15-7B-start", UNEXPLAINED),
            ("notice", f"no-p1-{MONDAY}-{TUESDAY}T07:30", "meddelt hjemmefra: sygefravær"),
        ],
    ),
    Row(
        "dk.quarter.closing",
        (*KNOWN, roll_call(MONDAY), roll_call(MONDAY, "2A", absent={"p3": None}), tick(WEDNESDAY, "day")),
        "15. september 2025 ved skoledagens start, 2A: elev p3 er fraværende uden oplyst årsag",
        [("roll_call", "rc-2025-09-15-2A-start", UNEXPLAINED)],
    ),
    Row(
        "dk.quarter.closed",
        (*KNOWN, *HOME_AWAY, tick("2025-10-01", "day")),
        "7B: elev p1, 4 dage (10,8 %)",
        [("alert", TEN_PERCENT, "advis dk.unlawful.quarter.10, version 1")]
        + [
            ("roll_call", f"rc-2025-09-{day:02}-7B-start", "ulovligt fravær")
            for day in (15, 16, 17, 18, 19, 22, 23, 24)
        ],
    ),
]
ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.rule)


@ROWS
def test_a_line_stands_with_what_was_heard_about_it(row: Row) -> None:
    case = case_of(row.rule, row.events)
    first = case.listed[0]
    assert first.says == row.line
    assert [(each.kind, each.id, each.says) for each in first.sources] == row.sources


@ROWS
def test_the_same_events_make_the_same_case_file_which_holds(row: Row) -> None:
    case = case_of(row.rule, row.events)
    assert CASE_FILE.validate_json(case_bytes(case)) == case == case_of(row.rule, [*row.events, *row.events])
    assert is_whole(case)
    assert check_case(case, case).holds


def test_deadlines_prove_what_is_not_there() -> None:
    case = case_of("dk.register.start", (*KNOWN, tick(MONDAY, "start"), tick(MONDAY, "end")))
    assert [(str(each.local_date), each.deadline) for each in case.deadlines] == [(MONDAY, "day"), (MONDAY, "start")]
    assert case.known_until.isoformat() == f"{MONDAY}T16:00:00+02:00"


def test_the_page_tells_the_list_and_nothing_of_a_pupil_as_the_subject() -> None:
    page = case_page(case_of("dk.register.start", (*KNOWN, roll_call(MONDAY, "2A"), tick(MONDAY, "start"))))
    assert "<th>Klasse</th><td>7B, 7. klassetrin</td>" in page
    assert "<li>15. september 2025 ved skoledagens start, 7B: ingen fremmøderegistrering (2 elever)</li>" in page
    assert "<li>Optalt i alt: 1 manglende fremmøderegistrering (n).</li>" in page
    assert "dagens start" in page
    assert "<th>Elev</th>" not in page
    assert "Indskrevet" not in page


LATE = roll_call(MONDAY, recorded_at=f"{MONDAY}T10:30:00+02:00")
TOLD = (*KNOWN, roll_call(MONDAY, "2A"), tick(MONDAY, "start"))


def test_a_list_that_was_withdrawn_shows_what_stood_on_it_and_what_came() -> None:
    case = case_of("dk.register.start", (*TOLD, LATE))
    assert (case.newest.state, case.grounds.version) == (AlertState.WITHDRAWN, 1)
    assert [(each.id, each.says) for each in case.listed[0].sources] == [
        ("rc-2025-09-15-7B-start", "2 elever på listen"),
    ]


def test_it_says_what_stands_on_the_list_no_more_and_what_came_to_it() -> None:
    events = (*KNOWN, roll_call(MONDAY, "2A", absent={"p3": None, "p4": None}), tick(WEDNESDAY, "day"))
    explained = notice("p3", MONDAY, TUESDAY, f"{MONDAY}T07:30")
    finding = check_case(case_of("dk.quarter.closing", events), case_of("dk.quarter.closing", (*events, explained)))
    gone = "15. september 2025 ved skoledagens start, 2A: elev p3 er fraværende uden oplyst årsag"
    assert not finding.holds
    assert finding.lines == (
        "Adviset er stadig rejst, men på et andet grundlag; lav et nyt bilag.",
        f"Står ikke mere på listen: {gone}.",
    )
    back = check_case(case_of("dk.quarter.closing", (*events, explained)), case_of("dk.quarter.closing", events))
    assert back.lines[1:] == (f"Er kommet på listen: {gone}.",)


def test_a_cluster_stands_with_the_alerts_about_its_pupils() -> None:
    names = ("p1", "p2", "p5", "p6")
    days = [f"2025-09-{day:02}" for day in MORNINGS]
    entries = [{"pupil": name, "status": "absent", "category": "unlawful"} for name in names]
    case = case_of("patterns.cluster", (*KNOWN, *(roll_call(day, entries=entries) for day in days)))
    assert [line.says for line in case.listed] == [f"7B: elev {name}, 4 dage (10,8 %)" for name in names]
    assert {line.sources[0].kind for line in case.listed} == {"alert"}
    assert {len(line.sources) for line in case.listed} == {9}
    assert [each.deadline for each in case.deadlines] == ["day"]


@pytest.mark.parametrize(("partitions", "more"), [(12, ()), (4, ("--partitions", "4"))])
def test_the_command_makes_and_verifies_it_whatever_the_number_of_partitions(
    partitions: int, more: tuple[str, ...], tmp_path: Path
) -> None:
    ticks = [tick(MONDAY, deadline, partition_of(SCHOOL, partitions)) for deadline in ("day", "start")]
    events, alert = tmp_path / "events.jsonl", alert_of("dk.register.start", TOLD)
    options = ("--events", str(events), *more)

    def write(*others: Event) -> None:
        known = (calendar(), roster(), ticks[0], roll_call(MONDAY, "2A"), ticks[1], *others)
        events.write_bytes(b"".join(lines(known)))

    write()
    made = CliRunner().invoke(main, ["evidence", alert, "--out", str(tmp_path / "case"), *options])
    assert (made.exit_code, made.output.splitlines()[-1]) == (0, "dk.register.start: raised")
    assert CliRunner().invoke(main, ["evidence", "--verify", str(tmp_path / "case"), *options]).exit_code == 0
    write(LATE)
    later = CliRunner().invoke(main, ["evidence", "--verify", str(tmp_path / "case"), *options])
    assert later.exit_code == 1
    assert "trukket tilbage 15. september 2025 kl. 10.30" in later.output


def test_the_what_if_sees_the_ticks_of_any_number_of_partitions(tmp_path: Path) -> None:
    known = (calendar(), roster(), *(tick(MONDAY, each, partition_of(SCHOOL, 4)) for each in ("day", "start")))
    (tmp_path / "events.jsonl").write_bytes(b"".join(lines(known)))
    arguments = ["rules", "what-if", "--rules", "rules", "--events", str(tmp_path / "events.jsonl")]
    of_four = CliRunner().invoke(main, [*arguments, "--partitions", "4"])
    assert "3 alerts today, 3 with rules: 0 new (of 0 pupils), 0 gone (of 0 pupils)" in of_four.output
    assert "0 alerts today" in CliRunner().invoke(main, arguments).output
