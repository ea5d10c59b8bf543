"""What the report page shows, read from the views `report_*`.

Owns the questions. A cell that the views hide is None here. Called by the page's server, one client per request.
"""

from dataclasses import dataclass
from typing import NamedTuple

from clickhouse_connect.driver.client import Client
from pydantic import TypeAdapter

_CELLS = "pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days, total_days, total_percent"


@dataclass(frozen=True, slots=True)
class Place:
    """What a page is about: a school, a municipality ('' school), or all there is ('' both), in a school year."""

    year: str
    municipality: str = ""
    school: str = ""


class Line(NamedTuple):
    """Absence of one group; days, and per cent of the pupil days. None where fewer than five pupils stand behind it."""

    label: str
    pupil_days: float
    pupils_absent: int | None
    sickness_days: float | None
    leave_days: float | None
    unlawful_days: float | None
    total_days: float | None
    total_percent: float | None


_LINES = TypeAdapter(tuple[Line, ...])


class RuleLine(NamedTuple):
    """Alerts of one rule by their state. None where fewer than five pupils stand behind it."""

    rule: str
    raised: int | None
    cleared: int | None
    withdrawn: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one page; `months`, `weekdays`, `grades` and `classes` for a school only."""

    place: Place
    years: tuple[str, ...]
    whole: Line | None
    municipalities: tuple[Line, ...] = ()
    schools: tuple[Line, ...] = ()
    months: tuple[Line, ...] = ()
    weekdays: tuple[Line, ...] = ()
    grades: tuple[Line, ...] = ()
    classes: tuple[Line, ...] = ()
    rules: tuple[RuleLine, ...] = ()


def read_report(client: Client, year: str, municipality: str, school: str) -> Report:
    """Ask for everything on the page of a place; '' for the newest school year. Errors: ClickHouseError."""
    years = tuple(row[0] for row in client.query(_YEARS).result_rows)
    place = Place(year or (years[0] if years else ""), municipality, school)
    if school:
        return Report(
            place,
            years,
            whole=_first(_lines(client, "school", "school", place)),
            months=_lines(client, "month", "formatDateTime(month, '%Y-%m')", place),
            weekdays=_lines(client, "weekday", "toString(weekday)", place),
            grades=_lines(client, "grade", "leftPad(toString(grade), 2, ' ')", place),
            classes=_lines(client, "class", "class", place),
            rules=_rules(client, place),
        )
    if municipality:
        whole = _first(_lines(client, "municipality", "municipality", place))
        return Report(
            place, years, whole, schools=_lines(client, "school", "school", place), rules=_rules(client, place)
        )
    return Report(place, years, whole=None, municipalities=_lines(client, "municipality", "municipality", place))


_YEARS = "SELECT DISTINCT school_year FROM naervaer.report_by_municipality ORDER BY school_year DESC"


def _lines(client: Client, by: str, label: str, place: Place) -> tuple[Line, ...]:
    conditions = ["school_year = {year:String}"]
    conditions += ["municipality = {municipality:String}"] * bool(place.municipality)
    conditions += ["school = {school:String}"] * bool(place.school)
    query = (
        f"SELECT {label} AS label, {_CELLS} FROM naervaer.report_by_{by} "  # noqa: S608 - words of this module
        f"WHERE {' AND '.join(conditions)} ORDER BY label"
    )
    rows = client.query(query, parameters=_parameters(place)).result_rows
    return _LINES.validate_python([tuple(row) for row in rows])


def _rules(client: Client, place: Place) -> tuple[RuleLine, ...]:
    query = (
        "SELECT rule, raised, cleared, withdrawn FROM naervaer.report_alerts_by_rule "
        "WHERE municipality = {municipality:String} AND school = {school:String} ORDER BY rule"
    )
    return tuple(RuleLine(*row) for row in client.query(query, parameters=_parameters(place)).result_rows)


def _parameters(place: Place) -> dict[str, str]:
    return {"year": place.year, "municipality": place.municipality, "school": place.school}


def _first(lines: tuple[Line, ...]) -> Line | None:
    return lines[0] if lines else None
