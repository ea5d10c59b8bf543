"""A pupil changes school: where each mark counts then, one case per sentence, in several orders of arrival."""

from collections.abc import Sequence

import pytest

from streams.law.rule import Rulebook
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.rulebook import rule
from tests.oracle.sent import SCHOOL, Sent, calendar, erasure, notice, roll_call, roster, transfer

NEW, THIRD = "10100A", "20200b"
UNLAWFUL = rule("unlawful", "school_year", "days unlawful", "more_than 0")
SICK = rule("sick", "school_year", "days sickness", "more_than 0")
RUN = rule("run", "consecutive_school_days", "days unlawful", "more_than 0")
RULES = Rulebook((UNLAWFUL, SICK, RUN))

YEAR = [
    calendar("cal", 2025, "2025-08-11", "2026-06-27"),
    calendar("cal", 2025, "2025-08-11", "2026-06-27", ["2025-09-02..2025-09-03"], school=NEW),
    calendar("cal", 2025, "2025-08-11", "2026-06-27", school=THIRD),
]
"""Everywhere the same school days, but that the new school has 2 September off."""


def absent(day: int, text: str = "p1 absent unlawful", *, at: str = "08:05", **changes: object) -> Sent:
    """One pupil of 3A on a day of September; `at` is when that was recorded, on the same day."""
    instant = f"2025-09-{day:02d}T{at}:00+02:00"
    own = {"class": "3A", "grade": 3, "recorded_at": instant}
    return roll_call(f"rc-{day}-{at}", f"2025-09-{day:02d}", [text], **{**own, **changes})


def moves(day: int, to_school: str = NEW, *, name: str = "tr", recorded: int = 20, **changes: object) -> Sent:
    """Return a transfer: the first day at the new school is a day of September, it is recorded on another."""
    return transfer(name, "p1", to_school, f"2025-09-{day:02d}", f"2025-09-{recorded:02d}T12:00:00+02:00", **changes)


THREE = [absent(1), absent(3), absent(4)]
BACK = moves(15, SCHOOL, school=NEW)
ONWARD = moves(15, THIRD, school=NEW)
HERE, THERE, FAR = (SCHOOL, "p1"), (NEW, "p1"), (THIRD, "p1")


def values(events: Sequence[Sent], of: str = "unlawful") -> dict[tuple[object, object], object]:
    """Return the values of a rule's active alerts by (school, pupil)."""
    run = PipelineRun(RULES)
    for one in [*YEAR, *events]:
        run.handle(one)
    active = [alert for alert in run.active() if alert["rule"] == of]
    measures = {(alert["school"], alert["pupil"]): alert["measure"] for alert in active}
    assert len(measures) == len(active), "nothing is doubled"
    return {place: measure["value"] for place, measure in measures.items() if isinstance(measure, dict)}


CASES = {
    "without a transfer all counts at the school": (THREE, {HERE: 3}),
    "the marks before the date count at the new school only": ([*THREE, moves(10)], {THERE: 3}),
    "a mark of the date itself stays at the old school": ([*THREE, moves(4)], {HERE: 1, THERE: 2}),
    "a mark recorded after the transfer follows too": ([moves(10), *THREE, absent(5, at="23:00")], {THERE: 4}),
    "a transfer before any mark moves those to come": ([moves(10, recorded=1), *THREE], {THERE: 3}),
    "a correction at the old school corrects it at the new one": (
        [*THREE, moves(10), absent(4, "p1 present", at="12:00")],
        {THERE: 2},
    ),
    "the pupil may have another id at the new school": ([*THREE, moves(10, to_pupil="q")], {(NEW, "q"): 3}),
    "another pupil of that id at the new school is somebody else": (
        [*THREE, moves(10, to_pupil="q"), absent(8, school=NEW)],
        {(NEW, "q"): 3, THERE: 1},
    ),
    "what the new school has registered counts beside it": ([*THREE, moves(5), absent(8, school=NEW)], {THERE: 4}),
    "of both schools the newer registration of a day holds: the new school's": (
        [*THREE, moves(10), absent(4, "p1 present", at="09:00", school=NEW)],
        {THERE: 2},
    ),
    "of both schools the newer registration of a day holds: the old school's": (
        [*THREE, moves(10), absent(4, "p1 present", at="08:00", school=NEW)],
        {THERE: 3},
    ),
    "a later transfer with a later date moves more": (
        [*THREE, moves(2), moves(4, name="tr-2", recorded=21)],
        {HERE: 1, THERE: 2},
    ),
    "a later transfer with an earlier date takes marks back": (
        [*THREE, moves(10), moves(2, name="tr-2", recorded=21)],
        {HERE: 2, THERE: 1},
    ),
    "a later transfer to another school takes all elsewhere": (
        [*THREE, moves(10), moves(10, THIRD, name="tr-2", recorded=21)],
        {FAR: 3},
    ),
    "a later transfer to the same pupil of the same school takes all back": (
        [*THREE, moves(10), moves(10, SCHOOL, name="tr-2", recorded=21)],
        {HERE: 3},
    ),
    "of two transfers recorded at the same time the greater id holds": (
        [*THREE, moves(10, name="tr-b"), moves(10, THIRD, name="tr-a")],
        {THERE: 3},
    ),
    "within a school the marks go to another id": (
        [*THREE, moves(4, SCHOOL, to_pupil="q")],
        {HERE: 1, (SCHOOL, "q"): 2},
    ),
    "marks that came are moved on": ([*THREE, moves(10), ONWARD], {FAR: 3}),
    "marks that came are moved on also by a transfer of an earlier date, when they are before it": (
        [*THREE, moves(10), moves(4, THIRD, school=NEW)],
        {THERE: 1, FAR: 2},
    ),
    "a pupil who comes back has all marks at the first school again": (
        [*THREE, moves(10), absent(11, school=NEW), BACK, absent(16)],
        {HERE: 5},
    ),
    "marks of a circle end where its latest transfer leads": (
        [*THREE, moves(10), ONWARD, moves(12, SCHOOL, school=THIRD)],
        {FAR: 3},
    ),
    "a notice at the old school explains what has moved": (
        [
            absent(1),
            absent(3, "p1 absent"),
            moves(10),
            notice("n", "p1", "2025-09-03..2025-09-04", "sickness", "2025-09-03T07:00:00+02:00"),
        ],
        {THERE: 1},
    ),
    "a notice at the new school explains what the old school's did not": (
        [
            absent(1),
            absent(3, "p1 absent"),
            moves(10),
            notice("n", "p1", "2025-09-03..2025-09-04", "leave", "2025-09-03T07:00:00+02:00", school=NEW),
        ],
        {THERE: 1},
    ),
    "an erasure at the old school removes what has moved": (
        [*THREE, moves(10), erasure("e", "p1", "2025-09-03T12:00:00+02:00")],
        {THERE: 1},
    ),
    "an erasure at the new school removes what had come": (
        [*THREE, moves(10), erasure("e", "p1", "2025-09-03T12:00:00+02:00", school=NEW)],
        {THERE: 1},
    ),
    "a day off at the new school does not count there": ([*THREE, absent(2), moves(10)], {THERE: 3}),
    "a class that the new school does not know has the school's own days": (
        [
            calendar(
                "cal-2",
                2025,
                "2025-08-11",
                "2026-06-27",
                school=NEW,
                recorded_at="2025-07-01T12:00:00+02:00",
                classes={"9Z": {"first_day": "2025-09-05"}},
            ),
            *THREE,
            moves(10),
        ],
        {THERE: 3},
    ),
    "a class of the same name has the days that the new school gives it": (
        [
            calendar(
                "cal-2",
                2025,
                "2025-08-11",
                "2026-06-27",
                school=NEW,
                recorded_at="2025-07-01T12:00:00+02:00",
                classes={"3A": {"first_day": "2025-09-03"}},
            ),
            *THREE,
            moves(10),
        ],
        {THERE: 2},
    ),
}


@pytest.mark.parametrize(("events", "expected"), CASES.values(), ids=CASES.keys())
def test_where_each_mark_counts(events: list[Sent], expected: dict[tuple[str, str], float]) -> None:
    by_kind = sorted(events, key=lambda one: (one.kind, one.raw))
    for order in (events, events[::-1], by_kind, by_kind[::-1], [*events, *events]):
        assert values(order) == expected


def test_a_present_mark_that_a_complete_roll_call_implies_moves_as_well_and_ends_the_run() -> None:
    enrolled = roster("ro", 2025, {"3A": ["p1 2025-08-11.."]})
    implied = absent(5, "p2 absent leave", complete=True)
    assert values([*THREE, enrolled, moves(10)], "run") == {THERE: 3}
    assert values([*THREE, enrolled, implied, moves(10)], "run") == {}
    assert values([moves(10), implied, *THREE, enrolled], "run") == {}


def test_the_alert_at_the_old_school_is_withdrawn_and_one_at_the_new_school_raised_by_the_transfer() -> None:
    run = PipelineRun(Rulebook((UNLAWFUL,)))
    for one in [*YEAR, *THREE]:
        run.handle(one)
    told = run.handle(moves(10)).alerts
    assert [(each["school"], each["state"], each["reason"], each["version"]) for each in told] == [
        (SCHOOL, "withdrawn", "transferred", 4),
        (NEW, "raised", "threshold_crossed", 1),
    ]
    assert {each["recorded_at"] for each in told} == {"2025-09-20T10:00:00Z"}
    assert [told[1][field] for field in ("class", "grade", "calendar")] == ["3A", 3, "cal"]


def test_a_correction_at_the_old_school_withdraws_the_alert_at_the_new_one_as_corrected() -> None:
    run = PipelineRun(Rulebook((UNLAWFUL,)))
    for one in [*YEAR, absent(1), moves(10)]:
        run.handle(one)
    (told,) = run.handle(absent(1, "p1 present", at="12:00")).alerts
    assert (told["school"], told["state"], told["reason"]) == (NEW, "withdrawn", "corrected")
