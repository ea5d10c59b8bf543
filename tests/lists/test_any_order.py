"""Every kind of input in any order and however often: the same active alerts about pupils, classes and schools.

Two schools between which pupils move and come back, around the days on which clock, quarter and year change.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas import Alert
from streams.pipeline import PARTITIONS
from streams.replay.audit import Place, active, place_of
from streams.replay.lines import Judged, replay
from streams.routing import partition_of
from tests.lists.school import (
    CLASSES,
    RULES,
    SCHOOL,
    Event,
    acknowledgement,
    calendar,
    erasure,
    notice,
    roll_call,
    roster,
    tick,
    transfer,
)

OTHER = "280124"
EDGES = ("2025-09-29", "2025-10-24", "2025-12-30", "2026-03-27")
"""Just before the end of a quarter, of summer time and of the year, and before the beginning of summer time."""
DAYS = [(date.fromisoformat(first) + timedelta(days=n)).isoformat() for first in EDGES for n in (0, 1, 3)]
BASIS = [event for school in (SCHOOL, OTHER) for event in (calendar(school), roster(school))]
ALERT = "00000000-0000-5000-8000-000000000000"

days = st.sampled_from(DAYS)
pupils = st.sampled_from(("p1", "p3"))
schools = st.sampled_from((SCHOOL, OTHER))
times = st.sampled_from(("00:05", "07:30", "12:00", "23:55"))
dates_apart = st.integers(-3, 3)


def at(event: Event, school: str) -> Event:
    topic, value = event
    return topic, {**value, "school": school, "id": f"{value['id']}-{school}"}


def shifted(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


@st.composite
def roll_calls(draw: st.DrawFn) -> Event:
    class_, day = draw(st.sampled_from(sorted(CLASSES))), draw(days)
    moment = draw(st.sampled_from(("start", "end"))) if class_ == "7B" else "start"
    absent = dict.fromkeys(CLASSES[class_][1][: draw(st.integers(0, 2))], draw(st.sampled_from((None, "unlawful"))))
    recorded = f"{shifted(day, draw(st.integers(0, 3)))}T{draw(times)}:00+01:00"
    made = roll_call(day, class_, moment, absent=absent, recorded_at=recorded, complete=draw(st.booleans()))
    return at((made[0], {**made[1], "id": f"{made[1]['id']}-{recorded[:16]}"}), draw(schools))


@st.composite
def moves(draw: st.DrawFn) -> Event:
    """Send a pupil to the other school, or back: two of them may make a circle."""
    topic, value = transfer(draw(pupils), draw(days))
    school = draw(schools)
    there = OTHER if school == SCHOOL else SCHOOL
    recorded = f"{draw(days)}T{draw(times)}:00+01:00"
    return topic, {
        **value,
        "id": f"{value['id']}-{school}-{value['date']}",
        "school": school,
        "to_school": there,
        "recorded_at": recorded,
    }


notices = st.builds(
    lambda pupil, day, length, when, hour, school: at(
        notice(pupil, day, shifted(day, length), f"{shifted(day, when)}T{hour}"), school
    ),
    *(pupils, days, st.integers(1, 4), dates_apart, times, schools),
)
erasures = st.builds(
    lambda pupil, day, hour, school: at(erasure(pupil, f"{day}T{hour}"), school), pupils, days, times, schools
)
ticks = st.builds(
    lambda day, deadline, school: tick(day, deadline, None if school == SCHOOL else partition_of(OTHER, PARTITIONS)),
    *(days, st.sampled_from(("day", "start", "end")), schools),
)
acknowledgements = st.builds(
    lambda version, day: acknowledgement(ALERT, version, f"{day}T09:00", shifted(day, 9)), st.integers(1, 3), days
)
events = st.lists(
    st.one_of(roll_calls(), roll_calls(), roll_calls(), notices, moves(), erasures, ticks, ticks, acknowledgements),
    max_size=24,
)


def standing(given_events: Sequence[Event]) -> dict[Place, tuple[float, object]]:
    """Return value and evidence of the active alerts; every event must be accepted."""
    lines = (json.dumps({"topic": topic, "value": value}).encode() for topic, value in given_events)
    newest: dict[str, Alert] = {}
    for judged in replay(RULES, lines):
        assert isinstance(judged, Judged), judged
        for outcome in (judged.outcome, *judged.elsewhere):
            newest.update((alert.id, alert) for alert in outcome.alerts)
    return {place_of(alert): (alert.measure.value, alert.evidence) for alert in active(newest.values())}


def unique(made: Iterable[Event]) -> list[Event]:
    """Leave out other events of the same id: a producer gives an id once."""
    return list({(topic, value["id"]): (topic, value) for topic, value in made}.values())


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(events.map(unique), st.data())
def test_any_order_and_any_duplication_end_in_the_same_active_alerts(made: list[Event], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(made), max_size=4)) if made else []
    shuffled = data.draw(st.permutations([*BASIS, *made, *again]))
    assert standing(shuffled) == standing([*BASIS, *made])
