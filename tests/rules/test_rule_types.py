"""When and for whom a rule holds."""

from datetime import date

import pytest

from streams.law.rule import Scope, ValidInterval


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_the_first_day_belongs_to_the_interval_and_after_last_does_not(day: date, holds: bool) -> None:  # noqa: FBT001
    assert ValidInterval(date(2025, 1, 1), date(2026, 1, 1)).contains(day) is holds


def test_an_open_interval_has_no_end() -> None:
    assert ValidInterval(date(2025, 1, 1)).contains(date.max)


@pytest.mark.parametrize(
    ("name", "scope", "covered"),
    [
        ("no scope means everybody", Scope(), True),
        ("the first grade is inside", Scope(grades=(7, 10)), True),
        ("the last grade is inside", Scope(grades=(0, 7)), True),
        ("a grade below the first is outside", Scope(grades=(8, 10)), False),
        ("a grade above the last is outside", Scope(grades=(0, 6)), False),
        ("the municipality is named", Scope(municipalities=frozenset({"259", "330"})), True),
        ("another municipality is named", Scope(municipalities=frozenset({"330"})), False),
        ("the school is named", Scope(schools=frozenset({"280123"})), True),
        ("another school is named", Scope(schools=frozenset({"280124"})), False),
        ("one part fits and another does not", Scope((7, 7), frozenset({"259"}), frozenset({"280124"})), False),
    ],
)
def test_a_scope_covers_a_pupil_when_all_its_parts_fit(name: str, scope: Scope, covered: bool) -> None:  # noqa: FBT001
    assert scope.covers(grade=7, municipality="259", school="280123") is covered, name


def test_a_school_without_a_known_municipality_is_in_no_local_scope() -> None:
    assert not Scope(municipalities=frozenset({"259"})).covers(grade=7, municipality="", school="280123")
