"""The analysts' rows of pupils who change school, gathered event by event, are those worked out naively at the end."""

from datetime import date

from hypothesis import given

from schemas import AbsenceRow, ClassDayRow, FactRow, PupilQuarterRow
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.replay.cascade import cascade
from tests.e2e.figures import ABSENCES, CLASS_DAYS, PUPIL_QUARTERS, Row, absences, pupil_quarters
from tests.oracle.districts import moving_districts
from tests.oracle.known import Known
from tests.oracle.pipeline_run import MemoryStore
from tests.oracle.rulebook import TROUBLE
from tests.oracle.sent import SCHOOL, Sent, calendar, erasure, roll_call, transfer
from tests.oracle.test_agreement import search
from tests.oracle.transfers import marks_of_all
from tests.oracle.view import see

NEW = "10100A"
Table = dict[tuple[object, ...], FactRow]


class Figures:
    """A pipeline whose rows are kept as ClickHouse does: the newest of each key, none that was deleted or erased."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.pipeline = Pipeline(TROUBLE, self.store)
        self.rows: Table = {}

    def handle(self, one: Sent) -> None:
        first = self.pipeline.handle(one.event(), one.raw)
        self._take(first)
        for outcome in cascade(self.pipeline, first):
            self._take(outcome)

    def _take(self, outcome: Outcome) -> None:
        self.store.apply(outcome.writes)
        fact = self.pipeline.fact(outcome)
        if fact and fact.erased:
            self._erase(fact.school, fact.erased.pupil)
        for row in fact.all_rows() if fact else ():
            self.rows.pop(_key(row), None)
            if not row.deleted:
                self.rows[_key(row)] = row

    def _erase(self, school: str, pupil: str) -> None:
        """Take out every row of an erased pupil, as the sink does."""
        theirs = [
            key
            for key, row in self.rows.items()
            if isinstance(row, AbsenceRow | PupilQuarterRow) and (row.school, row.pupil) == (school, pupil)
        ]
        for key in theirs:
            del self.rows[key]

    def of(self, table: type[FactRow], columns: str) -> list[Row]:
        """Return a table's rows with these columns, sorted."""
        names = [{"class": "class_"}.get(name, name) for name in columns.split(", ")]
        rows = [row for row in self.rows.values() if isinstance(row, table)]
        return sorted((row.school, *(getattr(row, name) for name in names)) for row in rows)


def _key(row: FactRow) -> tuple[object, ...]:
    match row:
        case AbsenceRow():
            return "absences", row.school, row.pupil, row.date, row.moment
        case PupilQuarterRow():
            return "pupil_quarters", row.school, row.pupil, row.quarter
        case ClassDayRow():
            return "class_days", row.school, row.class_, row.date, row.moment
        case _:
            return (row,)


@search(0.2)
@given(moving_districts())
def test_absences_and_quarters_are_those_of_the_school_where_the_marks_count(events: list[Sent]) -> None:
    figures, world = Figures(), dict[str, Known]()
    for one in events:
        figures.handle(one)
        event = one.event()
        assert event.school is not None
        world.setdefault(event.school, Known()).add(event, one.raw)
    views = [
        see(world.get(school, Known()), school, pupil, marks) for (school, pupil), marks in marks_of_all(world).items()
    ]
    assert set(figures.of(AbsenceRow, ABSENCES)) == {(view.school, *row) for view in views for row in absences([view])}
    quarters = {(view.school, *row) for view in views if view.as_of for row in pupil_quarters([view])}
    assert set(figures.of(PupilQuarterRow, PUPIL_QUARTERS)) == quarters


def test_the_day_of_a_class_stays_as_it_was_when_a_pupil_leaves_or_a_class_of_that_name_gets_one() -> None:
    calendars = [calendar("cal", 2025, "2025-08-11", "2026-06-27", school=school) for school in (SCHOOL, NEW)]
    there = roll_call("rc-new", "2025-09-01", ["p3 present"], school=NEW)
    figures = Figures()
    for one in [*calendars, roll_call("rc", "2025-09-01", ["p1 absent", "p2 absent"]), there]:
        figures.handle(one)
    before = figures.of(ClassDayRow, CLASS_DAYS)
    assert len(before) == 2
    figures.handle(transfer("tr", "p1", NEW, "2025-09-10", "2025-09-10T12:00:00+02:00"))
    assert figures.of(ClassDayRow, CLASS_DAYS) == before
    figures.handle(roll_call("late", "2025-09-01", ["p1 absent sickness"], recorded_at="2025-09-11T08:05:00+02:00"))
    (old,) = [row for row in figures.of(ClassDayRow, CLASS_DAYS) if row[0] == SCHOOL]
    assert (old[9], old[12]) == (1, 1), "one sick, one unexplained"
    (new,) = [row for row in figures.of(ClassDayRow, CLASS_DAYS) if row[0] == NEW]
    assert new in before


def test_a_class_with_other_school_days_takes_rows_of_earlier_days_along() -> None:
    off = {"8A": {"days_off": [{"first": "2025-09-01", "after_last": "2025-09-03"}]}}
    figures = Figures()
    for one in [
        calendar("cal", 2025, "2025-08-11", "2026-06-27", classes=off),
        roll_call("rc-1", "2025-09-01", ["p1 absent"]),
        roll_call("rc-2", "2025-09-03", ["p1 absent"]),
    ]:
        figures.handle(one)
    assert len(figures.of(AbsenceRow, ABSENCES)) == 2
    figures.handle(roll_call("rc-3", "2025-09-04", ["p1 present"], **{"class": "8A"}, grade=8))
    assert [row[5] for row in figures.of(AbsenceRow, ABSENCES)] == [date(2025, 9, 3)]


def test_a_start_mark_of_a_lower_grade_takes_the_row_of_the_end_of_that_day() -> None:
    figures = Figures()
    for one in [
        calendar("cal", 2025, "2025-08-11", "2026-06-27"),
        roll_call("rc-1", "2025-09-01", ["p1 absent"], moment="end"),
    ]:
        figures.handle(one)
    assert len(figures.of(AbsenceRow, ABSENCES)) == 1
    figures.handle(roll_call("rc-2", "2025-09-01", ["p1 present"], **{"class": "6A"}, grade=6))
    assert figures.of(AbsenceRow, ABSENCES) == []


def test_an_erasure_removes_all_rows_also_when_the_years_in_sight_change_with_it() -> None:
    figures = Figures()
    for one in [
        calendar("cal", 2025, "2025-08-11", "2026-06-27"),
        calendar("cal", 2024, "2024-08-12", "2025-06-28"),
        roll_call("rc-1", "2025-01-07", ["p2 present"], **{"class": "3A"}, grade=3),
        roll_call("rc-2", "2025-09-01", ["p1 absent"]),
    ]:
        figures.handle(one)
    assert figures.rows
    figures.handle(erasure("er", "p1", "2025-09-02T12:00:00+02:00"))
    assert not [
        row for row in figures.rows.values() if isinstance(row, AbsenceRow | PupilQuarterRow) and row.pupil == "p1"
    ]
