"""The rows worked out in one go are those that stand after all the facts, one by one; and what differs is found."""

import io
from collections import defaultdict
from datetime import date

import pytest

from schemas import TABLES, Alert, FactRow, PupilQuarterRow
from sources.simulator import District, simulate
from sources.simulator.outlets import LineFile
from streams.pipeline import Pipeline
from streams.replay.audit import Kind
from streams.replay.audit_rows import KEYS, expected_rows, row_differences, without_removals
from streams.replay.heard import Heard
from streams.replay.lines import NothingStored
from tests.evidence.cases import heard
from tests.explain.school import CALENDAR, RULEBOOK, line, registration, six_days_one_corrected
from tests.sinks.builders import absence, alert, class_day, quarter

Rows = dict[str, dict[tuple[str, ...], FactRow]]
SINCE = date(2025, 8, 1)


class Installation:
    """A pipeline whose facts are kept as ClickHouse keeps them: the newest row of a key, none when it is deleted."""

    def __init__(self, events: list[Heard]) -> None:
        self.pipeline = Pipeline(RULEBOOK, NothingStored())
        self.rows: dict[str, Rows] = defaultdict(lambda: {table: {} for table in KEYS})
        self.alerts: dict[str, dict[str, list[Alert]]] = defaultdict(lambda: defaultdict(list))
        for each in events:
            outcome = self.pipeline.handle(each.event, each.raw)
            for told in outcome.alerts:
                self.alerts[told.school][told.id].append(told)
            fact = self.pipeline.fact(outcome)
            for row in fact.all_rows() if fact else ():
                self._put(row)

    def _put(self, row: FactRow) -> None:
        table = next(name for name, kind in TABLES.items() if type(row) is kind)
        if table in KEYS:
            key = tuple(str(getattr(row, name)) for name in KEYS[table])
            self.rows[row.school][table].pop(key, None)
            if not row.deleted:
                self.rows[row.school][table][key] = row

    def differences(self, school: str) -> list[str]:
        expected = expected_rows(self.pipeline.register(school), self.alerts[school].values())
        found = self.rows[school]
        return [
            str(each.difference)
            for table in KEYS
            for each in row_differences(table, expected[table], found[table].values(), SINCE)
        ]


@pytest.fixture(scope="module")
def district() -> Installation:
    file = io.BytesIO()
    outlet = LineFile(file, 12)
    for simulated in simulate(District(5, 120, date(2025, 8, 11), date(2026, 2, 1))):
        outlet.send(simulated)
    return Installation(heard(file.getvalue().splitlines()))


def test_a_district_worked_out_in_one_go_has_the_rows_of_all_its_facts(district: Installation) -> None:
    for school, rows in list(district.rows.items()):
        assert all(rows.values())
        assert district.differences(school) == []


def test_a_small_school_with_a_correction_has_them_too() -> None:
    assert Installation(heard(six_days_one_corrected())).differences("280123") == []


def test_a_pupil_who_changes_class_has_the_rows_of_the_whole_school_year_written_again() -> None:
    """The class of a school year is that of its newest mark, and its calendar decides which days count."""
    free = {"first": "2025-09-15", "after_last": "2025-09-16"}
    calendar = line("calendars", {**CALENDAR, "classes": {"5C": {"days_off": [free]}}})
    days = [registration(f"rc-{day}", f"2025-09-{day}", "absent", category="sickness") for day in (15, 16)]
    moved = registration("rc-moved", "2025-11-03", "present", **{"class": "5C"})
    school = Installation(heard([calendar, *days, moved]))
    assert school.differences("280123") == []
    (row,) = school.rows["280123"]["absences"].values()
    assert row == school.rows["280123"]["absences"]["2025-09-16", "p1", "start"]
    quarters = school.rows["280123"]["pupil_quarters"].values()
    assert {(row.quarter, row.class_) for row in quarters if isinstance(row, PupilQuarterRow)} == {
        ("2025-Q3", "5C"),
        ("2025-Q4", "5C"),
    }


@pytest.mark.parametrize("table", list(KEYS))
def test_a_row_that_is_lost_changed_or_left_behind_is_found(district: Installation, table: str) -> None:
    school, rows = next(iter(district.rows.items()))
    row = next(iter(rows[table].values()))
    everything = list(rows[table].values())
    without = [each for each in everything if each != row]
    other = row._replace(grade=(row.grade + 1) % 10)  # type: ignore[union-attr, operator, call-arg]  # of four types of rows
    for expected, found, kind, remedy in (
        (everything, without, Kind.MISSING, row),
        (without, everything, Kind.EXTRA, row._replace(deleted=True)),
        (everything, [*without, other], Kind.DIFFERENT, row),
    ):
        (difference,) = row_differences(table, expected, found, SINCE)
        assert (difference.difference.kind, difference.remedy) == (kind, remedy)
        assert school in difference.difference.what


def test_rows_of_days_before_the_register_begins_are_left_alone() -> None:
    old = [absence(date=date(2020, 9, 1)), absence(date=date(2025, 9, 1))]
    (difference,) = row_differences("absences", [], old, SINCE)
    assert difference.difference.what == "280123 2025-09-01 p1 start"


def test_what_the_topic_does_not_tell_is_not_compared() -> None:
    found = alert(municipality="101", acknowledged_until=date(2025, 10, 1))
    assert not list(row_differences("alert_history", [alert()], [found], SINCE))


def test_a_difference_says_what_stands_and_what_was_worked_out() -> None:
    (difference,) = row_differences("class_days", [class_day(late=2)], [class_day()], SINCE)
    assert str(difference.difference) == "class_days: different: 280123 2025-09-15 7B start: late 1, worked out 2"


def test_removals_are_kept_apart() -> None:
    removed = quarter(deleted=True)
    assert without_removals([quarter(), removed]) == [quarter()]
