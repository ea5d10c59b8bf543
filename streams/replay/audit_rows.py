"""The analysts' rows of a school: those that should stand, and how those that stand differ.

Owns what makes a row unique and what is compared of it. Pure. Called by `naervaer verify`; ClickHouse is read in
`sinks.tables`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

import orjson

from schemas import (
    TABLES,
    AbsenceRow,
    Alert,
    AlertReason,
    AlertRow,
    AlertState,
    ClassDayRow,
    FactRow,
    PupilQuarterRow,
    encode,
)
from streams.facts import by_anything, fact_of
from streams.pages.sheet import microseconds
from streams.register.register import Register
from streams.replay.audit import Difference, Kind
from streams.rows import row_of_alert
from streams.windows.days import school_year_of

R = TypeVar("R", AbsenceRow, ClassDayRow, PupilQuarterRow, AlertRow)

KEYS: Mapping[str, tuple[str, ...]] = {
    "absences": ("date", "pupil", "moment"),
    "class_days": ("date", "class_", "moment"),
    "pupil_quarters": ("quarter", "pupil"),
    "alert_history": ("id", "version"),
}
"""The tables that are compared, and what makes a row of a school unique in each."""

_NOT_COMPARED = {"alert_history": ("municipality", "acknowledged_until")}
"""What the topic of alerts does not tell: the municipality at that time, and acknowledgements."""


class RowDifference(NamedTuple):
    """A disagreement, and the row that puts it right."""

    difference: Difference
    remedy: FactRow


def expected_rows(register: Register, alerts: Iterable[Iterable[Alert]]) -> dict[str, list[FactRow]]:
    """Return by table the rows that follow from a register, and those of alerts, each given as all its versions."""
    fact = fact_of(register, by_anything(register, {}), ())
    rows: dict[str, list[FactRow]] = {table: [] for table in KEYS}
    for row in fact.all_rows() if fact else ():
        if not row.deleted:
            rows[next(table for table in rows if isinstance(row, TABLES[table]))].append(row)
    rows["alert_history"] += (row for versions in alerts for row in alert_rows(register, versions))
    return rows


def without_removals(remedies: Iterable[FactRow]) -> list[FactRow]:
    """Return the remedies that write a row, not those that remove one."""
    return [row for row in remedies if not row.deleted]


def alert_rows(register: Register, versions: Iterable[Alert]) -> Iterator[AlertRow]:
    """Yield the rows of the versions of one alert, in their order; those that an erasure took away are no rows."""
    raised_at = None
    every = list(versions)
    for alert in every:
        if raised_at is None or alert.reason is AlertReason.THRESHOLD_CROSSED:
            raised_at = alert.recorded_at
        if _is_gone(register, alert, every[-1]):
            continue
        evidence = orjson.dumps(orjson.loads(encode(alert))["evidence"], option=orjson.OPT_SORT_KEYS)
        municipality = register.municipality(school_year_of(alert.as_of))
        yield row_of_alert(alert, municipality, raised_at, evidence.decode())


def _is_gone(register: Register, alert: Alert, newest: Alert) -> bool:
    """Whether a version is about a pupil erased since; the newest one stays while it is raised."""
    if alert.pupil is None or (alert == newest and newest.state is AlertState.RAISED):
        return False
    return register.papers.is_erased(alert.pupil, microseconds(alert.recorded_at))


def row_differences(
    table: str, expected: Iterable[FactRow], found: Iterable[FactRow], since: date
) -> Iterator[RowDifference]:
    """Compare the rows of a school; rows found of days before `since` are left alone, as their register is gone."""
    ours = {_key(table, row): row for row in expected}
    theirs = {_key(table, row): row for row in found}
    for key in sorted(ours.keys() | theirs.keys()):
        mine, yours = ours.get(key), theirs.get(key)
        if mine is not None and yours is None:
            yield RowDifference(Difference(table, Kind.MISSING, _named(mine, key)), mine)
        elif mine is None and yours is not None and _day(yours) >= since:
            yield RowDifference(Difference(table, Kind.EXTRA, _named(yours, key)), yours._replace(deleted=True))
        elif mine is not None and yours is not None and (columns := _unequal(table, mine, yours)):
            detail = ", ".join(f"{name} {getattr(yours, name)}, worked out {getattr(mine, name)}" for name in columns)
            yield RowDifference(Difference(table, Kind.DIFFERENT, _named(mine, key), detail), mine)


def _key(table: str, row: FactRow) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in KEYS[table])


def _named(row: FactRow, key: tuple[str, ...]) -> str:
    return " ".join((row.school, *key))


def _day(row: FactRow) -> date:
    found = getattr(row, "date", None) or getattr(row, "as_of", None)
    return found if isinstance(found, date) else date.max


def _unequal(table: str, mine: FactRow, yours: FactRow) -> list[str]:
    ignored = _NOT_COMPARED.get(table, ())
    return [name for name in mine._fields if name not in ignored and getattr(mine, name) != getattr(yours, name)]
