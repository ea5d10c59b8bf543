"""The life of alerts in the oracle, worked out by hand from the contract: each case is a sentence."""

from datetime import date

import pytest

from streams.law.rule import Scope, ValidInterval
from tests.oracle.rulebook import rule
from tests.oracle.sent import Sent, calendar, erasure, notice, roll_call
from tests.oracle.worked import YEAR, days, measure, proofs, said, short

UNLAWFUL_15 = rule("r", "calendar_quarter", "days unlawful", "at_least 15 of planned_school_days")
RUN_3 = rule("r", "consecutive_school_days", "days sickness", "at_least 3")


def test_a_quarter_of_37_school_days_speaks_at_six_unlawful_days_and_not_at_five_and_a_half() -> None:
    five_and_a_half = [*days(1, 2, 3, 4, 5), *days(8, moments=["start"])]
    assert said([UNLAWFUL_15], [YEAR, *five_and_a_half]) == []
    (version,) = said([UNLAWFUL_15], [YEAR, *five_and_a_half, *days(8, moments=["end"])])
    assert measure(version) == (6, 37, "16.2")
    assert short(version) == "raised threshold_crossed 2025-Q3 6"


def test_the_message_has_the_form_of_the_contract() -> None:
    events = [YEAR, *days(1, 2, 3, 4, 5, 8), *days(9, moments=["start"])]
    versions = said([UNLAWFUL_15], events)
    message = versions[-1].message()
    assert message["version"] == 2
    assert message["reason"] == "evidence_changed"
    assert message["recorded_at"] == "2025-09-09T06:05:00Z"
    assert message["window"] == {
        "kind": "calendar_quarter",
        "key": "2025-Q3",
        "first": "2025-07-01",
        "after_last": "2025-10-01",
    }
    assert message["measure"] == {
        "unit": "days",
        "value": 6.5,
        "school_days": 37,
        "percent": "17.5",
        "of": "planned_school_days",
        "threshold": "15",
        "comparison": "at_least",
    }
    evidence = proofs(versions[-1])
    assert len(evidence) == 13
    assert evidence[0] == {
        "date": "2025-09-01",
        "moment": "start",
        "category": "unlawful",
        "value": 0.5,
        "roll_call": "rc-1-start",
        "recorded_at": "2025-09-01T06:05:00Z",
    }


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            days(4, 5, 8, text="p1 absent sickness"),
            ["raised threshold_crossed 2025-09-08 3"],
            id="a run goes on over the weekend",
        ),
        pytest.param(
            [*days(4, 5, text="p1 absent sickness"), *days(9, text="p1 absent sickness")],
            ["raised threshold_crossed 2025-09-09 3"],
            id="a day without marks does not break a run",
        ),
        pytest.param(
            [*days(4, 5, text="p1 absent sickness"), *days(8), *days(9, text="p1 absent sickness")],
            ["raised threshold_crossed 2025-09-09 3"],
            id="a day absent for another cause does not break a run",
        ),
        pytest.param(
            [*days(4, 5, text="p1 absent sickness"), *days(8, text="p1 late"), *days(9, text="p1 absent sickness")],
            [],
            id="a day without absence breaks a run",
        ),
        pytest.param(
            [*days(3, 4, 5, text="p1 absent sickness"), *days(8, text="p1 present")],
            ["raised threshold_crossed 2025-09-05 3", "cleared run_ended 2025-09-05 0"],
            id="a pupil who is back ends the run",
        ),
        pytest.param(
            [
                *days(3, 4, 5, text="p1 absent sickness"),
                roll_call("x", "2025-09-04", ["p1 present"], recorded_at="2025-09-05T16:00:00+02:00"),
            ],
            ["raised threshold_crossed 2025-09-05 3", "withdrawn corrected 2025-09-05 2.5"],
            id="a correction that takes the proof away withdraws",
        ),
    ],
)
def test_runs(events: list[Sent], expected: list[str]) -> None:
    assert [short(version) for version in said([RUN_3], [YEAR, *events])] == expected


def test_a_cleared_run_shows_the_window_of_now() -> None:
    *_, last = said([RUN_3], [YEAR, *days(3, 4, 5, text="p1 absent sickness"), *days(8, text="p1 present")])
    assert (last.judgement.first, last.judgement.as_of) == (date(2025, 9, 8), date(2025, 9, 8))
    assert last.judgement.evidence == ()


def test_a_notice_that_explains_withdraws_and_leaves_no_value() -> None:
    unlawful = rule("r", "school_day", "days unlawful", "more_than 0")
    one = notice("n-1", "p1", "2025-09-01..2025-09-02", "sickness", "2025-09-01T07:00:00+02:00")
    versions = said([unlawful], [YEAR, *days(1, moments=["start"], text="p1 absent"), one])
    assert [short(version) for version in versions] == [
        "raised threshold_crossed 2025-09-01 0.5",
        "withdrawn notice_received 2025-09-01 0",
    ]
    assert [len(version.notifications()) for version in versions] == [1, 1]


def test_an_erasure_withdraws_and_a_new_mark_raises_the_next_version() -> None:
    erased = erasure("e-1", "p1", "2025-09-20T12:00:00+02:00")
    again = roll_call("again", "2025-09-01", ["p1 absent"], recorded_at="2025-09-21T12:00:00+02:00")
    versions = said(
        [rule("r", "calendar_month", "days unlawful", "at_least 0.5")], [YEAR, *days(1, 2), erased, *days(3), again]
    )
    assert [(short(version), version.number) for version in versions[-2:]] == [
        ("withdrawn pupil_erased 2025-09 0", 5),
        ("raised threshold_crossed 2025-09 0.5", 6),
    ]
    withdrawn = versions[-2].judgement
    assert (withdrawn.as_of, withdrawn.class_, withdrawn.evidence) == (date(2025, 9, 2), "7B", ())


def test_held_days_alone_make_no_version_but_a_calendar_does() -> None:
    held = rule("r", "calendar_quarter", "days all", "more_than 0 of held_school_days")
    fewer = calendar(
        "cal-2", 2025, "2025-08-12", "2026-06-27", ["2025-10-13..2025-10-18"], recorded_at="2025-09-05T12:00:00+02:00"
    )
    versions = said([held], [YEAR, *days(3, moments=["start"]), *days(4, text="p1 present"), fewer])
    assert [measure(version) for version in versions] == [(0.5, 18, "2.7"), (0.5, 18, "2.7")]
    assert [version.reason for version in versions] == ["threshold_crossed", "evidence_changed"]


def test_a_calendar_that_masks_the_day_withdraws() -> None:
    masked = calendar("cal-2", 2025, "2025-08-11", "2026-06-27", ["2025-09-01..2025-09-03"])
    versions = said([rule("r", "calendar_month", "days all", "at_least 1")], [YEAR, *days(1), masked])
    assert [short(version) for version in versions][-1] == "withdrawn calendar_changed 2025-09 0"
    assert versions[-1].judgement.calendar == "cal-1"


@pytest.mark.parametrize(
    ("changed", "speaks"),
    [
        pytest.param({}, True, id="as it is"),
        pytest.param({"minimum": 16}, True, id="16 school days up to 1 September are enough"),
        pytest.param({"minimum": 17}, False, id="17 are not reached"),
        pytest.param({"scope": Scope(grades=(0, 6))}, False, id="grade 7 is out of scope"),
        pytest.param({"scope": Scope(municipalities=frozenset({"259"}))}, False, id="no roster, no municipality"),
        pytest.param({"valid": ValidInterval(date(2025, 8, 1), date(2025, 9, 1))}, False, id="no longer in force"),
        pytest.param({"enabled": False}, False, id="switched off"),
    ],
)
def test_when_a_rule_speaks(changed: dict[str, int], speaks: bool) -> None:  # noqa: FBT001 - a column of the table
    one = rule("r", "calendar_quarter", "days all", "at_least 1", **changed)  # type: ignore[arg-type] # one of several
    assert bool(said([one], [YEAR, *days(1)])) is speaks


def test_without_an_as_of_a_withdrawn_alert_keeps_the_place_it_was_last_told_at() -> None:
    """The rolling window of five school days began on 27 August; the new calendar has no such days."""
    masked = calendar("cal-2", 2025, "2025-09-29", "2026-06-27")
    *_, last = said([rule("r", "rolling_school_days 5", "days all", "at_least 1")], [YEAR, *days(2), masked])
    now = last.judgement
    assert short(last) == "withdrawn calendar_changed 2025-09-02 0"
    assert (now.as_of, now.first, now.after_last) == (date(2025, 9, 2), date(2025, 8, 27), date(2025, 9, 3))
    assert (now.class_, now.grade, now.calendar) == ("7B", 7, "cal-1")
