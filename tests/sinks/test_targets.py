"""Progress towards targets: month by month what a naive count of the school year so far has, without small cells."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from clickhouse_connect.driver.client import Client

from schemas import Text
from sinks.connection import connect
from sinks.migrations import migrate
from sinks.targets import put_targets
from streams.law.rule import Scope, ValidInterval
from streams.law.target import Target, Whom
from tests.sinks.test_report import CAUSES, district, fill, school_year

pytestmark = pytest.mark.integration

MUNICIPALITY = "259"


def target(name: str, whom: Whom, percent: int, **changes: object) -> Target:
    scope = Scope(municipalities=frozenset({MUNICIPALITY}))
    fields: dict[str, object] = {"valid": ValidInterval(date(2020, 1, 1)), "scope": scope, **changes}
    return Target(
        id=name,
        title=Text(da="mål", en="target"),
        source="tests",
        percent=Fraction(percent),
        text=str(percent),
        whom=whom,
        pack="tests",
        pack_version=date(2025, 8, 1),
        **fields,  # type: ignore[arg-type]  # the two fields above, one of them changed
    )


TARGETS = (
    target("pupil", Whom.PUPIL, 12),
    target("school.strict", Whom.SCHOOL, 4),
    target("school.mild", Whom.SCHOOL, 15),
    target("municipality", Whom.MUNICIPALITY, 11),
    target("one.school", Whom.SCHOOL, 11, scope=Scope(schools=frozenset({"460001"}))),
    target("july", Whom.MUNICIPALITY, 11, valid=ValidInterval(date(2026, 7, 1), date(2026, 8, 1))),
    target("nowhere", Whom.SCHOOL, 4, scope=Scope(municipalities=frozenset({"330"}))),
)
MONTHS = (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1))


@pytest.fixture(scope="module")
def client(clickhouse: str) -> Iterator[Client]:
    migrate(clickhouse)
    put_targets(clickhouse, TARGETS[:1])
    fill(clickhouse)
    put_targets(clickhouse, TARGETS)
    client = connect(clickhouse)
    yield client
    client.close()


def expected() -> list[tuple[object, ...]]:
    rows = []
    for one in TARGETS:
        for month in MONTHS:
            if one.valid.contains(month):
                rows += [row for municipality in ("259", "461") for row in _rows(one, municipality, month)]
    return sorted(rows, key=repr)


def _rows(one: Target, municipality: str, month: date) -> Iterator[tuple[object, ...]]:
    if one.scope.municipalities and municipality not in one.scope.municipalities:
        return
    schools = {"259": ["280123", "280124"], "461": ["460001"]}[municipality]
    if one.whom is not Whom.MUNICIPALITY:
        for school in schools:
            if not one.scope.schools or school in one.scope.schools:
                yield _row(one, municipality, school, {school}, month)
    if one.whom is not Whom.SCHOOL:
        yield _row(one, municipality, "", set(schools), month)


def _row(one: Target, municipality: str, shown: str, schools: set[str], month: date) -> tuple[object, ...]:
    """Walk over all absences and class days of the school year up to and with the month."""

    def is_so_far(day: date) -> bool:
        return school_year(day) == school_year(month) and day.replace(day=1) <= month

    absences, class_days = district()
    days: dict[tuple[str, str], Fraction] = {}
    by_cause: dict[str, set[tuple[str, str]]] = {}
    for row in absences:
        if row.school in schools and row.status == "absent" and is_so_far(row.date):
            who = (row.school, row.pupil)
            days[who] = days.get(who, Fraction(0)) + Fraction(row.value)
            by_cause.setdefault(CAUSES[row.category], set()).add(who)
    so_far = [each for each in class_days if each.school in schools and is_so_far(each.date)]
    pupil_days = sum((Fraction(1, 2) if each.grade >= 7 else 1) * (each.present + each.sickness) for each in so_far)
    held = {school: len({each.date for each in so_far if each.school == school}) for school in schools}
    above = sum(100 * absent > one.percent * held[school] for (school, _), absent in days.items())
    is_hidden = len(days) < 5 or sum(0 < len(pupils) < 5 for pupils in by_cause.values()) == 1
    total = sum(days.values())
    head = (one.id, one.whom.value, float(one.percent), school_year(month), municipality, shown, month)
    absent = len(days) if len(days) >= 5 else None
    if one.whom is Whom.PUPIL:
        return (*head, absent, None, above if above >= 5 else None, 0 if above >= 5 else None)
    if is_hidden:
        return (*head, absent, None, None, None)
    return (
        *head,
        absent,
        Decimal(int(1000 * total / pupil_days)) / 10,
        None,
        int(100 * total <= one.percent * pupil_days),
    )


def test_the_progress_is_the_naive_count_of_the_school_year_so_far(client: Client) -> None:
    found = sorted(map(tuple, client.query("SELECT * FROM naervaer.report_targets").result_rows), key=repr)
    counted = expected()
    assert found == counted
    assert {row[-1] for row in counted} == {0, 1, None}, "some targets are met, some are not, some are not told"


def test_targets_written_again_replace_those_before(clickhouse: str, client: Client) -> None:
    put_targets(clickhouse, ())
    assert client.command("SELECT count() FROM naervaer.report_targets") == 0
    put_targets(clickhouse, TARGETS)
    put_targets(clickhouse, TARGETS)
    assert client.command("SELECT count() FROM naervaer.targets_rows") == len(TARGETS)
