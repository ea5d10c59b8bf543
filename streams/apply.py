"""One event applied to its school: the register takes it in, pupils are reviewed, alerts announced, marks handed over.

Owns which trigger an event is. Changes the school's register. Called by the pipeline.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from schemas import (
    AbsenceNotice,
    Acknowledgement,
    AlertReason,
    ClockTick,
    Erasure,
    Handover,
    RollCall,
    SchoolCalendar,
    SchoolRoster,
    Transfer,
    WorkerEvent,
)
from streams.alerts.lifecycle import Trigger
from streams.alerts.version import Announced
from streams.facts import (
    Before,
    Touched,
    all_before,
    all_of,
    before,
    by_anything,
    by_erasure,
    by_notice,
    by_pupil,
    by_roll_call,
)
from streams.lists.acknowledgements import Acknowledgements
from streams.outcome import Outcome
from streams.pages.sheet import microseconds, sheet_from
from streams.register.pupil import Pupil
from streams.remind import reminders
from streams.school import School
from streams.windows.clock import Clock

_REASONS: Mapping[type[WorkerEvent], AlertReason] = {
    SchoolCalendar: AlertReason.CALENDAR_CHANGED,
    SchoolRoster: AlertReason.ROSTER_CHANGED,
    AbsenceNotice: AlertReason.NOTICE_RECEIVED,
    Erasure: AlertReason.PUPIL_ERASED,
    Transfer: AlertReason.TRANSFERRED,
}


def apply(event: WorkerEvent, school: School, raw: bytes) -> Outcome:
    """Apply an event, decoded from the JSON `raw`; one that says nothing of a pupil changes nothing."""
    outcome = _judge(event, school, raw)
    register = school.register
    if not register.departures.is_due:
        return outcome
    trigger = trigger_of(event)
    handovers = register.hand_over(trigger.withdrawal, trigger.recorded)
    return replace(outcome, handovers=handovers, writes={**outcome.writes, **register.entries.take_writes()})


def trigger_of(event: WorkerEvent) -> Trigger:
    """Return an event as what triggers a review: what it gives as the reason of a withdrawal, and its own time."""
    reason = event.reason if isinstance(event, Handover) else _REASONS.get(type(event), AlertReason.CORRECTED)
    return Trigger(reason, microseconds(_instant(event)))


def _instant(event: WorkerEvent) -> datetime:
    match event:
        case AbsenceNotice():
            return event.received_at
        case Erasure():
            return event.requested_at
        case Acknowledgement() | ClockTick():
            return event.at
        case _:
            return event.recorded_at


@singledispatch
def _judge(event: WorkerEvent, school: School, raw: bytes) -> Outcome:
    del event, raw
    return Outcome(school.register.school)


@_judge.register
def _(event: RollCall, school: School, raw: bytes) -> Outcome:
    sheet = sheet_from(event, raw)
    marked = school.register.put_roll_call(sheet)
    trigger = Trigger(AlertReason.CORRECTED, sheet.recorded)
    announced = school.after_roll_call(marked, sheet, trigger)
    announced += school.clusters.after_roll_call(marked, announced, trigger)
    announced += school.lists.after_roll_call(sheet, marked, announced, trigger)
    return _outcome(school, announced, lambda: by_roll_call(school.register, sheet, marked))


@_judge.register
def _(event: SchoolCalendar, school: School, raw: bytes) -> Outcome:
    denominators, rows = school.denominators(), all_before(school.register)
    if not school.register.put_calendar(event, raw):
        return Outcome(event.school)
    trigger = trigger_of(event)._replace(denominators=denominators)
    announced = school.after_calendar(trigger)
    announced += school.clusters.after_anything(announced, trigger)
    announced += school.lists.after_anything(trigger)
    return _outcome(school, announced, lambda: by_anything(school.register, rows))


@_judge.register
def _(event: SchoolRoster, school: School, raw: bytes) -> Outcome:
    denominators, rows = school.denominators(), all_before(school.register)
    changed = school.register.put_roster(event, raw)
    if changed is None:
        return Outcome(event.school)
    trigger = trigger_of(event)._replace(denominators=denominators)
    announced = school.after_change_of(changed, trigger)
    announced += school.clusters.after_anything(announced, trigger)
    announced += school.lists.after_anything(trigger)
    return _outcome(school, announced, lambda: by_anything(school.register, rows))


@_judge.register
def _(event: AbsenceNotice, school: School, raw: bytes) -> Outcome:
    del raw
    explained = school.register.put_notice(event)
    if explained is None:
        return Outcome(event.school)
    pupil, days = explained
    trigger = trigger_of(event)
    announced = school.after_notice(pupil, days, trigger)
    announced += school.clusters.after_notice(pupil, announced, trigger)
    announced += school.lists.after_notice(pupil.id, days, announced, trigger)
    return _outcome(school, announced, lambda: by_notice(school.register, pupil, days))


@_judge.register
def _(event: Erasure, school: School, raw: bytes) -> Outcome:
    del raw
    rows = all_of(school.register, event.pupil)
    pupil = school.register.erase(event)
    if pupil is None:
        return Outcome(event.school)
    trigger = trigger_of(event)
    announced = school.after_change_of([pupil], trigger)
    announced += school.clusters.after_anything(announced, trigger)
    announced += school.lists.after_anything(trigger)
    return _outcome(school, announced, lambda: by_erasure(rows, school.standing_alerts(pupil), event.pupil))


@_judge.register
def _(event: Transfer, school: School, raw: bytes) -> Outcome:
    then = before(school.register, event.pupil)
    return _moved(event, school, school.register.put_transfer(event, raw), then)


@_judge.register
def _(event: Handover, school: School, raw: bytes) -> Outcome:
    then = before(school.register, event.pupil)
    return _moved(event, school, school.register.put_handover(event, raw), then)


@_judge.register
def _(event: Acknowledgement, school: School, raw: bytes) -> Outcome:
    del raw
    Acknowledgements(event.school, school.register.entries).put(event)
    return _outcome(school, [], lambda: Touched(acknowledgement=event))


def after_tick(event: ClockTick, school: School, before: Clock | None, now: Clock) -> Outcome:
    """Apply a tick of a school's partition, whose clock went from `before` to `now`."""
    trigger = Trigger(AlertReason.WINDOW_MOVED, microseconds(event.at))
    due = tuple(reminders(school, before, now))
    return replace(_outcome(school, school.lists.after_tick(before, trigger), Touched), reminders=due)


def _moved(event: Transfer | Handover, school: School, pupil: Pupil | None, then: Before) -> Outcome:
    if pupil is None:
        return Outcome(event.school)
    trigger = trigger_of(event)
    announced = school.after_change_of([pupil], trigger)
    announced += school.clusters.after_anything(announced, trigger)
    announced += school.lists.after_anything(trigger)
    return _outcome(school, announced, lambda: by_pupil(school.register, pupil, then))


def _outcome(school: School, announced: list[Announced], touched: Callable[[], Touched]) -> Outcome:
    announced.sort(key=lambda each: each.rule.id)  # the rules about pupils, clusters and lists are others
    return Outcome(school.register.school, tuple(announced), school.register.entries.take_writes(), touched)
