"""The national rules about pupils by example: unlawful absence, sickness, the proposed reform, the statistics."""

from cli.documentation.examples.year import (
    Example,
    away,
    day,
    half_away,
    notice,
    same_weekday,
    school_days,
    silent,
    speaks,
    there,
)

MONDAY = day("2025-09-15")

UNLAWFUL = (
    silent("dk.unlawful.day", "a pupil who is ill today is lawfully absent", away(MONDAY, "sickness")),
    silent(
        "dk.unlawful.day",
        "absence of which the home gave notice the same morning is lawful",
        away(MONDAY),
        notice(MONDAY, "2025-09-15 07:30"),
    ),
    speaks(
        "dk.unlawful.day",
        "half a day of absence that nobody has explained is enough",
        half_away(MONDAY),
    ),
    silent(
        "dk.unlawful.quarter.warning",
        "2½ of the quarter's 37 school days are below 8 %",
        away(school_days("2025-08-18", 2), "unlawful"),
        half_away(day("2025-09-15"), "unlawful"),
    ),
    speaks(
        "dk.unlawful.quarter.warning",
        "3 of the quarter's 37 school days are 8 %",
        away(school_days("2025-08-18", 3), "unlawful"),
    ),
    silent(
        "dk.unlawful.quarter.10",
        "3½ of the quarter's 37 school days are below 10 %",
        away(school_days("2025-08-18", 3), "unlawful"),
        half_away(day("2025-09-15"), "unlawful"),
    ),
    silent(
        "dk.unlawful.quarter.10",
        "sickness and leave do not count, however much",
        away(school_days("2025-08-18", 15), "sickness"),
        away(school_days("2025-09-08", 10), "leave"),
    ),
    speaks(
        "dk.unlawful.quarter.10",
        "4 of the quarter's 37 school days are 10 %",
        away(school_days("2025-08-18", 4), "unlawful"),
    ),
    silent(
        "dk.unlawful.quarter.15",
        "5½ of the quarter's 37 school days are below 15 %",
        away(school_days("2025-08-18", 5), "unlawful"),
        half_away(day("2025-09-15"), "unlawful"),
    ),
    silent(
        "dk.unlawful.quarter.15",
        "6 days are not enough where 3 belong to the quarter before",
        away(school_days("2025-09-26", 6), "unlawful"),
    ),
    speaks(
        "dk.unlawful.quarter.15",
        "6 of the quarter's 37 school days are 15 %",
        away(school_days("2025-08-18", 6), "unlawful"),
    ),
)

SICKNESS = (
    silent(
        "dk.sickness.certificate",
        "two weeks of sickness, 10 school days, are not more than two weeks",
        away(school_days("2025-09-01", 10), "sickness"),
    ),
    speaks(
        "dk.sickness.certificate",
        "half a school day more is more than two weeks",
        away(school_days("2025-09-01", 10), "sickness"),
        half_away(day("2025-09-15"), "sickness"),
    ),
    silent(
        "dk.sickness.run.15",
        "14½ school days since the pupil last took part are not yet 15",
        away(school_days("2025-09-01", 14), "sickness"),
        half_away(day("2025-09-19"), "sickness"),
    ),
    silent(
        "dk.sickness.run.15",
        "a day at school begins the count anew",
        away(school_days("2025-09-01", 10), "sickness"),
        there(day("2025-09-15")),
        away(school_days("2025-09-16", 10), "sickness"),
    ),
    speaks(
        "dk.sickness.run.15",
        "15 school days of sickness since the pupil last took part, with an autumn break between them",
        away(school_days("2025-10-01", 15), "sickness"),
    ),
    silent(
        "dk.sickness.quarter.15",
        "14½ days of sickness, now and then, are not yet 15",
        away(same_weekday("2025-10-06", 10), "sickness"),
        away(same_weekday("2025-10-29", 4), "sickness"),
        half_away(day("2025-12-05"), "sickness"),
    ),
    speaks(
        "dk.sickness.quarter.15",
        "15 days of sickness, now and then in the same quarter",
        away(same_weekday("2025-10-06", 10), "sickness"),
        away(same_weekday("2025-10-29", 5), "sickness"),
    ),
    silent(
        "dk.sickness.year.15",
        "14½ days of sickness in the school year are not yet 15",
        away(same_weekday("2025-08-25", 14, 2), "sickness"),
        half_away(day("2026-06-12"), "sickness"),
    ),
    speaks(
        "dk.sickness.year.15",
        "15 days of sickness, now and then in the same school year",
        away(same_weekday("2025-08-25", 14, 2), "sickness"),
        away(day("2026-06-12"), "sickness"),
    ),
)

REFORM = (
    silent(
        "dk.reform.contact.10",
        "10 days of sickness and unlawful absence together are not more than 10",
        away(school_days("2026-01-05", 6), "sickness"),
        away(school_days("2026-03-02", 4), "unlawful"),
    ),
    silent(
        "dk.reform.contact.10",
        "leave does not count",
        away(school_days("2026-01-05", 10), "sickness"),
        away(school_days("2026-03-02", 4), "leave"),
    ),
    speaks(
        "dk.reform.contact.10",
        "half a day more is more than 10 days",
        away(school_days("2026-01-05", 6), "sickness"),
        away(school_days("2026-03-02", 4), "unlawful"),
        half_away(day("2026-03-09"), "unlawful"),
    ),
    silent(
        "dk.reform.support.15",
        "14½ days of sickness and unlawful absence together are not yet 15",
        away(school_days("2026-01-05", 10), "sickness"),
        away(school_days("2026-03-02", 4), "unlawful"),
        half_away(day("2026-03-09"), "unlawful"),
    ),
    speaks(
        "dk.reform.support.15",
        "15 days of sickness and unlawful absence together",
        away(school_days("2026-01-05", 10), "sickness"),
        away(school_days("2026-03-02", 5), "unlawful"),
    ),
)

STATISTICS = (
    silent(
        "dk.total.year.10",
        "20 of the year's 200 school days are 10 %, which is not above 10 %",
        away(same_weekday("2025-08-18", 20), "leave"),
    ),
    speaks(
        "dk.total.year.10",
        "half a day more is above 10 %",
        away(same_weekday("2025-08-18", 20), "leave"),
        half_away(day("2026-06-12"), "sickness"),
    ),
    silent(
        "dk.total.year.20",
        "40 of the year's 200 school days are 20 %, which is not above 20 %",
        away(school_days("2025-08-18", 25), "sickness"),
        away(same_weekday("2025-11-03", 15), "leave"),
    ),
    speaks(
        "dk.total.year.20",
        "half a day more is above 20 %",
        away(school_days("2025-08-18", 25), "sickness"),
        away(same_weekday("2025-11-03", 15), "leave"),
        half_away(day("2026-06-12"), "unlawful"),
    ),
)

NATIONAL: tuple[Example, ...] = (*UNLAWFUL, *SICKNESS, *REFORM, *STATISTICS)
