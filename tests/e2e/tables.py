"""What must stand in ClickHouse for some schools: their alerts as they were published, and the naive figures.

Owns the comparison row by row; how rows are read is an argument. Used by the tests of whole districts.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from tests.e2e import figures
from tests.e2e.district import Schools

ALERT_COLUMNS = (
    "id, version, state, reason, rule, rule_version, school, municipality, class, grade, pupil, window_kind,"
    " window_key, value, school_days, percent, as_of, raised_at, recorded_at"
)

Row = tuple[object, ...]
Rows = Callable[[str, str, Sequence[str]], list[Row]]
"""Gives the rows of a table, with some columns, of some schools, sorted."""
Versions = dict[tuple[str, int], bytes]


def assert_alerts_are_in_the_tables(rows_of: Rows, district: Schools, expected: Versions) -> None:
    municipalities = {code: known.rosters[0][1].municipality or "" for code, known in district.known.items()}
    rows: dict[tuple[str, int], Row] = {}
    raised_at: dict[str, datetime] = {}
    for name, value in sorted(expected.items()):
        alert = json.loads(value)
        if alert["reason"] == "threshold_crossed":
            raised_at[alert["id"]] = _instant(alert["recorded_at"])
        rows[name] = alert_row(alert, municipalities[alert["school"]], raised_at[alert["id"]])
    newest = {name: row for (name, _), row in rows.items()}
    assert rows_of("alerts", ALERT_COLUMNS, district.codes) == sorted(newest.values(), key=repr)
    assert rows_of("alert_history", ALERT_COLUMNS, district.codes) == sorted(rows.values(), key=repr)
    evidence = {(row[0], row[1]): row[2] for row in rows_of("alert_history", "id, version, evidence", district.codes)}
    for name, value in expected.items():
        assert json.loads(str(evidence[name])) == json.loads(value)["evidence"]


def alert_row(alert: Mapping[str, Any], municipality: str, raised_at: datetime) -> Row:
    measure, window = alert["measure"], alert["window"]
    return (
        *(alert[name] for name in ("id", "version", "state", "reason", "rule", "rule_version", "school")),
        *(municipality, alert["class"], alert["grade"], alert["pupil"], window["kind"], window["key"]),
        *(float(measure["value"]), measure["school_days"], measure["percent"] and float(measure["percent"])),
        *(date.fromisoformat(alert["as_of"]), raised_at, _instant(alert["recorded_at"])),
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def assert_figures_are_the_naive_ones(rows_of: Rows, district: Schools) -> None:
    for school, known in district.known.items():
        pupils = figures.views(known, school)
        assert rows_of("absences", figures.ABSENCES, [school]) == figures.absences(pupils)
        assert rows_of("class_days", figures.CLASS_DAYS, [school]) == figures.class_days(known, pupils)
        assert rows_of("pupil_quarters", figures.PUPIL_QUARTERS, [school]) == figures.pupil_quarters(pupils)
