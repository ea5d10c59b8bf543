"""What people read: sums over groups of pupils as a naive count has them, and nothing about fewer than five pupils."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from clickhouse_connect.driver.client import Client

from schemas.fact_rows import AbsenceRow, ClassDayRow, FactRow
from sinks.batch import Batch, table_rows
from sinks.connection import connect
from sinks.migrations import migrate
from sinks.writer import Writer
from tests.sinks.builders import absence, alert, class_day, fact

pytestmark = pytest.mark.integration

CAUSES = {"sickness": "sickness", "leave": "leave", "unlawful": "unlawful", "unexplained": "unlawful"}
VIEWS: dict[str, Callable[[AbsenceRow | ClassDayRow], tuple[object, ...]]] = {
    "month": lambda row: (row.municipality, row.school, row.date.replace(day=1)),
    "weekday": lambda row: (row.municipality, row.school, row.date.isoweekday()),
    "grade": lambda row: (row.municipality, row.school, row.grade),
    "class": lambda row: (row.municipality, row.school, row.class_),
    "school": lambda row: (row.municipality, row.school),
    "municipality": lambda row: (row.municipality,),
}
CELLS = "pupil_days, pupils_absent, sickness_days, leave_days, unlawful_days, total_days, total_percent"


def district() -> tuple[list[AbsenceRow], list[ClassDayRow]]:
    """Make three schools of a few classes over some weeks across a turn of the school year, by a fixed chance."""
    rng = Random(7)  # noqa: S311 - no secret
    absences, class_days = [], []
    for school, municipality in (("280123", "259"), ("280124", "259"), ("460001", "461")):
        for class_, grade, size in (("3A", 3, 22), ("8B", 8, 9), ("0X", 0, 4)):
            place = {"school": school, "municipality": municipality, "class_": class_, "grade": grade}
            for day in (date(2026, 6, 1) + timedelta(days=3 * n) for n in range(30)):
                away = rng.sample(range(size), rng.randint(0, size // 4))
                present = size - len(away)
                for number in away:
                    pupil, cause = f"{class_}-{number}", rng.choice(list(CAUSES))
                    value = 0.5 if grade >= 7 else 1.0
                    absences.append(absence(**place, pupil=pupil, date=day, category=cause, value=value))
                counts = {"late": 0, "sickness": len(away), "leave": 0, "unlawful": 0, "unexplained": 0}
                class_days.append(class_day(**place, date=day, present=present, **counts))
    absences.append(absence(status="late", category="", value=0.0))
    return absences, class_days


def school_year(day: date) -> str:
    year = day.year if day.month >= 8 else day.year - 1
    return f"{year}/{(year + 1) % 100:02d}"


def expected(by: str) -> list[tuple[object, ...]]:
    """Count the district by hand."""
    absences, class_days = district()
    group, half_days, pupils = (
        VIEWS[by],
        defaultdict[Any, dict[str, int]](dict),
        defaultdict[Any, dict[str, set[Any]]](dict),
    )
    for row in absences:
        if row.status == "absent":
            key = (school_year(row.date), *group(row))
            for cause in (CAUSES[row.category], "total"):
                half_days[key][cause] = half_days[key].get(cause, 0) + int(2 * row.value)
                pupils[key].setdefault(cause, set()).add((row.school, row.pupil))
    pupil_days: defaultdict[Any, float] = defaultdict(float)
    for each in class_days:
        weight = 0.5 if each.grade >= 7 else 1.0
        pupil_days[school_year(each.date), *group(each)] += weight * (each.present + each.sickness)
    return sorted((*key, *_cells(days, half_days[key], pupils[key])) for key, days in pupil_days.items())


def _cells(pupil_days: float, half_days: dict[str, int], pupils: dict[str, set[Any]]) -> tuple[object, ...]:
    number = {cause: len(pupils.get(cause, ())) for cause in ("total", "sickness", "leave", "unlawful")}
    days = {cause: half_days.get(cause, 0) / 2 if number[cause] >= 5 else None for cause in number}
    if sum(0 < number[cause] < 5 for cause in ("sickness", "leave", "unlawful")) == 1:
        days["total"] = None
    total = days["total"]
    percent = None if total is None else Decimal(int(total * 1000 / pupil_days)) / 10
    absent = number["total"] if number["total"] >= 5 else None
    return pupil_days, absent, days["sickness"], days["leave"], days["unlawful"], total, percent


@pytest.fixture(scope="module")
def client(clickhouse: str) -> Iterator[Client]:
    """Give a client of a ClickHouse that holds the district."""
    migrate(clickhouse)
    fill(clickhouse)
    client = connect(clickhouse)
    yield client
    client.close()


def fill(clickhouse: str) -> None:
    """Write the district, and nothing else, into the tables."""
    client = connect(clickhouse)
    for (table,) in client.query("SHOW TABLES FROM naervaer LIKE '%_rows'").result_rows:
        client.command(f"TRUNCATE TABLE naervaer.{table}")
    absences, class_days = district()
    alerts = [alert(id=f"a-{n}", pupil=f"p{n}", state="raised" if n < 6 else "withdrawn") for n in range(9)]
    batch = Batch()
    rows: list[FactRow] = [*absences, *class_days, *alerts]
    for offset, row in enumerate(rows):
        batch.add(0, offset, table_rows(fact(row), offset), 0.0)
    writer = Writer(clickhouse)
    writer.write(batch)
    writer.close()
    client.close()


@pytest.mark.parametrize("by", list(VIEWS))
def test_a_report_is_the_naive_count_without_small_cells(client: Client, by: str) -> None:
    keys = {"month": ", school, month", "municipality": "", "school": ", school"}.get(by, f", school, {by}")
    query = f"SELECT school_year, municipality{keys}, {CELLS} FROM naervaer.report_by_{by}"  # noqa: S608 - names above
    found = sorted(tuple(row) for row in client.query(query).result_rows)
    counted = expected(by)
    assert found == counted
    hidden = [cell for row in counted for cell in row[-6:] if cell is None]
    assert hidden, "the district has no small cell to hide"


def test_alerts_by_rule_are_counted_for_schools_and_municipalities_from_five_pupils_on(client: Client) -> None:
    found = client.query("SELECT * FROM naervaer.report_alerts_by_rule ORDER BY school").result_rows
    rule = "dk.unlawful.quarter.15"
    assert [tuple(row) for row in found] == [("259", "", rule, 6, None, None), ("259", "280123", rule, 6, None, None)]
