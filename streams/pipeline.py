"""The pipeline: one event in, the new versions of alerts and the state to store out. A pure function of the log.

Owns the order of things: register, review, announce. Opens nothing and reads no clock. Called by the worker (state
in a Faust table) and by the replay (state in a dict), which store what an outcome writes.
"""

from collections.abc import Iterable, Iterator, Mapping
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
from streams.alert_record import record_key
from streams.announce import Announced, announce, notifications
from streams.days import Frame
from streams.enrolment import Enrolments
from streams.evidence import Evidence, digest
from streams.facts import Touched, all_before, by_notice, by_roll_call, fact_of
from streams.judge import Judge, Measured
from streams.lifecycle import EVERYTHING, Lifecycle, Review, Trigger
from streams.plan import Plan, Plans
from streams.pupil import Pupil, explained_days
from streams.register import Marked, Register
from streams.rules import Rulebook
from streams.sheet import microseconds, sheet_from
from streams.timetable import Timetable


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
    touched: Touched = field(default_factory=Touched)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The new versions of alerts, sorted by (rule, pupil, window key)."""
        return tuple([each.alert for each in self.announced])

    @cached_property
    def notifications(self) -> tuple[Notification, ...]:
        """Who is told what about them."""
        return notifications(self.announced)


@dataclass(frozen=True)
class Ruled:
    """A school as the judge sees it: its register and the rules it is under."""

    register: Register
    plans: Plans

    @property
    def frame(self) -> Frame:
        """The frame of all positions."""
        return self.register.frame

    @property
    def timetable(self) -> Timetable:
        """The calendars."""
        return self.register.timetable

    def enrolments(self, year: int) -> Enrolments | None:
        """Return the roster of a school year."""
        return self.register.enrolments(year)

    def plan(self, year: int, grade: int) -> Plan:
        """Return the rules for a grade in a school year."""
        return self.plans.plan(grade, self.register.municipality(year), self.register.school)


class Pipeline:
    """Judges events by a rulebook; keeps the registers of schools in memory as long as nobody says forget."""

    def __init__(self, rulebook: Rulebook, store: Store) -> None:
        self._plans = Plans(rulebook)
        self._store = store
        self._schools: dict[str, Register] = {}
        self._evidence = Evidence()

    def forget(self) -> None:
        """Drop all that is kept in memory; it is worked out from the store again when next needed."""
        self._schools.clear()
        self._evidence.forget_all()

    def handle(self, event: InputEvent, raw: bytes) -> Outcome:
        """Apply one event; `raw` is the JSON that it was decoded from."""
        if event.school is None:
            return Outcome("")
        register = self._register(event.school)
        match event:
            case RollCall():
                return self._roll_call(register, event, raw)
            case SchoolCalendar():
                return self._calendar(register, event, raw)
            case SchoolRoster():
                return self._roster(register, event, raw)
            case AbsenceNotice():
                return self._notice(register, event)
            case Erasure():
                return self._erasure(register, event)
            case Acknowledgement():
                return Outcome(event.school, touched=Touched(acknowledgement=event))
            case _:
                return Outcome(event.school)

    def fact(self, outcome: Outcome) -> Fact | None:
        """Return the rows that an outcome changes, None without any; to be asked before the next event is handled."""
        if not outcome.school:
            return None
        return fact_of(self._register(outcome.school), outcome.touched, outcome.announced)

    def _register(self, school: str) -> Register:
        register = self._schools.get(school)
        if register is None:
            register = self._schools[school] = Register(school, self._store.entries(school))
        return register

    def _roll_call(self, register: Register, event: RollCall, raw: bytes) -> Outcome:
        sheet = sheet_from(event, raw)
        marked = register.put_roll_call(sheet)
        for pupil, _, _ in marked.touched:
            self._evidence.forget(register.school, pupil.id, sheet.day, sheet.moment)
        trigger = Trigger(AlertReason.CORRECTED, sheet.recorded)
        announced = self._review(register, self._reviews(register, marked), trigger)
        return self._outcome(register, announced, by_roll_call(register, sheet, marked))

    def _calendar(self, register: Register, event: SchoolCalendar, raw: bytes) -> Outcome:
        before, rows = self._denominators(register), all_before(register)
        if not register.put_calendar(event, raw):
            return Outcome(register.school)
        trigger = Trigger(AlertReason.CALENDAR_CHANGED, microseconds(event.recorded_at), before)
        return self._outcome(register, self._review_all(register, trigger), Touched(before=rows))

    def _roster(self, register: Register, event: SchoolRoster, raw: bytes) -> Outcome:
        before, rows = self._denominators(register), all_before(register)
        if not register.put_roster(event, raw):
            return Outcome(register.school)
        self._evidence.forget_all()
        trigger = Trigger(AlertReason.ROSTER_CHANGED, microseconds(event.recorded_at), before)
        return self._outcome(register, self._review_all(register, trigger), Touched(before=rows))

    def _notice(self, register: Register, event: AbsenceNotice) -> Outcome:
        pupil = register.put_notice(event)
        if pupil is None:
            return Outcome(register.school)
        days = explained_days(register.frame, event)
        trigger = Trigger(AlertReason.NOTICE_RECEIVED, microseconds(event.received_at))
        announced = self._review(register, [Review(pupil, days, days)], trigger)
        return self._outcome(register, announced, by_notice(register, pupil, days))

    def _erasure(self, register: Register, event: Erasure) -> Outcome:
        rows = all_before(register)
        pupil = register.erase(event)
        if pupil is None:
            return Outcome(register.school)
        self._evidence.forget_all()
        trigger = Trigger(AlertReason.PUPIL_ERASED, microseconds(event.requested_at))
        announced = self._review(register, [Review(pupil, EVERYTHING, EVERYTHING)], trigger)
        return self._outcome(register, announced, Touched(before=rows))

    def _outcome(self, register: Register, announced: Iterable[Announced], touched: Touched) -> Outcome:
        return Outcome(register.school, tuple(announced), register.entries.take_writes(), touched)

    def _reviews(self, register: Register, marked: Marked) -> Iterator[Review]:
        for pupil, before, changed in marked.touched:
            if pupil.id in marked.moved or self._is_turning(register, before, pupil.as_of):
                yield Review(pupil, EVERYTHING, EVERYTHING)
            else:
                yield Review(pupil, changed | _day(before) | _day(pupil.as_of), changed)
        for pupil, before in marked.advanced:
            if self._is_turning(register, before, pupil.as_of):
                yield Review(pupil, EVERYTHING, 0)
            elif pupil.watched or (self._is_patient(register, pupil) and pupil.has_absence):
                yield Review(pupil, _day(before) | _day(pupil.as_of), 0)

    def _is_patient(self, register: Register, pupil: Pupil) -> bool:
        home = pupil.home
        municipality = register.municipality(pupil.year)
        return bool(home and self._plans.plan(home.grade, municipality, register.school).patient)

    def _is_turning(self, register: Register, before: int, as_of: int) -> bool:
        origin = register.frame.origin
        return any(before + origin < day <= as_of + origin for day in self._plans.turning_days)

    def _review_all(self, register: Register, trigger: Trigger) -> list[Announced]:
        reviews = [Review(pupil, EVERYTHING, EVERYTHING) for pupil in register.pupils.values()]
        return self._review(register, reviews, trigger)

    def _review(self, register: Register, reviews: Iterable[Review], trigger: Trigger) -> list[Announced]:
        ruled = Ruled(register, self._plans)
        lifecycle = Lifecycle(self._plans, lambda pupil, measured: self._digest(register, pupil, measured))
        decisions = [
            decision
            for review in reviews
            for decision in lifecycle.review(Judge(ruled, review.pupil, review.pupil.as_of), review, trigger)
        ]
        decisions.sort(key=lambda each: (each.gauge.id, each.pupil.id, each.key))
        announced = []
        for decision in decisions:
            each = announce(register, decision, trigger, self._evidence)
            self._remember(register, decision.pupil, each, decision.key)
            announced.append(each)
        return announced

    def _remember(self, register: Register, pupil: Pupil, announced: Announced, key: str) -> None:
        rule, record = announced.rule.id, announced.record
        pupil.alerts[(rule, key)] = record
        pupil.watched = self._is_watched(pupil)
        register.entries.put(record_key(register.school, pupil.id, rule, key), record.to_bytes())

    def _is_watched(self, pupil: Pupil) -> bool:
        gauges = self._plans.gauges
        return any(
            record.is_raised and rule in gauges and gauges[rule].follows_as_of
            for (rule, _), record in pupil.alerts.items()
        )

    def _digest(self, register: Register, pupil: Pupil, measured: Measured) -> str:
        return digest(self._evidence.proofs(register, pupil, measured))

    def _denominators(self, register: Register) -> dict[tuple[str, str, str], int | None]:
        ruled = Ruled(register, self._plans)
        lifecycle = Lifecycle(self._plans, lambda pupil, measured: self._digest(register, pupil, measured))
        before: dict[tuple[str, str, str], int | None] = {}
        for pupil in register.pupils.values():
            before |= lifecycle.denominators(Judge(ruled, pupil, pupil.as_of))
        return before


def _day(position: int) -> int:
    return 1 << position if position >= 0 else 0
