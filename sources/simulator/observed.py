"""What a reader of the simulated topics knows in the end: who was absent when and why, and when there was school.

Keeps the newest registration of each absence, the notices, calendars and rosters; memory grows with the absences.
Judges nothing. Fed by the command line and by tests, read by the figures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, TypeVar

from schemas import AbsenceNotice, Category, Entry, RollCall, SchoolCalendar, SchoolRoster, danish_date
from sources.simulator.calendars import school_days
from sources.simulator.outbox import Simulated, SimulatedEvent

Slot = tuple[date, str]
Version = tuple[datetime, str]
Registered = tuple[str, str]
"""A school and a pupil of it."""
Plan = TypeVar("Plan", SchoolCalendar, SchoolRoster)


class Absence(NamedTuple):
    """Half days (1 or 2) that a pupil was away, with the category that counts."""

    day: date
    category: Category
    half_days: int


@dataclass(frozen=True, slots=True)
class PupilYear:
    """A pupil at a school in a school year: planned school days of the class, own school days, absences."""

    pupil: str
    planned: tuple[date, ...]
    days: tuple[date, ...]
    absences: tuple[Absence, ...]


@dataclass(slots=True)
class Observed:
    """Everything seen so far."""

    registrations: int = 0
    roll_calls: int = 0
    _marks: dict[Registered, dict[Slot, tuple[Version, int, Entry]]] = field(default_factory=dict)
    _notices: dict[Registered, list[AbsenceNotice]] = field(default_factory=dict)
    _calendars: dict[tuple[str, str], SchoolCalendar] = field(default_factory=dict)
    _rosters: dict[tuple[str, str], SchoolRoster] = field(default_factory=dict)

    def watch(self, events: Iterable[Simulated]) -> Iterator[Simulated]:
        """Take in all events on their way through."""
        for simulated in events:
            self.see(simulated.event)
            yield simulated

    def see(self, event: SimulatedEvent) -> None:
        """Take in one event, in whatever order they come."""
        if isinstance(event, RollCall):
            self._see_roll_call(event)
        elif isinstance(event, AbsenceNotice):
            self._notices.setdefault((event.school, event.pupil), []).append(event)
        elif isinstance(event, SchoolCalendar):
            _keep_newest(self._calendars, event)
        elif isinstance(event, SchoolRoster):
            _keep_newest(self._rosters, event)

    def pupil_years(self) -> Iterator[PupilYear]:
        """Each pupil in each school year that has a roster and a calendar."""
        class_days = cache(lambda calendar, class_: school_days(self._calendars[calendar], class_))
        for key, roster in self._rosters.items():
            if key not in self._calendars:
                continue
            pupils: dict[str, tuple[list[date], tuple[date, ...]]] = {}
            for class_ in roster.classes:
                planned = class_days(key, class_.class_)
                for seat in class_.pupils:
                    days, _ = pupils.setdefault(seat.pupil, ([], ()))
                    after_last = seat.after_last or date.max
                    days += (day for day in planned if seat.first <= day < after_last)
                    pupils[seat.pupil] = (days, planned)
            for pupil, (days, planned) in pupils.items():
                yield PupilYear(pupil, planned, tuple(days), tuple(self._absences((roster.school, pupil))))

    def _see_roll_call(self, roll_call: RollCall) -> None:
        """Keep the newest entry of each pupil, but not the plain presence that a whole class begins with."""
        self.roll_calls += 1
        self.registrations += len(roll_call.entries)
        slot, version = (roll_call.date, roll_call.moment), (roll_call.recorded_at, roll_call.id)
        for entry in roll_call.entries:
            pupil = (roll_call.school, entry.pupil)
            marks = self._marks.get(pupil, {})
            if entry.status == "present" and roll_call.complete and slot not in marks:
                continue
            if slot not in marks or marks[slot][0] <= version:
                marks[slot] = version, roll_call.grade, entry
                self._marks[pupil] = marks

    def _absences(self, pupil: Registered) -> Iterator[Absence]:
        notices = self._notices.get(pupil, ())
        for (day, _), (_, grade, entry) in self._marks.get(pupil, {}).items():
            if entry.status == "absent":
                category = entry.category or _noticed(notices, day) or "unlawful"
                yield Absence(day, category, 1 if grade >= 7 else 2)


def _keep_newest(newest: dict[tuple[str, str], Plan], event: Plan) -> None:
    key = (event.school, event.school_year)
    known = newest.get(key)
    if known is None or (known.recorded_at, known.id) <= (event.recorded_at, event.id):
        newest[key] = event


def _noticed(notices: Iterable[AbsenceNotice], day: date) -> Category | None:
    """Give the category of the newest notice that covers a day and was received by it."""
    known = (n for n in notices if n.first <= day < n.after_last and danish_date(n.received_at) <= day)
    newest = max(known, key=lambda notice: (notice.received_at, notice.id), default=None)
    return newest.category if newest else None
