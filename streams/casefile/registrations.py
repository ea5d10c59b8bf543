"""The registrations behind a case file: what each roll call says of the pupil, and which of them holds.

Owns the choice of days: those of the window on which any registration says absent or late, so that corrections are
seen; of an earlier school only what came with the pupil is known. Asks the register which roll call wins. Pure.
Used by `streams.casefile.case`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas import AbsenceNotice, Alert, Entry, RollCall
from streams.pages.sheet import MOMENTS, microseconds
from streams.register.pupil import code_name
from streams.register.register import Register
from streams.windows.days import school_year_of


@dataclass(frozen=True)
class Registration:
    """What one roll call says of the pupil at a moment; `is_implied`: complete, and the pupil is not listed.

    `school`: the one that recorded it, which is an earlier one of a pupil who changed school. `holds`: it is the one
    that counts; `counts_as` then names its category with what a notice explains put in.
    """

    school: str
    date: date
    moment: str
    roll_call: str
    recorded_at: datetime
    class_: str
    grade: int
    status: str
    category: str
    is_implied: bool
    is_school_day: bool
    holds: bool
    counts_as: str


@dataclass(frozen=True)
class Found:
    """The registrations shown, by date, moment and time; `other_days`: days of the window with nothing but presence."""

    shown: tuple[Registration, ...]
    other_days: int


def registrations_of(register: Register, roll_calls: Iterable[RollCall], alert: Alert) -> Found:
    """Return what the roll calls say of the alert's pupil in its window, each roll call once."""
    window, pupil = alert.window, alert.pupil or ""
    said = [
        each
        for roll_call in roll_calls
        if window.first <= roll_call.date < window.after_last
        for each in _said(register, roll_call, pupil)
    ]
    moved = [each for each in _moved(register, pupil) if window.first <= each.date < window.after_last]
    found = {(each.school, each.recorded_at, each.roll_call): each for each in (*said, *moved)}.values()
    absent = {each.date for each in found if each.status != "present"}
    shown = sorted(
        (each for each in found if each.date in absent),
        key=lambda each: (each.date, each.moment != "start", each.recorded_at, each.roll_call),
    )
    return Found(tuple(shown), len({each.date for each in found} - absent))


def notices_of(notices: Iterable[AbsenceNotice], alert: Alert) -> Iterator[AbsenceNotice]:
    """Yield the notices of the alert's pupil that touch its window, in the order of their receipt, each once."""
    distinct = {(notice.received_at, notice.id): notice for notice in notices if notice.pupil == alert.pupil}
    for _, notice in sorted(distinct.items()):
        if notice.first < alert.window.after_last and alert.window.first < notice.after_last:
            yield notice


def _said(register: Register, roll_call: RollCall, pupil: str) -> Iterator[Registration]:
    entries = [entry for entry in roll_call.entries if entry.pupil == pupil]
    if roll_call.date in register.frame and (entries or _is_implied(register, roll_call, pupil)):
        yield _registration(register, roll_call, pupil, entries)


def _moved(register: Register, pupil: str) -> Iterator[Registration]:
    """Yield what the roll calls say that came with the pupil from other schools: of each moment the one that won."""
    for _, mark in sorted(register.papers.moves.marks(pupil).items(), key=lambda moved: moved[0]):
        roll_call = RollCall.model_validate_json(mark.sheet.canonical)
        if roll_call.date in register.frame:
            yield _registration(register, roll_call, pupil, roll_call.entries)


def _registration(register: Register, roll_call: RollCall, pupil: str, entries: Sequence[Entry]) -> Registration:
    """Return what a roll call says of the pupil by its entry, or without one."""
    position, moment = register.frame.position(roll_call.date), MOMENTS.index(roll_call.moment)
    known = register.pupils.get(pupil)
    winner = register.marks.winners.of(known, position, moment) if known else None
    holds = winner is not None and (winner[0].id, winner[0].recorded) == (
        roll_call.id,
        microseconds(roll_call.recorded_at),
    )
    days = known.school_days.days if known else 0
    return Registration(
        school=roll_call.school,
        date=roll_call.date,
        moment=roll_call.moment,
        roll_call=roll_call.id,
        recorded_at=roll_call.recorded_at,
        class_=roll_call.class_,
        grade=roll_call.grade,
        status=entries[0].status if entries else "present",
        category=(entries[0].category or "") if entries else "",
        is_implied=not entries,
        is_school_day=bool(days >> position & 1),
        holds=holds,
        counts_as=code_name(known.category_at(position, moment)) if known and holds else "",
    )


def _is_implied(register: Register, roll_call: RollCall, pupil: str) -> bool:
    enrolments = register.enrolments(school_year_of(roll_call.date)) if roll_call.complete else None
    position = register.frame.position(roll_call.date)
    return enrolments is not None and pupil in enrolments.pupils(roll_call.class_, position)
