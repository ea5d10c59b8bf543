"""What must stand in ClickHouse for some schools: their alerts as they were published, and the naive figures.

Owns the comparison row by row; how rows are read is an argument. Used by the tests of whole districts.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


_SCHOOL, _PUPIL = (ALERT_COLUMNS.split(", ").index(name) for name in ("school", "pupil"))


def differences(rows_of: Rows, district: Schools, versions: Versions, *, in_order: bool = True) -> list[str]:
    """Say in which tables rows are missing or too many; nothing when all is as it must be.

    Two things depend on the order of the topics and are left out without `in_order`: an alert's municipality is the one
    known when the version was made, and a class day's recorded_at may be that of a correction about an erased pupil.
    """
    figures_of = {school: figures.views(known, school) for school, known in district.known.items()}
    end = None if in_order else -1
    naive: Sequence[tuple[str, str, list[Row]]] = (
        ("absences", figures.ABSENCES, [row for pupils in figures_of.values() for row in figures.absences(pupils)]),
        (
            *("class_days", figures.CLASS_DAYS if in_order else figures.CLASS_DAYS.removesuffix(", recorded_at")),
            [
                row[:end]
                for school, pupils in figures_of.items()
                for row in figures.class_days(district.known[school], pupils)
            ],
        ),
        (
            *("pupil_quarters", figures.PUPIL_QUARTERS),
            [row for pupils in figures_of.values() for row in figures.pupil_quarters(pupils)],
        ),
        *_alert_tables(district, versions, in_order=in_order),
    )
    found = (
        _difference(
            table,
            rows,
            _told_apart(district, table, rows_of(table, columns, district.codes), in_order=in_order),
        )
        for table, columns, rows in naive
    )
    return [difference for difference in found if difference]


def _difference(table: str, expected: Iterable[Row], found: Iterable[Row]) -> str:
    wanted, there = Counter(map(_in_utc, expected)), Counter(map(_in_utc, found))
    missing, more = wanted - there, there - wanted
    if not missing and not more:
        return ""
    return f"{table}: {missing.total()} rows missing {list(missing)[:2]}, {more.total()} too many {list(more)[:2]}"


def _told_apart(district: Schools, table: str, rows: Iterable[Row], *, in_order: bool) -> list[Row]:
    """Leave the alerts of erased pupils out where events come in any order: no telling which stood then."""
    if in_order or table not in {"alerts", "alert_history"}:
        return list(rows)
    return [row for row in rows if row[_PUPIL] != district.erased(str(row[_SCHOOL]))]


def _in_utc(row: Row) -> Row:
    return tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in row)


def _alert_tables(district: Schools, versions: Versions, *, in_order: bool) -> Iterator[tuple[str, str, list[Row]]]:
    columns = ALERT_COLUMNS if in_order else ALERT_COLUMNS.replace("municipality", "'any'")
    municipalities = {code: known.rosters[0][1].municipality or "" for code, known in district.known.items()}
    if not in_order:
        municipalities = dict.fromkeys(municipalities, "any")
    rows: dict[tuple[str, int], Row] = {}
    raised_at: dict[str, datetime] = {}
    for name, value in sorted(versions.items()):
        alert = json.loads(value)
        if alert["reason"] == "threshold_crossed":
            raised_at[alert["id"]] = _instant(alert["recorded_at"])
        rows[name] = (*alert_row(alert, municipalities[alert["school"]], raised_at[alert["id"]]), _evidence(alert))
    if in_order:
        rows = {name: row for name, row in rows.items() if not district.is_erased(json.loads(versions[name]))}
    else:
        rows = {name: row for name, row in rows.items() if row[_PUPIL] != district.erased(str(row[_SCHOOL]))}
    yield "alerts", columns, list({name: row[:-1] for (name, _), row in rows.items()}.values())
    yield "alert_history", f"{columns}, evidence", list(rows.values())


def _evidence(alert: Mapping[str, Any]) -> str:
    return json.dumps(alert["evidence"], separators=(",", ":"), ensure_ascii=False)


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
