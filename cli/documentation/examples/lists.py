"""The lists about classes and schools by example: what is open when a deadline has passed."""

from cli.documentation.examples.year import (
    Example,
    away,
    clock,
    day,
    half_away,
    notice,
    roll_call,
    school_days,
    silent,
    speaks,
    there,
)

MONDAY = day("2025-09-15")
MORNING = list(clock("2025-09-15", "day"))
"""The clock has come to Monday 15 September, a school day."""
TAKEN_2A = list(there(MONDAY, "2A"))
START_OF_7B = [roll_call(MONDAY[0], "start")]
ALL_TAKEN = [*TAKEN_2A, *there(MONDAY)]
SO_FAR = [*there(school_days("2025-08-11", 27)), *there(school_days("2025-08-11", 27), "2A")]
"""Every roll call from 11 August to 16 September."""

ROLL_CALLS = (
    silent(
        "dk.register.start",
        "the roll call of 7B is there when the start deadline passes at 10:00",
        MORNING,
        ALL_TAKEN,
        clock("2025-09-15", "start"),
    ),
    silent("dk.register.start", "before 10:00 nothing is missing", MORNING, TAKEN_2A),
    speaks(
        "dk.register.start",
        "at 10:00 the roll call of 7B is not there",
        MORNING,
        TAKEN_2A,
        clock("2025-09-15", "start"),
    ),
    silent(
        "dk.register.end",
        "the second roll call of 7B is there when the end deadline passes at 16:00",
        MORNING,
        ALL_TAKEN,
        clock("2025-09-15", "start", "end"),
    ),
    silent(
        "dk.register.end",
        "2A is not asked at the end of the day: only grades 7 to 10 are",
        MORNING,
        there(MONDAY),
        clock("2025-09-15", "start", "end"),
    ),
    speaks(
        "dk.register.end",
        "at 16:00 the second roll call of 7B is not there",
        MORNING,
        TAKEN_2A,
        START_OF_7B,
        clock("2025-09-15", "start", "end"),
    ),
    silent(
        "dk.register.overdue",
        "the principal is not told of 7B on the same day",
        MORNING,
        TAKEN_2A,
        clock("2025-09-15", "start", "end"),
    ),
    speaks(
        "dk.register.overdue",
        "at 10:00 on the next school day Monday's second roll call of 7B is still not there",
        MORNING,
        TAKEN_2A,
        START_OF_7B,
        clock("2025-09-16", "start"),
    ),
    silent(
        "dk.register.silent",
        "one roll call of one class breaks the silence",
        MORNING,
        TAKEN_2A,
        clock("2025-09-15", "start"),
    ),
    silent(
        "dk.register.silent",
        "nobody is asked in the autumn break",
        clock("2025-10-13", "day", "start"),
    ),
    speaks(
        "dk.register.silent",
        "at 10:00 no class of the school has sent a roll call",
        MORNING,
        clock("2025-09-15", "start"),
    ),
)

OPEN = (
    silent(
        "dk.register.incomplete",
        "on the following Monday the week is not over",
        MORNING,
        ALL_TAKEN,
        away(MONDAY),
        clock("2025-09-22", "day", "start", "end"),
    ),
    silent(
        "dk.register.incomplete",
        "when the week is over the absence has got its cause",
        MORNING,
        ALL_TAKEN,
        away(MONDAY),
        notice(MONDAY, "2025-09-15 07:30"),
        clock("2025-09-23", "day"),
    ),
    speaks(
        "dk.register.incomplete",
        "when the following Monday is over nobody has said why a pupil was absent",
        MORNING,
        ALL_TAKEN,
        half_away(MONDAY),
        clock("2025-09-23", "day"),
    ),
    silent(
        "dk.quarter.closing",
        "15 days before the quarter ends nobody is told of what is open",
        MORNING,
        SO_FAR,
        half_away(MONDAY),
        clock("2025-09-16", "day", "start", "end"),
    ),
    silent(
        "dk.quarter.closing",
        "every roll call is there and every absence has its cause",
        MORNING,
        SO_FAR,
        half_away(MONDAY, "sickness"),
        clock("2025-09-17", "day"),
    ),
    silent(
        "dk.quarter.closing",
        "when the quarter is over it is too late to correct",
        MORNING,
        SO_FAR,
        half_away(MONDAY),
        clock("2025-10-01", "day"),
    ),
    speaks(
        "dk.quarter.closing",
        "two weeks before the quarter ends an absence has no cause",
        MORNING,
        SO_FAR,
        half_away(MONDAY),
        clock("2025-09-17", "day"),
    ),
)

PUPILS = (
    silent(
        "dk.quarter.closed",
        "nobody has 10 % unlawful absence when the quarter is closed: 3½ of 37 days",
        MORNING,
        away(school_days("2025-08-18", 3), "unlawful"),
        half_away(MONDAY, "unlawful"),
        clock("2025-10-01", "day"),
    ),
    silent(
        "dk.quarter.closed",
        "on the quarter's last day it is not closed",
        MORNING,
        away(school_days("2025-08-18", 4), "unlawful"),
        clock("2025-09-30", "day", "start", "end"),
    ),
    speaks(
        "dk.quarter.closed",
        "one pupil has 10 % when the quarter is closed: 4 of 37 days",
        MORNING,
        away(school_days("2025-08-18", 4), "unlawful"),
        clock("2025-10-01", "day"),
    ),
)

NOTICES = (
    silent(
        "dk.morning.call",
        "the home gave notice this morning",
        MORNING,
        notice(MONDAY, "2025-09-15 07:30"),
        away(MONDAY),
    ),
    silent("dk.morning.call", "the teacher knows that the pupil is ill", MORNING, away(MONDAY, "sickness")),
    speaks("dk.morning.call", "a pupil is absent at the start of today and nobody knows why", MORNING, away(MONDAY)),
    silent(
        "dk.notice.late",
        "the notice comes on the day of the absence",
        MORNING,
        away(MONDAY),
        notice(MONDAY, "2025-09-15 20:00"),
        clock("2025-09-17", "day"),
    ),
    speaks(
        "dk.notice.late",
        "the notice comes the day after, when the absence is unlawful already",
        MORNING,
        away(MONDAY),
        notice(MONDAY, "2025-09-16 07:30"),
        clock("2025-09-17", "day"),
    ),
)

LISTS: tuple[Example, ...] = (*ROLL_CALLS, *OPEN, *PUPILS, *NOTICES)
