"""One event applied to its school: the register takes it in, pupils are reviewed, alerts announced.

Owns which trigger an event is. Changes the school's register. Called by the pipeline.
"""

from collections.abc import Callable
from functools import singledispatch

from schemas import (
    AbsenceNotice,
    Acknowledgement,
    AlertReason,
    Erasure,
    InputEvent,
    RollCall,
    SchoolCalendar,
    SchoolRoster,
)
from streams.announce import Announced
from streams.facts import Touched, all_before, by_anything, by_notice, by_roll_call
from streams.lifecycle import Trigger
from streams.outcome import Outcome
from streams.school import School
from streams.sheet import microseconds, sheet_from


@singledispatch
def apply(event: InputEvent, school: School, raw: bytes) -> Outcome:
    """Apply an event, decoded from the JSON `raw`; one that says nothing of a pupil changes nothing."""
    del event, raw
    return Outcome(school.register.school)


@apply.register
def _(event: RollCall, school: School, raw: bytes) -> Outcome:
    sheet = sheet_from(event, raw)
    marked = school.register.put_roll_call(sheet)
    announced = school.after_roll_call(marked, sheet, Trigger(AlertReason.CORRECTED, sheet.recorded))
    return _outcome(school, announced, lambda: by_roll_call(school.register, sheet, marked))


@apply.register
def _(event: SchoolCalendar, school: School, raw: bytes) -> Outcome:
    before, rows = school.denominators(), all_before(school.register)
    if not school.register.put_calendar(event, raw):
        return Outcome(event.school)
    trigger = Trigger(AlertReason.CALENDAR_CHANGED, microseconds(event.recorded_at), before)
    return _outcome(school, school.after_calendar(trigger), lambda: by_anything(school.register, rows))


@apply.register
def _(event: SchoolRoster, school: School, raw: bytes) -> Outcome:
    before, rows = school.denominators(), all_before(school.register)
    changed = school.register.put_roster(event, raw)
    if changed is None:
        return Outcome(event.school)
    trigger = Trigger(AlertReason.ROSTER_CHANGED, microseconds(event.recorded_at), before)
    return _outcome(school, school.after_change_of(changed, trigger), lambda: by_anything(school.register, rows))


@apply.register
def _(event: AbsenceNotice, school: School, raw: bytes) -> Outcome:
    del raw
    explained = school.register.put_notice(event)
    if explained is None:
        return Outcome(event.school)
    pupil, days = explained
    trigger = Trigger(AlertReason.NOTICE_RECEIVED, microseconds(event.received_at))
    announced = school.after_notice(pupil, days, trigger)
    return _outcome(school, announced, lambda: by_notice(school.register, pupil, days))


@apply.register
def _(event: Erasure, school: School, raw: bytes) -> Outcome:
    del raw
    rows = all_before(school.register)
    pupil = school.register.erase(event)
    if pupil is None:
        return Outcome(event.school)
    trigger = Trigger(AlertReason.PUPIL_ERASED, microseconds(event.requested_at))
    announced = school.after_change_of([pupil], trigger)
    return _outcome(school, announced, lambda: by_anything(school.register, rows))


@apply.register
def _(event: Acknowledgement, school: School, raw: bytes) -> Outcome:
    del school, raw
    return Outcome(event.school, touched=lambda: Touched(acknowledgement=event))


def _outcome(school: School, announced: list[Announced], touched: Callable[[], Touched]) -> Outcome:
    return Outcome(school.register.school, tuple(announced), school.register.entries.take_writes(), touched)
