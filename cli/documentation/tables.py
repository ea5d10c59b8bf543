"""docs/tables.md, from the columns of the facts and the migrations. The sample queries are run by the tests."""

from collections.abc import Iterator

from cli.documentation.columns import MEANINGS, report_columns, rows
from cli.documentation.markdown import code, page, quoted, table

_VIEWS = {
    "absences": ("One row per winning absent or late mark on a school day.", "absences", frozenset[str]()),
    "class_days": ("One row per class, date and moment: how many were there.", "class_days", frozenset[str]()),
    "pupil_quarters": ("One row per pupil and calendar quarter.", "pupil_quarters", frozenset[str]()),
    "alerts": ("One row per alert: its newest version.", "alert_history", frozenset({"evidence"})),
    "alert_history": ("One row per version of an alert.", "alert_history", frozenset[str]()),
}

_REPORTS = {
    "report_by_month": "Absence of a school in a month.",
    "report_by_weekday": "Absence of a school on a weekday, over a school year.",
    "report_by_grade": "Absence of a grade of a school in a school year.",
    "report_by_class": "Absence of a class in a school year.",
    "report_by_school": "Absence of a school in a school year.",
    "report_by_municipality": "Absence of a municipality in a school year.",
    "report_targets": "A target in a month, over the school year so far, for a school; a school of '' stands for the "
    "whole municipality. A target for each pupil tells how many are above it, one for all pupils together their "
    "percentage.",
    "report_alerts_by_rule": "Alerts about pupils; a school of '' stands for the whole municipality.",
}

_QUERIES = {
    "How far are the schools from their targets?": """
SELECT month, school, target, target_percent, total_percent, pupils_above, is_met
FROM naervaer.report_targets
WHERE school_year = '2025/26'
ORDER BY month, school, target""",
    "How does absence go through the year?": """
SELECT month, school, total_days, total_percent
FROM naervaer.report_by_month
WHERE school_year = '2025/26'
ORDER BY month, school""",
    "How much absence has each school, by cause?": """
SELECT school, category, sum(value) AS days, uniqExact(pupil) AS pupils
FROM naervaer.absences
WHERE status = 'absent' AND date >= '2025-08-01'
GROUP BY school, category
ORDER BY school, days DESC""",
    "Which pupils are at 8 % unlawful absence of the quarter or above?": """
SELECT school, class, pupil, unlawful_days, planned_school_days, unlawful_percent
FROM naervaer.pupil_quarters
WHERE quarter = '2025-Q3' AND unlawful_days * 100 >= 8 * planned_school_days AND unlawful_days > 0
ORDER BY unlawful_percent DESC""",
    "Who is within two days of 10 % of the quarter?": """
SELECT school, class, pupil, unlawful_days, unlawful_days_until_10, as_of
FROM naervaer.pupil_quarters
WHERE quarter = '2025-Q3' AND unlawful_days_until_10 BETWEEN 0.5 AND 2
ORDER BY school, class, pupil""",
    "Which alerts are raised now, and has anybody seen them?": """
SELECT rule, school, class, pupil, value, percent, raised_at, acknowledged_until
FROM naervaer.alerts
WHERE state = 'raised'
ORDER BY raised_at DESC
LIMIT 20""",
    "Which classes had a roll call with pupils missing from it?": """
SELECT date, school, class, moment, missing, enrolled
FROM naervaer.class_days
WHERE missing > 0
ORDER BY date DESC, missing DESC
LIMIT 20""",
    "How often was an alert taken back, and why?": """
SELECT rule, reason, count() AS versions
FROM naervaer.alert_history
WHERE state != 'raised'
GROUP BY rule, reason
ORDER BY versions DESC""",
    "On which days does an alert rest?": """
SELECT rule, pupil, JSONExtractString(mark, 'date') AS date, JSONExtractString(mark, 'category') AS category
FROM naervaer.alert_history
ARRAY JOIN JSONExtractArrayRaw(evidence) AS mark
WHERE state = 'raised'
ORDER BY rule, pupil, date
LIMIT 20""",
}


def tables_page() -> str:
    """Give the page."""
    return page(
        "Tables",
        "Database `naervaer` in ClickHouse, over HTTP at `http://127.0.0.1:18123` when `naervaer up` started it. Each "
        "name below is a view: read it as it is, without `FINAL`; no row stands twice. Behind them stand tables "
        "`*_rows`, which are internal. The user `analyst` (no password, embedded ClickHouse only) can read and "
        "change nothing.",
        "Rows come from the events through `naervaer.facts.v1`, usually within two seconds. A correction replaces its "
        "rows, an erasure removes them. `pupil` is an opaque id everywhere.",
        *(block for name in _VIEWS for block in _view(name)),
        "## Reports",
        "Sums for people. A cell that would show fewer than 5 pupils is NULL; where exactly one cause is hidden, the "
        "total is hidden too. `unlawful_days` holds the unexplained ones.",
        table(("view", "one row", "columns"), (_report(name) for name in _REPORTS)),
        table(("column", "meaning"), _report_meanings()),
        "## First questions",
        *(f"{question}\n\n{code('sql', sql)}" for question, sql in _QUERIES.items()),
    )


def _view(name: str) -> Iterator[str]:
    what, source, without = _VIEWS[name]
    yield f"## {name}"
    yield what
    cells = ((quoted(column), quoted(kind), meaning) for column, kind, meaning in rows(source, without))
    yield table(("column", "type", "meaning"), cells)


def _report(name: str) -> tuple[str, str, str]:
    return quoted(name), _REPORTS[name], ", ".join(map(quoted, report_columns()[name]))


def _report_meanings() -> Iterator[tuple[str, str]]:
    for column in dict.fromkeys(column for name in _REPORTS for column in report_columns()[name]):
        yield quoted(column), MEANINGS[column]
