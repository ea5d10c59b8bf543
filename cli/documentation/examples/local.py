"""What municipalities and schools watch for, by example."""

from collections.abc import Iterator

from cli.documentation.examples.year import (
    Days,
    Example,
    away,
    day,
    half_away,
    same_weekday,
    school_days,
    silent,
    speaks,
    there,
)
from schemas import RollCall


def separately(days: Days) -> Iterator[RollCall]:
    """Tell that a pupil is ill on single days, and there on the school day after each."""
    for each in days:
        yield from away([each], "sickness")
        yield from there(school_days(str(each), 2)[1:])


RUNS = tuple(
    example
    for rule in ("bornholm.run5", "slagelse.run5")
    for example in (
        silent(
            rule,
            "4½ days of absence in a row, over a weekend, are not yet 5",
            away(school_days("2025-09-11", 4), "sickness"),
            half_away(day("2025-09-17"), "unlawful"),
        ),
        speaks(
            rule,
            "5 days of absence in a row, over a weekend and whatever the cause",
            away(school_days("2025-09-11", 4), "sickness"),
            away(day("2025-09-17"), "unlawful"),
        ),
    )
)

SIXTY_DAYS = tuple(
    example
    for rule in ("bornholm.rolling60", "slagelse.rolling60")
    for example in (
        silent(
            rule,
            "14½ days within 60 school days are not yet 15",
            away(school_days("2025-09-01", 10), "sickness"),
            away(school_days("2025-11-03", 4), "leave"),
            half_away(day("2025-11-07"), "sickness"),
        ),
        silent(
            rule,
            "of 15 days the first lies 61 school days back",
            away(school_days("2025-09-01", 10), "sickness"),
            away(school_days("2025-11-26", 5), "leave"),
        ),
        speaks(
            rule,
            "15 days within 60 school days, over the autumn break",
            away(school_days("2025-09-01", 10), "sickness"),
            away(school_days("2025-11-03", 5), "leave"),
        ),
    )
)

ROLLING = (
    silent(
        "bornholm.rolling20",
        "6½ days within 20 school days are not yet 7",
        away(same_weekday("2025-09-01", 4), "sickness"),
        away(same_weekday("2025-09-03", 2), "leave"),
        half_away(day("2025-09-24"), "sickness"),
    ),
    speaks(
        "bornholm.rolling20",
        "7 days within 20 school days",
        away(same_weekday("2025-09-01", 4), "sickness"),
        away(same_weekday("2025-09-03", 2), "leave"),
        away(day("2025-09-24"), "sickness"),
    ),
    silent(
        "slagelse.rolling20",
        "4½ days within 20 school days are not yet 5",
        away(same_weekday("2025-09-01", 4), "sickness"),
        half_away(day("2025-09-24"), "sickness"),
    ),
    silent(
        "slagelse.rolling20",
        "of 5 days the first lies 21 school days back",
        away(same_weekday("2025-09-01", 5), "sickness"),
    ),
    speaks(
        "slagelse.rolling20",
        "5 days within 20 school days",
        away(same_weekday("2025-09-01", 4), "sickness"),
        away(day("2025-09-24"), "sickness"),
    ),
    silent(
        "hojmark.rolling50",
        "9½ days within 50 school days are not yet 10",
        away(same_weekday("2025-08-25", 9), "sickness"),
        half_away(day("2025-10-31"), "leave"),
    ),
    speaks(
        "hojmark.rolling50",
        "10 days within 50 school days",
        away(same_weekday("2025-08-25", 9), "sickness"),
        away(day("2025-10-31"), "leave"),
    ),
    silent(
        "odense.rolling200",
        "3½ of the 40 school days held so far are below 10 %",
        away(school_days("2025-09-01", 3), "sickness"),
        half_away(day("2025-10-03"), "leave"),
    ),
    silent(
        "odense.rolling200",
        "4 of 39 school days are above 10 %, but too few days are held to judge by",
        away(school_days("2025-09-01", 3), "sickness"),
        away(day("2025-10-02"), "leave"),
    ),
    speaks(
        "odense.rolling200",
        "4 of the 40 school days held so far are 10 %",
        away(school_days("2025-09-01", 3), "sickness"),
        away(day("2025-10-03"), "leave"),
    ),
)

MONTHS = (
    silent(
        "skolefravaer.month4",
        "3½ days within a month are not yet 4",
        away(school_days("2025-09-01", 3), "sickness"),
        half_away(day("2025-09-26"), "leave"),
    ),
    silent(
        "skolefravaer.month4",
        "of 4 days the first lies a month back",
        away(school_days("2025-09-01", 3), "sickness"),
        away(day("2025-10-01"), "leave"),
    ),
    speaks(
        "skolefravaer.month4",
        "4 days within a month",
        away(school_days("2025-09-01", 3), "sickness"),
        away(day("2025-09-26"), "leave"),
    ),
    silent(
        "skolefravaer.unlawfulmonth10",
        "2 of the last month's 22 school days are below 10 %",
        away(school_days("2025-09-08", 1), "unlawful"),
        away(day("2025-09-30"), "unlawful"),
    ),
    speaks(
        "skolefravaer.unlawfulmonth10",
        "2½ of the last month's 22 school days are above 10 %",
        away(school_days("2025-09-08", 1), "unlawful"),
        half_away(day("2025-09-15"), "unlawful"),
        away(day("2025-09-30"), "unlawful"),
    ),
    silent(
        "norrebro.episodes5",
        "4 separate absences within 6 months, the last of them two days long",
        separately(same_weekday("2025-09-01", 3)),
        away(day("2025-10-27"), "leave"),
        away(day("2025-10-28"), "leave"),
    ),
    speaks(
        "norrebro.episodes5",
        "5 separate absences within 6 months, of one day each",
        separately(same_weekday("2025-09-01", 5)),
    ),
)

YEARS = (
    silent(
        "hojmark.year20",
        "19½ days in the school year are not yet 20",
        away(same_weekday("2025-08-18", 19), "sickness"),
        half_away(day("2026-06-12"), "leave"),
    ),
    speaks(
        "hojmark.year20",
        "20 days in the school year",
        away(same_weekday("2025-08-18", 19), "sickness"),
        away(day("2026-06-12"), "leave"),
    ),
    silent(
        "koge.year5",
        "10 of the year's 200 school days are 5 %, which the target allows",
        away(same_weekday("2025-08-18", 10), "sickness"),
    ),
    speaks(
        "koge.year5",
        "half a day more misses the target",
        away(same_weekday("2025-08-18", 10), "sickness"),
        half_away(day("2026-06-12"), "leave"),
    ),
)

LOCAL: tuple[Example, ...] = (*RUNS, *SIXTY_DAYS, *ROLLING, *MONTHS, *YEARS)
