"""Pupils of the simulated district who change school: both schools, their rosters and roll calls tell the same."""

from collections import defaultdict
from datetime import date
from functools import cache

from schemas import Enrolment, RollCall, SchoolRoster, Transfer, danish_date, school_year_start
from sources.simulator import MUNICIPALITIES, District, Simulated, simulate

TWO_YEARS = (date(2025, 8, 1), date(2027, 8, 1))
PUPILS = 1_800


@cache
def town(after_last: date = TWO_YEARS[1]) -> tuple[Simulated, ...]:
    """Four schools of one municipality."""
    return tuple(simulate(District(7, PUPILS, TWO_YEARS[0], after_last, MUNICIPALITIES[:1])))


def transfers(events: tuple[Simulated, ...]) -> list[Transfer]:
    return [event for _, _, event in events if isinstance(event, Transfer)]


def first_year() -> list[Transfer]:
    return [transfer for transfer in transfers(town()) if transfer.date < date(2026, 8, 1)]


@cache
def listed() -> dict[tuple[str, str], set[date]]:
    """Give the dates of the first year on which a school lists a pupil."""
    found: dict[tuple[str, str], set[date]] = defaultdict(set)
    for _, _, event in town():
        if isinstance(event, RollCall) and event.date < date(2026, 8, 1):
            for entry in event.entries:
                found[event.school, entry.pupil].add(event.date)
    return found


def seats(transfer: Transfer, school: str, pupil: str) -> list[Enrolment]:
    """Give a pupil's enrolments by a school's last roster of the year of a transfer."""
    year = school_year_start(transfer.date)
    rosters = [e for _, _, e in town() if isinstance(e, SchoolRoster) and e.school == school]
    last = [roster for roster in rosters if roster.school_year.startswith(str(year))][-1]
    return [seat for class_ in last.classes for seat in class_.pupils if seat.pupil == pupil]


def test_about_one_pupil_in_a_hundred_changes_school_in_a_year_and_some_get_another_id() -> None:
    both = len(transfers(town()))
    assert 0.006 * PUPILS <= len(first_year()) <= 0.014 * PUPILS
    assert len(first_year()) < both
    renumbered = sum(transfer.to_pupil is not None for transfer in transfers(town()))
    assert 0 < renumbered < both / 2


def test_a_pupil_leaves_the_old_roster_on_the_day_on_which_the_new_one_begins() -> None:
    for transfer in transfers(town()):
        assert transfer.to_school != transfer.school
        (old,) = seats(transfer, transfer.school, transfer.pupil)
        (new,) = seats(transfer, transfer.to_school, transfer.to_pupil or transfer.pupil)
        assert (old.after_last, new.first, new.after_last) == (transfer.date, transfer.date, None)
        assert old.household == new.household


def test_the_old_school_lists_the_pupil_before_the_day_and_the_new_one_from_it_on() -> None:
    on_both_sides = 0
    for transfer in first_year():
        before = listed()[transfer.school, transfer.pupil]
        after = listed()[transfer.to_school, transfer.to_pupil or transfer.pupil]
        assert all(day < transfer.date for day in before)
        assert all(day >= transfer.date for day in after)
        on_both_sides += bool(before and after)
    assert on_both_sides > len(first_year()) / 2, "most schools list everybody"


def test_a_transfer_is_told_on_its_day_or_some_days_later() -> None:
    late = {(danish_date(transfer.recorded_at) - transfer.date).days for transfer in transfers(town())}
    assert late <= {0, 1, 4}
    assert {0, 4} <= late


def test_the_next_year_goes_on_at_the_new_school() -> None:
    rosters = [e for _, _, e in town() if isinstance(e, SchoolRoster) and e.school_year == "2026/27"]
    opening = {roster.school: roster for roster in reversed(rosters)}
    sitting = {(school, seat.pupil) for school, ro in opening.items() for c in ro.classes for seat in c.pupils}
    nines = {
        (roster.school, seat.pupil)
        for _, _, roster in town()
        if isinstance(roster, SchoolRoster) and roster.school_year == "2025/26"
        for class_ in roster.classes
        if class_.grade == 9
        for seat in class_.pupils
    }
    for transfer in first_year():
        taken = (transfer.to_school, transfer.to_pupil or transfer.pupil)
        assert taken in sitting or taken in nines
        assert (transfer.school, transfer.pupil) not in sitting


def test_an_earlier_end_changes_no_transfer_before_it() -> None:
    until = date(2026, 1, 1)
    short = transfers(town(until))
    assert short
    assert short == [transfer for transfer in transfers(town()) if danish_date(transfer.recorded_at) < until]


def test_in_a_district_of_several_municipalities_pupils_stay_inside_their_own() -> None:
    events = tuple(simulate(District(1, 2_000, TWO_YEARS[0], date(2026, 8, 1))))
    where = {event.school: event.municipality or "" for _, _, event in events if isinstance(event, SchoolRoster)}
    assert sorted(where.values()) == ["101", "259", "259", "461"]
    moved = transfers(events)
    assert {where[each.school] for each in moved} == {where[each.to_school] for each in moved} == {"259"}
    assert 5 <= len(moved) <= 15


def test_nobody_changes_school_where_a_municipality_has_one() -> None:
    assert transfers(tuple(simulate(District(7, 400, *TWO_YEARS)))) == []
