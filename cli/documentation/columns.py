"""What the columns of the analysts' tables mean, and their types as the migrations make them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import sinks.migrations
from schemas import TABLES, columns

MEANINGS: Mapping[str, str] = {
    "school": "Institution code",
    "municipality": "Municipality code by the roster of the school year, '' when no roster says it",
    "class": "Class; of a mark and a class day that of the roll call, else the pupil's class of that school year",
    "grade": "Grade, 0 to 10",
    "pupil": "Opaque id of the pupil",
    "date": "Day of attendance",
    "moment": "`start` or `end` of the school day",
    "status": "`absent` or `late`",
    "category": "`sickness`, `leave`, `unlawful`, `unexplained` (counts as unlawful), '' when late",
    "absences.value": "Days: 1, 0.5 in grades 7 to 10, 0 when late",
    "recorded_at": "When the event behind the row was recorded, UTC",
    "roll_call": "Id of the roll call that made the mark",
    "enrolled": "Pupils enrolled in the class that day; without a roster the pupils with a mark",
    "present": "Pupils present, without the late ones",
    "late": "Pupils late",
    "sickness": "Pupils absent for sickness",
    "leave": "Pupils on leave",
    "unlawful": "Pupils absent unlawfully, without the unexplained ones",
    "unexplained": "Pupils absent, cause not explained",
    "missing": "Pupils enrolled without a mark",
    "quarter": "Calendar quarter, such as 2025-Q3",
    "sickness_days": "Days of sickness",
    "leave_days": "Days of leave",
    "unlawful_days": "Days of unlawful absence, the unexplained ones included",
    "late_arrivals": "Late arrivals",
    "planned_school_days": "School days of the whole quarter",
    "held_school_days": "School days of the quarter up to and with as_of",
    "unlawful_percent": "Unlawful days in per cent of the planned school days, one decimal, truncated",
    "pupil_quarters.total_percent": "All absence in per cent of the planned school days, one decimal, truncated",
    "pupil_quarters.as_of": "Newest school day with a mark, at most the quarter's last school day",
    "unlawful_days_until_10": "Further days of unlawful absence until 10 % of the planned school days are reached, in "
    "steps of half a day from grade 7 on: 0 when they are, NULL while there is no unlawful absence",
    "unlawful_days_until_15": "The same until 15 %",
    "id": "Id of the alert",
    "version": "Version of the alert: 1, 2, ...",
    "state": "`raised`, `cleared`, `withdrawn`",
    "reason": "Why the version was made",
    "rule": "Id of the rule",
    "rule_version": "Pack and its version, such as dk-national@2025-08-01",
    "window_kind": "Kind of the window",
    "window_key": "Which window: 2025-09-15, 2025-09, 2025-Q3, 2025/26; for moving windows the day it was raised at",
    "value": "Days, episodes or late arrivals counted",
    "school_days": "Denominator, NULL without one",
    "percent": "Percentage, one decimal, truncated; NULL without a denominator",
    "as_of": "School day at which it was judged",
    "raised_at": "recorded_at of the version that crossed the threshold last, UTC",
    "acknowledged_until": "First day on which the newest acknowledgement of this version no longer holds; NULL: not "
    "acknowledged; 2299-12-31: for ever",
    "evidence": "JSON array of the marks that counted, as in the alert message",
    "school_year": "School year, such as 2025/26",
    "month": "First day of the month",
    "weekday": "1 (Monday) to 5 (Friday)",
    "pupil_days": "Pupils times days for which there is a mark",
    "pupils_absent": "Pupils who were absent at least once",
    "total_days": "Days of absence, whatever the cause",
    "total_percent": "Days of absence in per cent, one decimal, truncated",
    "target": "Id of the target in its rule pack",
    "whom": "`pupil`: for each pupil; `school`, `municipality`: for all pupils together",
    "target_percent": "At most so much absence in a school year, in per cent",
    "pupils_above": "Pupils with more absence than that of the school's days so far with a registration",
    "is_met": "Whether the target is met so far; of a target for each pupil only that it is not can be told",
    "raised": "Alerts raised now",
    "cleared": "Alerts that ended because the window moved on",
    "withdrawn": "Alerts taken back",
}
_TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS naervaer\.(\w+)_rows\n\((.*?)\n\)", re.DOTALL)
_COLUMN = re.compile(r"^    (\w+) (.+?)(?: COMMENT '.*')?(?: CODEC\(.*\))?(?: COMMENT '.*')?,?$", re.MULTILINE)
_ADDED = re.compile(r"ALTER TABLE naervaer\.(\w+)_rows\n(.*?);\n", re.DOTALL)
_ADDED_COLUMN = re.compile(r"ADD COLUMN IF NOT EXISTS (\w+) (.+?) AFTER \w+")
_REPORT = re.compile(r"CREATE OR REPLACE VIEW naervaer\.(report_\w+) AS\nSELECT (.*?)\nFROM", re.DOTALL)
_HIDDEN = {"deleted", "fact_offset"}


def column_types() -> dict[str, dict[str, str]]:
    """Return the ClickHouse type of every column that analysts see, by table."""
    text = _migrations()
    types = {name: dict(_columns(body)) for name, body in _TABLE.findall(text) if name in TABLES}
    for name, body in _ADDED.findall(text):
        types[name] |= dict(_ADDED_COLUMN.findall(body))
    return types


def report_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns of every report view, by view."""
    return {name: tuple(re.findall(r"\w+", listed)) for name, listed in _REPORT.findall(_migrations())}


def _migrations() -> str:
    folder = Path(sinks.migrations.__file__).parent
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))


def _columns(body: str) -> Iterator[tuple[str, str]]:
    for name, kind in _COLUMN.findall(body):
        if name not in _HIDDEN:
            yield name, kind


def rows(table: str, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of the columns of a table in their order."""
    types = column_types()[table]
    for name in columns(TABLES[table]):
        if name not in _HIDDEN | without:
            yield name, types[name], MEANINGS.get(f"{table}.{name}") or MEANINGS[name]
