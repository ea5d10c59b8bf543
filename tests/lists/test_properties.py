"""Any order, any duplication, any restart: the same lists in the end, and those that brute force finds."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas import ClockTick, Rejection, decode_unkeyed
from tests.lists.oracle import Line, Lists, Office
from tests.lists.school import CLASSES, Event, Run, calendar, erasure, notice, roll_call, roster, tick
from tests.oracle.known import Known

DAYS = [(date(2025, 9, 10) + timedelta(days=n)).isoformat() for n in range(24)]
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
CATEGORIES = (None, None, "sickness", "unlawful")

days = st.sampled_from(DAYS)
rare = st.integers(0, 3)


@st.composite
def roll_calls(draw: st.DrawFn) -> Event:
    class_, day = draw(st.sampled_from(sorted(CLASSES))), draw(days)
    moment = draw(st.sampled_from(("start", "end"))) if class_ == "7B" else "start"
    names = draw(st.sets(st.sampled_from(CLASSES[class_][1])))
    absent = {name: draw(st.sampled_from(CATEGORIES)) for name in sorted(names)}
    topic, value = roll_call(day, class_, moment, absent=absent)
    late = draw(rare)
    recorded = (date.fromisoformat(day) + timedelta(days=late)).isoformat()
    value |= {"recorded_at": f"{recorded}T1{draw(rare)}:05:00+02:00", "complete": draw(st.booleans())}
    value["id"] += f"-{late}-{draw(rare)}"
    if draw(rare) == 0:
        value["entries"] = value["entries"][:1]
    return topic, value


@st.composite
def notices(draw: st.DrawFn) -> Event:
    first = date.fromisoformat(draw(days))
    after_last = first + timedelta(days=1 + draw(rare))
    received = first + timedelta(days=draw(rare) - 1)
    pupil = draw(st.sampled_from(("p1", "p3")))
    return notice(pupil, first.isoformat(), after_last.isoformat(), f"{received}T07:30")


def days_off(number: int, day: str) -> Event:
    after = (date.fromisoformat(day) + timedelta(days=2)).isoformat()
    return calendar(
        id=f"cal-{number}",
        recorded_at=f"2025-06-1{number}T12:00:00+02:00",
        days_off=[{"first": day, "after_last": after}],
        classes={"2A": {"days_off": [{"first": "2025-09-18", "after_last": "2025-09-19"}]}},
    )


def leavers(number: int, day: str) -> Event:
    pupils = [{"pupil": "p1", "first": "2025-08-11"}, {"pupil": "p2", "first": "2025-08-11", "after_last": day}]
    moved = [{"pupil": "p3", "first": "2025-08-11"}, {"pupil": "p2", "first": day}]
    classes = [{"class": "7B", "grade": 7, "pupils": pupils}, {"class": "2A", "grade": 2, "pupils": moved}]
    return roster(id=f"ro-{number}", recorded_at=f"2025-08-1{number}T12:00:00+02:00", classes=classes)


papers = st.one_of(
    st.builds(days_off, rare, days),
    st.builds(leavers, rare, days),
    st.builds(lambda pupil, day: erasure(pupil, f"{day}T09:00"), st.sampled_from(("p1", "p4")), days),
    st.just(calendar()),
    st.just(roster()),
)
ticks = st.builds(tick, days, st.sampled_from(("day", "start", "end")))
events = st.lists(st.one_of(roll_calls(), roll_calls(), roll_calls(), notices(), papers, ticks, ticks), max_size=30)
BASIS = [calendar(), roster()]


def expected(given_events: Sequence[Event]) -> Lists:
    known, seen = Known(), []
    for topic, value in {json.dumps(value, sort_keys=True): (topic, value) for topic, value in given_events}.values():
        raw = json.dumps(value).encode()
        event = decode_unkeyed(topic, raw)
        assert not isinstance(event, Rejection), event
        if isinstance(event, ClockTick):
            seen.append(event)
        else:
            known.add(event, raw)
    return Office(known, seen).lists()


def found(run: Run) -> Lists:
    lists: Lists = {}
    for (rule, class_, key), alert in run.active().items():
        lines: list[Line] = []
        for item in alert.listed:
            day = item.date.isoformat() if item.date else None
            received = item.received_at.isoformat() if item.received_at else None
            class_of = "" if item.kind == "late_notice" else item.class_ or ""
            lines.append((item.kind, item.pupil, day, received or item.moment, class_of))
        assert alert.measure.value == len(lines)
        if rule != "dk.quarter.closed":
            lists[rule, class_ or "", key] = sorted(lines, key=str)
    return lists


def in_utc(lists: Lists) -> Lists:
    return {
        place: sorted(
            (
                (*line[:3], (line[3] or "").replace("07:30:00+02:00", "05:30:00+00:00") or None, line[4])
                for line in lines
            ),
            key=str,
        )
        for place, lines in lists.items()
    }


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(events)
def test_the_lists_are_those_that_brute_force_finds(given_events: list[Event]) -> None:
    every = [*BASIS, *given_events]
    assert found(Run().give(*every)) == in_utc(expected(every))


@settings(max_examples=60, deadline=None, phases=QUICK)
@given(
    events.flatmap(lambda one: st.tuples(st.just(one), st.permutations([*BASIS, *one, *one[:5]]))), st.integers(0, 40)
)
def test_order_duplication_and_a_restart_change_nothing(pair: tuple[list[Event], list[Event]], at: int) -> None:
    straight, shuffled = pair
    run = Run().give(*shuffled[:at]).restart().give(*shuffled[at:])
    assert found(run) == found(Run().give(*BASIS, *straight))
