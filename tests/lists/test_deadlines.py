"""Missing roll calls, silent schools and incomplete registers, told as the law and the schools' practice say it."""

from typing import NamedTuple

import pytest

from tests.lists.school import Event, after, calendar, erasure, notice, roll_call, roster, tick, transfer

MONDAY, TUESDAY, WEDNESDAY = "2025-09-15", "2025-09-16", "2025-09-17"
FRIDAY = "2025-09-12"
BEGIN = tick(MONDAY, "day")
SCHOOL = (calendar(), roster(), BEGIN)
BOTH_STARTS = (roll_call(MONDAY), roll_call(MONDAY, "2A"))


class Case(NamedTuple):
    says: str
    events: tuple[Event, ...]
    rule: str
    expected: set[tuple[str | None, str]]


CASES = [
    Case("before the deadline nothing is missing", (tick(MONDAY, "day"),), "dk.register.start", set()),
    Case(
        "at the start deadline every class without a roll call is told",
        (tick(MONDAY, "start"),),
        "dk.register.start",
        {("7B", MONDAY), ("2A", MONDAY)},
    ),
    Case(
        "a class with a roll call is not told",
        (roll_call(MONDAY), tick(MONDAY, "start")),
        "dk.register.start",
        {("2A", MONDAY)},
    ),
    Case(
        "a roll call after the deadline takes it back",
        (tick(MONDAY, "start"), roll_call(MONDAY)),
        "dk.register.start",
        {("2A", MONDAY)},
    ),
    Case(
        "a lost tick is made good by a later one",
        (tick(MONDAY, "end"),),
        "dk.register.start",
        {("7B", MONDAY), ("2A", MONDAY)},
    ),
    Case(
        "only grades 7 to 10 are taken at the end of the day",
        (*BOTH_STARTS, tick(MONDAY, "end")),
        "dk.register.end",
        {("7B", MONDAY)},
    ),
    Case("the principal is not told at once", (tick(MONDAY, "end"),), "dk.register.overdue", set()),
    Case(
        "one school day later the principal is told",
        (roll_call(MONDAY, "2A"), tick(TUESDAY, "start")),
        "dk.register.overdue",
        {
            ("7B", MONDAY),
        },
    ),
    Case(
        "over a weekend the principal is told on Monday",
        (tick(FRIDAY, "day"), tick("2025-09-14", "end")),
        "dk.register.overdue",
        set(),
    ),
    Case(
        "a day off has no consequences",
        (
            calendar(
                id="cal-2", recorded_at="2025-06-02T12:00:00+02:00", days_off=[{"first": MONDAY, "after_last": TUESDAY}]
            ),
            tick(MONDAY, "end"),
        ),
        "dk.register.start",
        set(),
    ),
    Case(
        "a Saturday has no consequences",
        (tick(FRIDAY, "day"), tick("2025-09-13", "end")),
        "dk.register.start",
        {
            ("7B", "2025-09-12"),
            ("2A", "2025-09-12"),
        },
    ),
    Case("a school without any roll call is silent", (tick(MONDAY, "start"),), "dk.register.silent", {(None, MONDAY)}),
    Case(
        "one roll call of one class breaks the silence",
        (roll_call(MONDAY, "2A"), tick(MONDAY, "start")),
        "dk.register.silent",
        set(),
    ),
    Case(
        "after a week the register is complete",
        (*BOTH_STARTS, roll_call(MONDAY, moment="end"), tick("2025-09-23", "day")),
        "dk.register.incomplete",
        set(),
    ),
    Case(
        "after a week a moment without a mark is open",
        (*BOTH_STARTS, tick("2025-09-23", "day")),
        "dk.register.incomplete",
        {("7B", MONDAY)},
    ),
    Case(
        "after a week an absence without a reason is open",
        (roll_call(MONDAY), roll_call(MONDAY, "2A", absent={"p3": None}), tick("2025-09-23", "day")),
        "dk.register.incomplete",
        {("7B", MONDAY), ("2A", MONDAY)},
    ),
    Case(
        "days whose marks went to another school with the pupil are not open",
        (*BOTH_STARTS, roll_call(MONDAY, moment="end"), transfer("p1", TUESDAY), tick("2025-09-23", "day")),
        "dk.register.incomplete",
        set(),
    ),
    Case(
        "within the week nothing is open yet",
        (*BOTH_STARTS, tick("2025-09-22", "end")),
        "dk.register.incomplete",
        set(),
    ),
    Case(
        "a notice in time explains the absence",
        (
            *BOTH_STARTS,
            roll_call(MONDAY, moment="end", absent={"p1": None}),
            notice("p1", MONDAY, TUESDAY, f"{MONDAY}T07:30"),
            tick("2025-09-23", "day"),
        ),
        "dk.register.incomplete",
        set(),
    ),
    Case(
        "the morning list names the class with an absence without notice",
        (tick(MONDAY, "day"), roll_call(MONDAY, absent={"p1": None})),
        "dk.morning.call",
        {("7B", MONDAY)},
    ),
    Case(
        "a notice takes the pupil off the morning list",
        (
            tick(MONDAY, "day"),
            roll_call(MONDAY, absent={"p1": None}),
            notice("p1", MONDAY, TUESDAY, f"{MONDAY}T08:30"),
        ),
        "dk.morning.call",
        set(),
    ),
    Case(
        "a correction takes the pupil off the morning list",
        (
            tick(MONDAY, "day"),
            roll_call(MONDAY, absent={"p1": None}),
            roll_call(MONDAY, id="rc-2", recorded_at=f"{MONDAY}T08:40:00+02:00"),
        ),
        "dk.morning.call",
        set(),
    ),
    Case(
        "yesterday's absences are on no morning list",
        (tick(TUESDAY, "day"), roll_call(MONDAY, absent={"p1": None})),
        "dk.morning.call",
        set(),
    ),
    Case(
        "a notice after the day is listed for the principal when its own day is over",
        (
            roll_call(MONDAY, absent={"p1": None}),
            notice("p1", MONDAY, TUESDAY, f"{TUESDAY}T07:30"),
            tick(WEDNESDAY, "day"),
        ),
        "dk.notice.late",
        {(None, TUESDAY)},
    ),
    Case(
        "a late notice for an absence that was corrected is not listed",
        (
            roll_call(MONDAY, absent={"p1": None}),
            notice("p1", MONDAY, TUESDAY, f"{TUESDAY}T07:30"),
            tick(WEDNESDAY, "day"),
            roll_call(MONDAY, id="rc-2", recorded_at=f"{WEDNESDAY}T08:40:00+02:00", absent={"p1": "sickness"}),
        ),
        "dk.notice.late",
        set(),
    ),
    Case(
        "a late notice that came on a Saturday is listed with Monday",
        (
            roll_call("2025-09-12", absent={"p1": None}),
            notice("p1", "2025-09-12", "2025-09-13", "2025-09-13T11:00"),
            tick(TUESDAY, "day"),
        ),
        "dk.notice.late",
        {(None, MONDAY)},
    ),
    Case(
        "two weeks before the quarter ends what is open is listed",
        (*BOTH_STARTS, tick("2025-09-17", "day")),
        "dk.quarter.closing",
        {(None, "2025-Q3")},
    ),
    Case("earlier it is not", (*BOTH_STARTS, tick("2025-09-16", "end")), "dk.quarter.closing", set()),
    Case("when the quarter is over it is not", (*BOTH_STARTS, tick("2025-10-01", "day")), "dk.quarter.closing", set()),
    Case(
        "when the quarter is closed the pupils above the limit are listed",
        (
            *(roll_call(f"2025-09-{day:02}", absent={"p1": "unlawful"}) for day in range(15, 20)),
            *(roll_call(f"2025-09-{day:02}", absent={"p1": "unlawful"}) for day in range(22, 27)),
            tick("2025-10-01", "day"),
        ),
        "dk.quarter.closed",
        {(None, "2025-Q3")},
    ),
    Case("a quarter without such pupils closes silently", (tick("2025-10-01", "day"),), "dk.quarter.closed", set()),
    Case(
        "an erased pupil's absence is open no more than anybody's without marks",
        (
            roll_call(MONDAY, absent={"p1": None, "p2": None}),
            tick(MONDAY, "day"),
            erasure("p1", f"{MONDAY}T09:00"),
        ),
        "dk.morning.call",
        {("7B", MONDAY)},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])
def test_what_is_open(case: Case) -> None:
    active = after((*SCHOOL, *case.events)).active(case.rule)
    assert {(class_, key) for _, class_, key in active} == case.expected
