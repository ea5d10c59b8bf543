import re
from collections import Counter
from datetime import UTC, date, timedelta

import pytest

from schemas import (
    NOTICES,
    ROLL_CALLS,
    AbsenceNotice,
    RollCall,
    SchoolCalendar,
    SchoolRoster,
    danish_date,
    decode,
    encode,
)
from sources.simulator import MUNICIPALITIES, District, simulate
from tests.simulator.made import YEAR, district, wire

PUPILS = 600
TWO_YEARS = (date(2025, 8, 1), date(2027, 8, 1))


def roll_calls() -> list[RollCall]:
    return [simulated.event for simulated in district(PUPILS) if isinstance(simulated.event, RollCall)]


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others() -> None:
    once = wire(district(300))
    assert wire(tuple(simulate(District(7, 300, *YEAR)))) == once
    assert wire(tuple(simulate(District(8, 300, *YEAR)))) != once


@pytest.mark.parametrize("after_last", [date(2025, 8, 2), date(2025, 10, 20), date(2026, 1, 1)])
def test_an_earlier_end_gives_the_beginning_of_the_same_stream(after_last: date) -> None:
    shorter, longer = wire(district(300, YEAR[0], after_last)), wire(district(300))
    assert shorter == longer[: len(shorter)]
    assert longer[len(shorter)][0] >= District(7, 300, YEAR[0], after_last).ends.astimezone(UTC).isoformat()


def test_every_event_is_accepted() -> None:
    for simulated in district(PUPILS, *TWO_YEARS):
        event = simulated.event
        assert decode(simulated.topic, event.school.encode(), encode(event)) == event


def test_events_come_in_the_order_of_simulated_time_and_never_before_they_were_recorded() -> None:
    events = district(PUPILS, *TWO_YEARS)
    assert [simulated.at for simulated in events] == sorted(simulated.at for simulated in events)
    for at, _, event in events:
        assert (event.received_at if isinstance(event, AbsenceNotice) else event.recorded_at) <= at


def test_no_id_has_the_shape_of_a_cpr_number() -> None:
    shape = re.compile(rb"[0-9]{6}-?[0-9]{4}")
    assert not [event for _, _, event in wire(district(PUPILS)) if shape.search(event)]


def test_an_id_names_one_event() -> None:
    contents: dict[tuple[str, str], bytes] = {}
    for simulated in district(PUPILS, *TWO_YEARS):
        value = encode(simulated.event)
        assert contents.setdefault((simulated.topic, simulated.event.id), value) == value


def test_a_district_has_exactly_its_pupils_in_schools_of_the_size_of_a_folkeskole() -> None:
    rosters = {
        event.school: event
        for _, _, event in reversed(district(3_000))
        if isinstance(event, SchoolRoster) and event.recorded_at.month == 8
    }
    sizes = {school: sum(len(class_.pupils) for class_ in roster.classes) for school, roster in rosters.items()}
    assert sum(sizes.values()) == 3_000
    assert all(200 <= size <= 750 for size in sizes.values())
    classes = [len(class_.pupils) for roster in rosters.values() for class_ in roster.classes]
    assert 19 <= sum(classes) / len(classes) <= 23
    assert {roster.municipality for roster in rosters.values()} == {town.code for town in MUNICIPALITIES[:6]}
    assert {class_.grade for roster in rosters.values() for class_ in roster.classes} == set(range(10))


def test_siblings_share_a_household_across_classes() -> None:
    roster = next(event for _, _, event in district(PUPILS) if isinstance(event, SchoolRoster))
    homes = Counter(seat.household for class_ in roster.classes for seat in class_.pupils)
    assert max(homes.values()) <= 4
    assert 0.4 <= sum(n for n in homes.values() if n > 1) / homes.total() <= 0.8


def test_pupils_join_leave_and_change_class_during_the_year() -> None:
    rosters = [event for _, _, event in district(PUPILS) if isinstance(event, SchoolRoster)]
    last = {roster.school: roster for roster in sorted(rosters, key=lambda roster: roster.recorded_at)}
    seats = [seat for roster in last.values() for class_ in roster.classes for seat in class_.pupils]
    left = {seat.pupil for seat in seats if seat.after_last}
    joined = {seat.pupil for seat in seats if seat.first > date(2025, 8, 11)}
    assert left - joined
    assert joined - left
    assert left & joined
    assert all(sum(1 for seat in seats if seat.pupil == pupil) == 2 for pupil in left & joined)


def test_only_pupils_who_sit_in_the_class_are_listed() -> None:
    rosters = {
        e.school: e for _, _, e in district(PUPILS) if isinstance(e, SchoolRoster) and e.school_year == "2025/26"
    }
    seats = {
        (roster.school, class_.class_, seat.pupil): seat
        for roster in rosters.values()
        for class_ in roster.classes
        for seat in class_.pupils
    }
    for roll_call in roll_calls():
        for entry in roll_call.entries:
            seat = seats[roll_call.school, roll_call.class_, entry.pupil]
            assert seat.first <= roll_call.date < (seat.after_last or date.max)


def test_next_year_every_class_is_a_grade_higher_with_the_same_pupils() -> None:
    rosters = [event for _, _, event in district(PUPILS, *TWO_YEARS) if isinstance(event, SchoolRoster)]
    before = [r for r in rosters if r.school_year == "2025/26"][-1]
    after = next(r for r in rosters if r.school_year == "2026/27" and r.school == before.school)
    fourth = next(class_ for class_ in before.classes if class_.class_ == "4A")
    fifth = next(class_ for class_ in after.classes if class_.class_ == "5A")
    assert {seat.pupil for seat in fifth.pupils} == {seat.pupil for seat in fourth.pupils if seat.after_last is None}


def test_calendars_are_published_before_the_year_and_reading_days_in_march() -> None:
    calendars = [event for _, _, event in district(PUPILS) if isinstance(event, SchoolCalendar)]
    school = calendars[0].school
    ours = [calendar for calendar in calendars if calendar.school == school]
    assert [calendar.school_year for calendar in ours] == ["2025/26", "2025/26", "2026/27"]
    assert "9A" not in ours[0].classes
    assert ours[1].classes["9A"].days_off[0].name == "Læseferie"


def test_roll_calls_are_made_at_the_start_and_in_grades_7_to_9_at_the_end_of_the_day() -> None:
    moments = Counter((call.grade >= 7, call.moment) for call in roll_calls())
    assert set(moments) == {(False, "start"), (True, "start"), (True, "end")}
    on_time = [call for call in roll_calls() if danish_date(call.recorded_at) == call.date and call.moment == "start"]
    assert all("08:05" <= f"{call.recorded_at:%H:%M}" <= "09:00" for call in on_time)
    assert len(on_time) > 0.9 * sum(call.moment == "start" for call in roll_calls() if len(call.entries) > 2)


def test_the_troubles_of_real_registers_occur() -> None:
    calls = roll_calls()
    twice = Counter(call.id for call in calls)
    assert max(twice.values()) > 1, "duplicates"
    assert any((danish_date(call.recorded_at) - call.date).days > 1 for call in calls), "corrections days later"
    assert any(not call.complete and len(call.entries) > 5 for call in calls), "partial roll calls"
    assert any(call.id.endswith("mixed-up") for call in calls), "wrong pupil"
    entries = [entry for call in calls for entry in call.entries]
    assert any(entry.status == "late" for entry in entries)
    assert any(entry.status == "absent" and entry.category is None for entry in entries), "unexplained"
    delays = [at - event.recorded_at for at, _, event in district(PUPILS) if isinstance(event, RollCall)]
    assert max(delays).days >= 1, "late delivery"


def test_notices_come_before_on_the_day_and_too_late() -> None:
    notices = [event for _, _, event in district(PUPILS) if isinstance(event, AbsenceNotice)]
    ahead = Counter((danish_date(n.received_at) > n.first) - (danish_date(n.received_at) < n.first) for n in notices)
    assert set(ahead) == {-1, 0, 1}


def test_some_schools_list_only_the_absent_and_the_late() -> None:
    calls = [e for _, _, e in district(3_000) if isinstance(e, RollCall) and e.complete]
    everybody = {call.school for call in calls if any(entry.status == "present" for entry in call.entries)}
    assert len({call.school for call in calls} - everybody) == 1


@pytest.mark.parametrize("pupils", [1, 2, 12, 60])
def test_small_districts_work(pupils: int) -> None:
    rosters = [event for _, _, event in district(pupils) if isinstance(event, SchoolRoster)]
    assert sum(len(class_.pupils) for class_ in rosters[0].classes) == pupils


def test_a_simulation_may_begin_in_the_middle_of_a_school_year() -> None:
    events = district(300, date(2026, 2, 1), date(2026, 3, 1))
    assert [type(simulated.event) for simulated in events[:3]] == [SchoolCalendar, SchoolRoster, SchoolRoster]
    assert min(e.date for _, _, e in events if isinstance(e, RollCall)) == date(2026, 2, 2)
    whole = {encode(s.event) for s in district(300) if s.topic in (ROLL_CALLS, NOTICES)}
    assert {encode(s.event) for s in events if s.topic == ROLL_CALLS} <= whole


@pytest.mark.parametrize(
    ("pupils", "first", "after_last", "municipalities", "reason"),
    [
        (0, *YEAR, MUNICIPALITIES, "at least one pupil"),
        (1, YEAR[0], YEAR[0], MUNICIPALITIES, "must be after"),
        (1, *YEAR, (), "at least one municipality"),
    ],
)
def test_an_impossible_district_is_refused(
    pupils: int, first: date, after_last: date, municipalities: tuple[()], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        District(1, pupils, first, after_last, municipalities)


def test_a_stream_begins_before_the_whole_year_is_made() -> None:
    assert next(simulate(District(1, 50, date(2025, 8, 1), date(2125, 8, 1)))).event.school


def test_one_school_day_of_a_school_arrives_in_the_afternoon_and_nothing_of_it_is_lost() -> None:
    first_of_day: dict[tuple[str, date], timedelta] = {}
    for simulated in district(PUPILS, YEAR[0], date(2025, 10, 1)):
        event = simulated.event
        if isinstance(event, RollCall) and event.moment == "start" and event.date == danish_date(event.recorded_at):
            waited = simulated.at - event.recorded_at
            place = event.school, event.date
            first_of_day[place] = min(waited, first_of_day.get(place, waited))
    silent = Counter(school for (school, _), waited in first_of_day.items() if waited > timedelta(hours=3))
    assert silent == dict.fromkeys({school for school, _ in first_of_day}, 1)
