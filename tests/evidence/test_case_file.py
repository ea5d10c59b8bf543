"""What a case file holds: the registrations with those they overruled, notices, sums; and what it never holds."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import AlertState, encode
from streams.casefile.case import CASE_FILE, CaseFile, case_bytes, case_digest, case_file
from streams.casefile.check import check_case, evidence_digest, is_whole
from streams.casefile.page import case_page
from tests.evidence.cases import QUARTER_ALERT, SCHOOL, case_of, enrolled, heard, notice, whole_class
from tests.explain.school import CALENDAR, RULEBOOK, calendar, line, outcomes, registration, six_days_one_corrected

SIX_DAYS = six_days_one_corrected()[:-1]
OLD_SCHOOL = "280124"
CORRECTION = six_days_one_corrected()[-1]


def test_a_withdrawn_alert_shows_the_grounds_it_was_raised_on_and_how_it_stands() -> None:
    case = case_of(six_days_one_corrected())
    assert (case.newest.state, case.newest.version) == (AlertState.WITHDRAWN, 2)
    assert (case.grounds.state, case.grounds.version, case.grounds.measure.value) == (AlertState.RAISED, 1, 6)
    assert case.known_until.isoformat() == "2025-09-23T09:00:00+02:00"


def test_the_corrected_registration_stands_beside_the_one_that_holds() -> None:
    case = case_of(six_days_one_corrected())
    shown = [(each.roll_call, each.category, each.holds) for each in case.registrations if each.date.day == 16]
    assert shown == [("rc-2", "unlawful", False), ("rc-7", "sickness", True)]


def test_the_arithmetic_is_told_line_by_line() -> None:
    sums = case_of(SIX_DAYS).sums
    assert [each.so_far for each in sums.counted] == [1, 2, 3, 4, 5, 6]
    assert (sums.left, sums.right, sums.is_reached) == (1200, 1110, True)
    assert sums.lines == (
        "Fravær i alt: 6 dage = 12 halve dage (h).",
        "Skoledage, der regnes af: 37 planlagte skoledage (N).",
        "Hverdage mandag-fredag 1. juli til 30. september 2025: 66. Fri efter skolekalenderen: 29. 66 - 29 = 37.",
        "Andel: 6 dage af 37 skoledage = 16,2 %, afkortet til én decimal.",
        "Reglen: mindst 15 % af de planlagte skoledage; i hele tal 100 h ≥ 30 N.",
        "Venstre side 1200, højre side 1110: 1200 ≥ 1110, grænsen er nået.",
    )


def test_an_absence_that_a_notice_explains_says_as_what_it_counts() -> None:
    explained = notice("n-1", "2025-09-17", "2025-09-18", "2025-09-17")
    late = notice("n-2", "2025-09-01", "2025-09-02", "2025-09-05")
    case = case_of([*SIX_DAYS, explained, late])
    (holding,) = [each for each in case.registrations if each.date.day == 17]
    assert (holding.category, holding.counts_as, holding.holds) == ("", "sickness", True)
    assert [each.id for each in case.notices] == ["n-2", "n-1"]


def at_the_old_school(event: bytes) -> bytes:
    """Give the same event of the same child at another school, where the child has another id."""
    return event.replace(SCHOOL.encode(), OLD_SCHOOL.encode()).replace(b'"p1"', b'"before"')


def moved(date: str) -> bytes:
    new = {"to_school": SCHOOL, "to_pupil": "p1", "date": date, "recorded_at": f"{date}T12:00:00+02:00"}
    return line("transfers", {"id": "tr-1", "school": OLD_SCHOOL, "pupil": "before", **new})


def test_what_came_with_the_pupil_from_another_school_stands_beside_what_this_one_recorded() -> None:
    opening, *days = SIX_DAYS
    present = registration("rc-8", "2025-09-12", "present")
    old = [at_the_old_school(each) for each in (opening, present, *days[:4])]
    case = case_of([opening, *old, moved("2025-09-19"), *days[4:]])
    assert (case.grounds.measure.value, case.other_days) == (6, 1)
    shown = [(each.school, each.date.day, each.class_, each.holds) for each in case.registrations]
    assert shown == [
        *((OLD_SCHOOL, day, "5B", True) for day in (15, 16, 17, 18)),
        *((SCHOOL, day, "5B", True) for day in (19, 22)),
    ]
    assert case_page(case).count(f"5B på skole {OLD_SCHOOL}") == 4
    assert "before" not in case_bytes(case).decode()


def test_days_of_presence_are_counted_and_not_listed() -> None:
    present = registration("rc-8", "2025-09-23", "present")
    implied = whole_class("rc-9", "2025-09-24", "other-child")
    case = case_of([enrolled(), *SIX_DAYS, present, implied])
    assert case.other_days == 2
    assert {each.date.day for each in case.registrations} == {15, 16, 17, 18, 19, 22}


def test_an_implied_presence_that_overrules_is_shown() -> None:
    case = case_of([enrolled(), *SIX_DAYS, whole_class("rc-9", "2025-09-22")])
    shown = [(each.roll_call, each.is_implied, each.holds) for each in case.registrations if each.date.day == 22]
    assert shown == [("rc-6", False, False), ("rc-9", True, True)]


def test_no_other_pupil_and_no_name_is_in_it() -> None:
    off = {"first": "2025-09-01", "after_last": "2025-09-02", "name": "Sorgdag 010203-1234 <b>"}
    lines = [line("calendars", {**CALENDAR, "days_off": [off]}), enrolled(), *SIX_DAYS[1:]]
    case = case_of([*lines, whole_class("rc-9", "2025-09-24", "other-child")])
    for text in (case_bytes(case).decode(), case_page(case)):
        assert "other-child" not in text
        assert "010203-1234" not in text
        assert "Sorgdag XXXXXX-XXXX" in text
    assert "<b>" not in case_page(case)
    assert "&lt;b&gt;" in case_page(case)


def test_an_alert_that_the_events_do_not_make_has_no_case_file() -> None:
    assert case_file(RULEBOOK, heard(SIX_DAYS), SCHOOL, "nobody") is None
    assert case_file(RULEBOOK, heard(SIX_DAYS), "280124", QUARTER_ALERT) is None


def test_the_digest_of_the_evidence_is_what_any_consumer_works_out_from_the_message() -> None:
    message = json.loads(encode(case_of(SIX_DAYS).grounds))
    proof = {name: message[name] for name in ("rule", "rule_version", "window", "measure", "evidence")}
    text = json.dumps(proof, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sha256(text.encode()).hexdigest() == message["evidence_sha256"]
    assert evidence_digest(case_of(SIX_DAYS).grounds) == message["evidence_sha256"]


def test_a_case_file_is_read_as_it_was_written() -> None:
    case = case_of(six_days_one_corrected())
    again = CASE_FILE.validate_json(case_bytes(case))
    assert again == case
    assert case_digest(again) == case.sha256
    assert case_page(again) == case_page(case)


@given(st.permutations(SIX_DAYS), st.lists(st.sampled_from(SIX_DAYS), max_size=4))
def test_the_order_and_the_repetition_of_events_change_no_ground(lines: list[bytes], repeated: list[bytes]) -> None:
    case, again = case_of(SIX_DAYS), case_of([*lines, *repeated])
    assert again.grounds.evidence_sha256 == case.grounds.evidence_sha256
    assert (again.registrations, again.sums, again.calendar) == (case.registrations, case.sums, case.calendar)
    assert check_case(case, again).holds


AGAIN = registration("rc-8", "2025-09-19", "absent", category="unlawful", recorded_at="2025-09-24T09:00:00+02:00")
ERASED = line("erasures", {"id": "er-1", "school": SCHOOL, "pupil": "p1", "requested_at": "2025-10-01T12:00:00+02:00"})


@pytest.mark.parametrize(
    ("later", "holds", "said"),
    [
        pytest.param([], True, "Bilaget holder", id="nothing happened since"),
        pytest.param([registration("rc-8", "2025-09-23", "present")], True, "Bilaget holder", id="a day attended"),
        pytest.param([CORRECTION], False, "Tæller ikke mere: 16. september 2025", id="a day was corrected"),
        pytest.param([AGAIN], False, "nu i rc-8; før 19. september", id="a day was registered again"),
        pytest.param(
            [registration("rc-8", "2025-09-23", "absent", category="unlawful")],
            False,
            "Er kommet til: 23. september 2025",
            id="one more day",
        ),
        pytest.param([ERASED], False, "trukket tilbage", id="the pupil was erased"),
    ],
)
def test_whether_it_holds_today(later: list[bytes], holds: bool, said: str) -> None:  # noqa: FBT001
    finding = check_case(case_of(SIX_DAYS), case_of([*SIX_DAYS, *later]))
    assert finding.holds is holds
    assert said in " ".join(finding.lines)


def test_one_whose_alert_is_unknown_today_does_not_hold() -> None:
    assert not check_case(case_of(SIX_DAYS), None).holds


def test_a_run_that_ended_held_and_does_not_hold_today() -> None:
    days = [f"2025-09-{day:02d}" for day in (*range(1, 6), *range(8, 13), 15)]
    sick = [calendar(), *(registration(f"rc-{day}", day, "absent", category="sickness") for day in days)]
    alert = next(each.id for each in _told(sick) if each.rule == "dk.sickness.certificate")
    finding = check_case(
        case_of(sick, alert), case_of([*sick, registration("rc-well", "2025-09-16", "present")], alert)
    )
    assert not finding.holds
    assert finding.lines[0].startswith("Adviset er ophørt")
    assert "Grundlaget holdt" in finding.lines[1]


def _told(lines: list[bytes]) -> list[Any]:
    return [alert for outcome in outcomes(lines) for alert in outcome.alerts]


def with_other_evidence(case: CaseFile) -> CaseFile:
    grounds = case.grounds.model_copy(update={"evidence": case.grounds.evidence[1:]})
    forged = replace(case, grounds=grounds, sha256="")
    return replace(forged, sha256=case_digest(forged))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda case: replace(case, title="Andet"), id="the title"),
        pytest.param(lambda case: replace(case, registrations=case.registrations[1:]), id="a registration left out"),
        pytest.param(with_other_evidence, id="the evidence, with a new sum over all"),
    ],
)
def test_one_that_was_changed_is_found_out(changed: Any) -> None:
    case = case_of(SIX_DAYS)
    assert is_whole(case)
    assert not check_case(changed(case), case).holds
