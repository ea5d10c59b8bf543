"""The pipeline: one event in, the new versions of alerts and the state to store out. A pure function of the log.

Owns the order of things: register, review, announce. Opens nothing and reads no clock. Called by the worker (state
in a Faust table) and by the replay (state in a dict), which store what an outcome writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from schemas import (
    AbsenceNotice,
    Acknowledgement,
    Alert,
    AlertReason,
    Erasure,
    Fact,
    InputEvent,
    Notification,
    RollCall,
    SchoolCalendar,
    SchoolRoster,
)
from streams.announce import Announced, notifications
from streams.evidence import Evidence
from streams.facts import Touched, all_before, by_anything, by_notice, by_roll_call, fact_of
from streams.lifecycle import Trigger
from streams.plan import Plans
from streams.pupil import explained_days
from streams.register import Register
from streams.rules import Rulebook
from streams.school import School
from streams.sheet import microseconds, sheet_from


class Store(Protocol):
    """Where the register's entries are kept between events."""

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return all entries of a school; every key begins with its code."""


@dataclass(frozen=True)
class Outcome:
    """What follows from one event. `writes`: entries to store, None = to remove, after all else is acknowledged."""

    school: str
    announced: tuple[Announced, ...] = ()
    writes: Mapping[str, bytes | None] = field(default_factory=dict)
    touched: Callable[[], Touched] | None = None

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The new versions of alerts, sorted by (rule, pupil, window key)."""
        return tuple([each.alert for each in self.announced])

    @cached_property
    def notifications(self) -> tuple[Notification, ...]:
        """Who is told what about them."""
        return notifications(self.announced)


class Pipeline:
    """Judges events by a rulebook; keeps the registers of schools in memory as long as nobody says forget."""

    def __init__(self, rulebook: Rulebook, store: Store) -> None:
        self._plans = Plans(rulebook)
        self._store = store
        self._schools: dict[str, School] = {}
        self._evidence = Evidence()

    def forget(self) -> None:
        """Drop all that is kept in memory; it is worked out from the store again when next needed."""
        self._schools.clear()
        self._evidence.forget_all()

    def handle(self, event: InputEvent, raw: bytes) -> Outcome:
        """Apply one event; `raw` is the JSON that it was decoded from."""
        if event.school is None:
            return Outcome("")
        school = self._school(event.school)
        match event:
            case RollCall():
                return self._roll_call(school, event, raw)
            case SchoolCalendar():
                return self._calendar(school, event, raw)
            case SchoolRoster():
                return self._roster(school, event, raw)
            case AbsenceNotice():
                return self._notice(school, event)
            case Erasure():
                return self._erasure(school, event)
            case Acknowledgement():
                return Outcome(event.school, touched=lambda: Touched(acknowledgement=event))
            case _:
                return Outcome(event.school)

    def fact(self, outcome: Outcome) -> Fact | None:
        """Return the rows that an outcome changes, None without any; to be asked before the next event is handled."""
        if outcome.touched is None:
            return None
        return fact_of(self._school(outcome.school).register, outcome.touched(), outcome.announced)

    def _school(self, school: str) -> School:
        known = self._schools.get(school)
        if known is None:
            register = Register(school, self._store.entries(school))
            known = self._schools[school] = School(register, self._plans, self._evidence)
        return known

    def _roll_call(self, school: School, event: RollCall, raw: bytes) -> Outcome:
        sheet = sheet_from(event, raw)
        marked = school.register.put_roll_call(sheet)
        announced = school.after_roll_call(marked, sheet, Trigger(AlertReason.CORRECTED, sheet.recorded))
        return _outcome(school, announced, lambda: by_roll_call(school.register, sheet, marked))

    def _calendar(self, school: School, event: SchoolCalendar, raw: bytes) -> Outcome:
        before, rows = school.denominators(), all_before(school.register)
        if not school.register.put_calendar(event, raw):
            return Outcome(event.school)
        trigger = Trigger(AlertReason.CALENDAR_CHANGED, microseconds(event.recorded_at), before)
        announced = school.after_change_of(list(school.register.pupils.values()), trigger)
        return _outcome(school, announced, lambda: by_anything(school.register, rows))

    def _roster(self, school: School, event: SchoolRoster, raw: bytes) -> Outcome:
        before, rows = school.denominators(), all_before(school.register)
        changed = school.register.put_roster(event, raw)
        if changed is None:
            return Outcome(event.school)
        trigger = Trigger(AlertReason.ROSTER_CHANGED, microseconds(event.recorded_at), before)
        announced = school.after_change_of(changed, trigger)
        return _outcome(school, announced, lambda: by_anything(school.register, rows))

    def _notice(self, school: School, event: AbsenceNotice) -> Outcome:
        pupil = school.register.put_notice(event)
        if pupil is None:
            return Outcome(event.school)
        days = explained_days(school.register.frame, event)
        trigger = Trigger(AlertReason.NOTICE_RECEIVED, microseconds(event.received_at))
        announced = school.after_notice(pupil, days, trigger)
        return _outcome(school, announced, lambda: by_notice(school.register, pupil, days))

    def _erasure(self, school: School, event: Erasure) -> Outcome:
        rows = all_before(school.register)
        pupil = school.register.erase(event)
        if pupil is None:
            return Outcome(event.school)
        trigger = Trigger(AlertReason.PUPIL_ERASED, microseconds(event.requested_at))
        announced = school.after_change_of([pupil], trigger)
        return _outcome(school, announced, lambda: by_anything(school.register, rows))


def _outcome(school: School, announced: list[Announced], touched: Callable[[], Touched]) -> Outcome:
    return Outcome(school.register.school, tuple(announced), school.register.entries.take_writes(), touched)
