"""What a batch produces: the real pipeline behind the guard, without a broker."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from agents import batch
from agents.batch import Plan, Planner
from agents.config import WorkerConfig
from agents.fuse import Fuse
from agents.store import SchoolIndex
from schemas import CALENDARS, CLOCK, HANDOVERS, ROLL_CALLS, ROSTERS, TRANSFERS, WorkerEvent
from streams.law.packs import load_rulebook
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.routing import partition_of
from tests.agents.builders import NOW, SCHOOL, Found, as_json, calendar, roll_call, roster, transfer
from tests.agents.replay import RULES

PARTITIONS = 12
HOME = partition_of(SCHOOL, PARTITIONS)


class Faulty(Pipeline):
    """The pipeline with a bug: it breaks on the events of one id, after it has touched its state."""

    def handle(self, event: WorkerEvent, raw: bytes) -> Outcome:
        outcome = super().handle(event, raw)
        if event.id == "bug":
            raise ZeroDivisionError("Ida Hansen 010203-1234")
        return outcome


def planner(bugs_per_minute: int = 10, **limits: Any) -> Planner:
    index = SchoolIndex()
    config = WorkerConfig("", RULES, Path(), 0, PARTITIONS, **limits)
    return Planner(Faulty(load_rulebook(RULES), index), index, config, Fuse(bugs_per_minute))


def found(value: dict[str, Any], topic: str = ROLL_CALLS, partition: int = HOME) -> Found:
    key = value["school"] and value["school"].encode()
    return Found(topic=topic, partition=partition, key=key, value=as_json(value))


def topics(plan: Plan) -> list[str]:
    return [record.topic.removeprefix("naervaer.").removesuffix(".v1") for record in plan.records]


def test_an_event_becomes_alerts_notifications_and_facts_on_its_own_partition_under_its_school() -> None:
    plan = planner().plan([found(calendar(), CALENDARS), found(roll_call("2025-08-11"))], NOW)
    assert {"alerts", "notifications.class-teacher", "facts"} <= set(topics(plan))
    assert {(record.partition, record.key) for record in plan.records} == {(HOME, SCHOOL.encode())}
    assert plan.alerts["dk.unlawful.day", "raised"] == 1
    assert plan.registrations == 1


def test_our_messages_carry_cloud_events_headers_with_the_version_in_the_id() -> None:
    plan = planner().plan([found(calendar(), CALENDARS), found(roll_call("2025-08-11"))], NOW)
    headers = dict(next(record for record in plan.records if record.topic == "naervaer.alerts.v1").headers)
    assert headers["ce_id"].endswith(b"/1")
    assert headers["ce_time"] == b"2025-08-11T06:05:00Z"


def test_the_state_of_a_partition_is_one_group_with_the_newest_of_each_entry() -> None:
    events = [found(calendar(), CALENDARS), *(found(roll_call(f"2025-08-{day}")) for day in (11, 12, 13))]
    plan = planner().plan(events, NOW)
    assert list(plan.state) == [HOME]
    assert len(plan.state[HOME]) == 1
    assert all(key.startswith(SCHOOL) for key in plan.state[HOME][0])


def test_state_too_large_for_one_record_batch_is_cut_between_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "STATE_BYTES", 1)
    events = [found(calendar(), CALENDARS), found(roll_call("2025-08-11"))]
    assert len(planner().plan(events, NOW).state[HOME]) == 2


def test_a_batch_ends_when_its_time_is_used_up_but_never_empty() -> None:
    plan = planner(batch_seconds=0.0).plan([found(calendar(), CALENDARS), found(roll_call("2025-08-11"))], NOW)
    assert plan.taken == 1


def test_an_event_on_a_wrong_partition_is_forwarded_as_it_is() -> None:
    event = found(roll_call("2025-08-11"), partition=(HOME + 1) % PARTITIONS)._replace(headers=(("a", b"b"),))
    plan = planner().plan([event], NOW)
    assert plan.records == [(ROLL_CALLS, HOME, event.key, event.value, (("a", b"b"),))]
    assert plan.forwarded == {ROLL_CALLS: 1}
    assert not plan.state


def tick(partition: int) -> dict[str, Any]:
    at = {"at": "2025-09-15T08:30:00+02:00", "local_date": "2025-09-15", "deadline": "start"}
    return {"id": "tick-1", "school": None, "partition": partition, **at}


def test_a_clock_tick_belongs_to_the_partition_that_it_names() -> None:
    plan = planner().plan([found(tick(2), CLOCK, 2), found(tick(5), CLOCK, 2)], NOW)
    assert [(record.topic, record.partition) for record in plan.records] == [(CLOCK, 5)]


def test_a_clock_tick_for_a_partition_that_does_not_exist_is_a_dead_letter() -> None:
    plan = planner().plan([found(tick(PARTITIONS), CLOCK, 2)], NOW)
    assert plan.rejections == {(CLOCK, "schema"): 1}


def neighbours(number: int) -> list[str]:
    """Give schools that live on the partition of the others' events."""
    codes = (f"{code:06d}" for code in range(280000, 290000))
    return [code for code in codes if partition_of(code, PARTITIONS) == HOME][:number]


def a_morning_of(schools: list[str]) -> list[Found]:
    """Give calendars and rosters, then a deadline that nobody met after one that everybody did."""
    papers = [
        found(paper, topic)
        for each in schools
        for paper, topic in ((calendar(each), CALENDARS), (roster(each), ROSTERS))
    ]
    return [*papers, found(tick(HOME) | {"deadline": "day"}, CLOCK), found(tick(HOME), CLOCK)]


def test_a_clock_tick_lets_others_have_their_turn_after_each_school_whether_or_not_it_says_anything() -> None:
    schools, plan, seen = neighbours(5), Plan(), list[tuple[int, int]]()
    for _ in planner().steps(a_morning_of(schools), NOW, plan):
        seen.append((plan.taken, sum(plan.alerts.values())))
    quiet, spoken = ([alerts for taken, alerts in seen if taken == ticked] for ticked in (11, 12))
    assert quiet == [0] * 6  # five schools, and the clock itself
    assert len(spoken) == 6
    assert sorted(set(spoken)) == spoken[:5], "each school says what it has to before the next turn"


def test_a_transfer_makes_a_handover_on_the_partition_of_the_new_school_apart_from_the_other_records() -> None:
    events = [found(roll_call("2025-08-11")), found(transfer(SCHOOL, "10100A", "2025-08-20"), TRANSFERS)]
    plan = planner().plan(events, NOW)
    (handover,) = plan.handovers
    home = partition_of("10100A", PARTITIONS)
    assert (handover.topic, handover.partition, handover.key) == (HANDOVERS, home, b"10100A")
    assert dict(handover.headers)["ce_time"] == b"2025-09-20T10:00:00Z"
    assert HANDOVERS not in {record.topic for record in plan.records}


def test_a_handover_is_judged_at_the_new_school() -> None:
    new, first = "10100A", planner()
    home = partition_of(new, PARTITIONS)
    (told,) = first.plan(
        [found(roll_call("2025-08-11")), found(transfer(SCHOOL, new, "2025-08-20"), TRANSFERS)], NOW
    ).handovers
    handover = Found(topic=HANDOVERS, partition=home, key=told.key, value=told.value)
    plan = planner().plan([found(calendar(new), CALENDARS, home), handover], NOW)
    assert plan.alerts["dk.unlawful.day", "raised"] == 1
    assert not plan.rejections


def test_a_rejected_event_is_a_dead_letter_and_changes_nothing() -> None:
    plan = planner().plan([Found(partition=HOME, value=b"{nope")], NOW)
    assert topics(plan) == ["rollcalls.v1.dlq"]
    assert plan.rejections == {(ROLL_CALLS, "not_json"): 1}
    assert not plan.state


def test_a_bug_is_a_dead_letter_with_a_trace_and_the_state_is_that_without_the_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bug = roll_call("2025-08-12", event="bug")
    with_bug = planner().plan(
        [found(calendar(), CALENDARS), found(roll_call("2025-08-11")), found(bug), found(roll_call("2025-08-13"))], NOW
    )
    without = planner().plan(
        [found(calendar(), CALENDARS), found(roll_call("2025-08-11")), found(roll_call("2025-08-13"))], NOW
    )
    letter = next(record for record in with_bug.records if record.topic.endswith(".dlq"))
    headers = dict(letter.headers)
    assert headers["naervaer-reason"] == b"internal_error"
    assert headers["naervaer-detail"].startswith(b"ZeroDivisionError, trace ")
    assert headers["naervaer-detail"].rpartition(b" ")[2].decode() in caplog.text
    assert with_bug.state == without.state
    assert [record for record in with_bug.records if record != letter] == without.records
    assert not with_bug.too_many_bugs


def test_neither_log_nor_dead_letter_repeats_what_a_bug_says_of_a_child(caplog: pytest.LogCaptureFixture) -> None:
    plan = planner().plan([found(calendar(), CALENDARS), found(roll_call("2025-08-12", event="bug"))], NOW)
    told = caplog.text + repr([record.headers for record in plan.records])
    assert "Ida" not in told
    assert "010203" not in told


def test_more_bugs_than_allowed_are_told() -> None:
    bug = found(roll_call("2025-08-12", event="bug"))
    assert not planner(bugs_per_minute=1).plan([bug], NOW).too_many_bugs
    assert planner(bugs_per_minute=1).plan([bug, bug], NOW).too_many_bugs


def test_the_trace_of_a_bug_is_never_masked_like_a_number_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda size: "1" * 2 * size)
    plan = planner().plan([found(calendar(), CALENDARS), found(roll_call("2025-08-12", event="bug"))], NOW)
    (letter,) = [record for record in plan.records if record.topic.endswith(".dlq")]
    assert dict(letter.headers)["naervaer-detail"] == b"ZeroDivisionError, trace 11111-11111-11111-11111"
