"""Handovers between schools on a way that repeats, delays and loses: what is told in the end is what holds."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas import HANDOVERS, MAX_VALUE_BYTES, Alert, Rejection, decode_worker_event, encode
from streams.pipeline import Pipeline
from streams.register.departures import Handed
from tests.oracle.dice import Dice
from tests.oracle.disagreement import active
from tests.oracle.districts import moving_districts
from tests.oracle.pipeline_run import MemoryStore, PipelineRun
from tests.oracle.rulebook import TROUBLE
from tests.oracle.sent import SCHOOL, Sent, calendar, roll_call, transfer
from tests.oracle.test_agreement import search

SEEDS = st.integers(0, 2**32 - 1)
NEW = "10100A"
CALENDAR = calendar("cal", 2025, "2025-08-11", "2026-06-27", school=NEW)
ABSENT = roll_call("rc", "2025-09-01", ["p1 absent", "p2 absent sickness"])
LATE = roll_call("rc-2", "2025-09-02", ["p1 absent"])
AT_NEW_SCHOOL = roll_call("rc-3", "2025-09-11", ["p1 present"], school=NEW)
MOVES = transfer("tr", "p1", NEW, "2025-09-10", "2025-09-10T12:00:00+02:00")


def handle(pipeline: Pipeline, store: MemoryStore, *events: Sent) -> list[Handed]:
    """Handle events and store what they write, but tell nobody of the handovers."""
    handed: list[Handed] = []
    for one in events:
        outcome = pipeline.handle(one.event(), one.raw)
        store.apply(outcome.writes)
        handed += outcome.handovers
    return handed


def test_a_handover_is_a_message_that_the_worker_reads_and_says_nothing_of_other_children() -> None:
    store = MemoryStore()
    (handed,) = handle(Pipeline(TROUBLE, store), store, CALENDAR, ABSENT, MOVES)
    event = decode_worker_event(HANDOVERS, NEW.encode(), handed.json)
    assert not isinstance(event, Rejection)
    assert event == handed.event
    assert (event.school, event.pupil, event.from_school, event.sequence) == (NEW, "p1", SCHOOL, 1)
    assert b"p2" not in handed.json


def test_what_may_not_have_been_told_before_a_crash_is_told_again_when_an_event_is_read_again() -> None:
    store = MemoryStore()
    (lost,) = handle(Pipeline(TROUBLE, store), store, CALENDAR, ABSENT, MOVES)
    for number, event in enumerate((MOVES, ABSENT), start=2):
        (again,) = handle(Pipeline(TROUBLE, store), store, event)
        assert (again.event.sequence, again.event.marks) == (number, lost.event.marks)
    assert handle(Pipeline(TROUBLE, store), store, CALENDAR, AT_NEW_SCHOOL) == []


def test_schools_in_a_circle_end_telling_each_other_also_when_an_event_is_read_again() -> None:
    run = PipelineRun(TROUBLE)
    back = transfer("tr-2", "p1", SCHOOL, "2025-09-15", "2025-09-15T12:00:00+02:00", school=NEW)
    for one in (CALENDAR, ABSENT, MOVES, back, MOVES, back, ABSENT):
        run.handle(one)
    assert [alert["school"] for alert in run.active()] == []


def test_a_handover_that_comes_again_or_too_late_changes_nothing() -> None:
    store = MemoryStore()
    pipeline = Pipeline(TROUBLE, store)
    first, second = handle(pipeline, store, CALENDAR, ABSENT, MOVES, LATE)
    assert (first.event.sequence, second.event.sequence) == (1, 2)
    raised = pipeline.handle(second.event, second.json)
    store.apply(raised.writes)
    assert raised.alerts
    for again in (second, first):
        outcome = pipeline.handle(again.event, again.json)
        assert (outcome.alerts, outcome.writes) == ((), {})


def test_two_school_years_of_marks_with_the_longest_names_fit_in_one_message() -> None:
    store = MemoryStore()
    pipeline = Pipeline(TROUBLE, store)
    pupil = "p" * 64
    for number in range(730):
        day = (date(2023, 8, 1) + timedelta(days=number)).isoformat()
        for moment in ("start", "end"):
            one = roll_call("", day, [f"{pupil} absent"], moment=moment)
            named = {"id": f"{day}{moment}".ljust(64, "x"), "class": "Ø" * 16}
            handle(pipeline, store, Sent("rollcalls", json.dumps({**one.value, **named}).encode()))
    last = transfer("t" * 64, pupil, NEW, "2025-08-01", "2025-08-01T12:00:00+02:00", to_pupil="q" * 64)
    (handed,) = handle(pipeline, store, last)
    assert len(handed.event.marks) == 2 * 730
    assert len(handed.json) < MAX_VALUE_BYTES


@dataclass
class Worker:
    """A worker that stores and tells in batches, dies at any point and then reads again what it had not committed.

    `waiting` are handovers by school, in the order in which the broker took them; `newest` the versions of alerts that
    the stored state knows.
    """

    dice: Dice
    store: MemoryStore = field(default_factory=MemoryStore)
    waiting: dict[str, deque[Handed]] = field(default_factory=dict)
    newest: dict[str, Alert] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pipeline = Pipeline(TROUBLE, self.store)

    def work(self, events: Sequence[Sent]) -> None:
        """Handle all events, and the handovers that follow."""
        coming = deque(events)
        while coming or any(self.waiting.values()):
            batch: list[Sent | Handed] = [coming.popleft() for _ in range(min(self.dice.below(5), len(coming)))]
            for _ in range(self.dice.below(4)):
                queues = [each for each in self.waiting.values() if each]
                batch += [self.dice.one(queues).popleft()] if queues else []
            self._read(batch)

    def _read(self, batch: list[Sent | Handed]) -> None:
        while self.dice.chance(0.3):
            self._handle(batch, dies_before_storing=self.dice.chance(0.5))
            self.pipeline = Pipeline(TROUBLE, self.store)
            self.dice.random.shuffle(batch)
        for handed in self._handle(batch, dies_before_storing=False):
            self.waiting.setdefault(handed.school, deque()).append(handed)

    def _handle(self, batch: list[Sent | Handed], *, dies_before_storing: bool) -> list[Handed]:
        kept, newest, handed = dict(self.store.kept), dict(self.newest), list[Handed]()
        for one in batch:
            event, raw = (one.event, one.json) if isinstance(one, Handed) else (one.event(), one.raw)
            outcome = self.pipeline.handle(event, raw)
            self.store.apply(outcome.writes)
            self.newest |= {alert.id: alert for alert in outcome.alerts}
            handed += outcome.handovers
        if dies_before_storing:
            self.store.kept, self.newest = kept, newest
        return handed


@search(0.2)
@given(moving_districts(), SEEDS)
def test_a_worker_that_dies_at_any_point_ends_in_the_same_active_alerts(events: list[Sent], seed: int) -> None:
    steady, worker = PipelineRun(TROUBLE), Worker(Dice(seed))
    for one in events:
        steady.handle(one)
    worker.work(events)
    raised = [json.loads(encode(alert)) for alert in worker.newest.values() if alert.state == "raised"]
    assert sorted(map(active, raised)) == sorted(map(active, steady.active()))
