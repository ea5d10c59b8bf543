"""The shipped patterns by example: as much absence with the pattern, and almost the pattern."""

from collections.abc import Iterator

from cli.documentation.examples.year import (
    Days,
    Example,
    away,
    day,
    late,
    same_weekday,
    school_days,
    silent,
    speaks,
    there,
)
from schemas import RollCall

MONDAYS = same_weekday("2025-08-11", 6)
FORTNIGHTS = same_weekday("2025-08-11", 6, 2)
ILL = school_days("2025-09-01", 10)
BESIDE = (*day("2025-10-10"), *day("2025-12-19"), *day("2026-02-06"))
EARLIER = school_days("2025-09-01", 2)
LATER = (*same_weekday("2026-01-06", 4), *same_weekday("2026-01-15", 5))


def registered(until: str, but: Days) -> Iterator[RollCall]:
    """Tell that the pupil is there on every school day before a date, but for some."""
    days = [each for each in school_days("2025-08-11", 200) if str(each) < until and each not in but]
    yield from there(days)


def of_class(days: Days, pupils: str) -> Iterator[RollCall]:
    """Tell that some pupils are absent on the same days."""
    for pupil in pupils.split():
        yield from away(days, "unlawful", pupil)


SINGLE_DAYS = (
    silent(
        "patterns.weekday",
        "5 of 8 days of absence on a Monday are too few",
        away(MONDAYS[:5], "sickness"),
        away(school_days("2025-09-02", 3), "sickness"),
    ),
    silent(
        "patterns.weekday",
        "6 Mondays are too few days of absence to speak of",
        away(MONDAYS, "sickness"),
    ),
    speaks(
        "patterns.weekday",
        "6 of 8 days of absence were Mondays",
        away(MONDAYS, "sickness"),
        away(school_days("2025-09-02", 2), "leave"),
    ),
    silent("patterns.late", "7 late mornings are too few", late(MONDAYS[:5]), late(same_weekday("2025-08-19", 2))),
    silent("patterns.late", "8 late mornings in two weeks are one bad time", late(school_days("2025-08-18", 8))),
    speaks(
        "patterns.late",
        "8 late mornings in 5 weeks",
        late(same_weekday("2025-08-18", 4)),
        late(same_weekday("2025-08-26", 4)),
    ),
    silent("patterns.unexplained", "2 unexplained days in a row are too few", away(school_days("2025-09-15", 2))),
    silent(
        "patterns.unexplained",
        "a day at school ends the row",
        away(school_days("2025-09-15", 2)),
        there(day("2025-09-17")),
        away(day("2025-09-18")),
    ),
    speaks("patterns.unexplained", "3 unexplained days in a row", away(school_days("2025-09-15", 3))),
    silent("patterns.break", "3 days of absence beside breaks are too few", away(BESIDE, "sickness")),
    silent(
        "patterns.break",
        "leave that the school granted does not count",
        away((*BESIDE, *day("2026-01-05")), "leave"),
    ),
    speaks("patterns.break", "4 days of absence, each beside a break", away((*BESIDE, *day("2026-01-05")), "sickness")),
)

LONGER = (
    silent(
        "patterns.afterillness",
        "5 days of absence after the return from two weeks of sickness are too few",
        away(ILL, "sickness"),
        there(day("2025-09-15")),
        away(school_days("2025-09-17", 5), "unlawful"),
    ),
    silent(
        "patterns.afterillness",
        "9 days of sickness are no long illness",
        away(ILL[1:], "sickness"),
        there(day("2025-09-15")),
        away(school_days("2025-09-17", 6), "unlawful"),
    ),
    speaks(
        "patterns.afterillness",
        "6 days of absence after the return from two weeks of sickness",
        away(ILL, "sickness"),
        there(day("2025-09-15")),
        away(school_days("2025-09-17", 6), "unlawful"),
    ),
    silent(
        "patterns.change",
        "9 days of absence in the quarter are too few",
        registered("2026-01-01", EARLIER),
        away(EARLIER, "sickness"),
        away(LATER, "sickness"),
    ),
    speaks(
        "patterns.change",
        "10 days of absence in the quarter, after 2 in the months before",
        registered("2026-01-01", EARLIER),
        away(EARLIER, "sickness"),
        away((*LATER, *day("2026-03-17")), "sickness"),
    ),
    silent(
        "patterns.alternateweeks",
        "7 days of absence in every other week are too few",
        away((*FORTNIGHTS, *day("2025-08-12")), "unlawful"),
    ),
    silent(
        "patterns.alternateweeks",
        "8 days of absence in every week are no pattern of every other one",
        away(same_weekday("2025-08-11", 8), "unlawful"),
    ),
    speaks(
        "patterns.alternateweeks",
        "8 days of absence, all in every other week",
        away((*FORTNIGHTS, *day("2025-08-12"), *day("2025-08-26")), "unlawful"),
    ),
    silent(
        "patterns.siblings",
        "on 5 of 6 days of absence a sibling was absent, too: one day too few",
        away(MONDAYS, "unlawful", "p6"),
        away(MONDAYS[:5], "unlawful"),
    ),
    speaks(
        "patterns.siblings",
        "on 6 of 6 days of absence a sibling was absent, too",
        away(MONDAYS, "unlawful", "p6"),
        away(MONDAYS, "unlawful"),
    ),
    silent(
        "patterns.cluster",
        "3 pupils of the class have 10 % unlawful absence",
        of_class(school_days("2025-09-01", 4), "p1 p2 p3"),
        of_class(school_days("2025-09-01", 3), "p4"),
    ),
    speaks(
        "patterns.cluster",
        "4 pupils of the class have 10 % unlawful absence",
        of_class(school_days("2025-09-01", 4), "p1 p2 p3 p4"),
    ),
)

PATTERNS: tuple[Example, ...] = (*SINGLE_DAYS, *LONGER)
