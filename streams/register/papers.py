"""The papers of one school other than roll calls: calendars, rosters, notices, erasures, transfers.

Owns which of several holds, and what they mean in the school's frame. Decides nothing about marks or alerts. Used
by the register.
"""

from schemas import AbsenceNotice, Erasure, SchoolCalendar, SchoolRoster, canonical_json
from streams.pages.entries import Entries
from streams.pages.sheet import microseconds
from streams.pages.stored import (
    CALENDAR,
    ERASURE,
    NOTICES,
    ROSTER,
    Notice,
    Version,
    entry_key,
    entry_name,
    notice_from,
    notices_bytes,
    notices_from,
    replaces,
)
from streams.register.moves import Moves
from streams.windows.days import Frame, days_between, school_year_from, school_year_label
from streams.windows.enrolment import Enrolments, enrolments_from
from streams.windows.timetable import Timetable


class Papers:
    """Calendars and rosters by school year, erasures and notices by pupil, read from and written to the entries."""

    def __init__(self, school: str, entries: Entries, frame: Frame) -> None:
        self.school = school
        self._entries = entries
        self._calendars: dict[int, SchoolCalendar] = {}
        self._rosters: dict[int, Version] = {}
        self._erased: dict[str, int] = {}
        self._enrolments: dict[int, Enrolments] = {}
        self.moves = Moves(school, entries)
        self._read_all()
        self.turn_to(frame)

    def turn_to(self, frame: Frame) -> None:
        """Work out everything in another frame, or in the same after a change of calendars."""
        self.frame = frame
        self.timetable = Timetable(frame, self._calendars)
        self._enrolments.clear()

    @property
    def pupils_with_notices(self) -> list[str]:
        """The pupils of whom a notice is kept."""
        return [name for key in self._entries if (name := entry_name(key, NOTICES))]

    def notices(self, pupil: str) -> list[Notice]:
        """Return the notices of a pupil, in the order that decides between them."""
        return notices_from(self._entries.get(entry_key(self.school, NOTICES, pupil)))

    @property
    def erased(self) -> dict[str, int]:
        """The pupils who were erased, with the newest requested_at in microseconds since 1970."""
        return self._erased

    def enrolments(self, year: int) -> Enrolments | None:
        """Return who is enrolled in a school year, None without a roster."""
        if year not in self._rosters:
            return None
        if year not in self._enrolments:
            data = self._entries.get(entry_key(self.school, ROSTER, school_year_label(year))) or b""
            self._enrolments[year] = enrolments_from(self.frame, SchoolRoster.model_validate_json(data))
        return self._enrolments[year]

    def municipality(self, year: int) -> str:
        """Return the municipality by the roster of a school year, '' without one."""
        enrolments = self._enrolments.get(year) or self.enrolments(year)
        return enrolments.municipality if enrolments else ""

    @property
    def calendar_years(self) -> list[int]:
        """The school years with a calendar."""
        return list(self._calendars)

    def may_be_newest(self, year: int) -> bool:
        """Whether roll calls of a school year say which years are kept: those with a calendar, all without any.

        Else one roll call with a mistyped year would make the register forget the years that count.
        """
        return year in self._calendars or not self._calendars

    def put_calendar(self, calendar: SchoolCalendar, raw: bytes) -> bool:
        """Take in a calendar; False when the one before still holds."""
        year = school_year_from(calendar.school_year)
        key, kept = entry_key(self.school, CALENDAR, calendar.school_year), self._calendars.get(year)
        if not replaces(calendar, raw, Version(kept.recorded_at, kept.id) if kept else None, self._entries.get(key)):
            return False
        self._entries.put(key, canonical_json(raw))
        self._calendars[year] = calendar
        self.turn_to(self.frame)
        return True

    def put_roster(self, roster: SchoolRoster, raw: bytes) -> bool:
        """Take in a roster; False when the one before still holds."""
        year = school_year_from(roster.school_year)
        key = entry_key(self.school, ROSTER, roster.school_year)
        if not replaces(roster, raw, self._rosters.get(year), self._entries.get(key)):
            return False
        self._entries.put(key, canonical_json(raw))
        self._rosters[year] = Version(roster.recorded_at, roster.id)
        self._enrolments.pop(year, None)
        return True

    def put_notice(self, event: AbsenceNotice) -> bool:
        """Take in a notice; False when it is known already or was erased."""
        notice = notice_from(event)
        key = entry_key(self.school, NOTICES, event.pupil)
        kept = notices_from(self._entries.get(key))
        if notice in kept or notice.received <= self._erased.get(event.pupil, notice.received - 1):
            return False
        self._entries.put(key, notices_bytes(sorted([*kept, notice])))
        return True

    def explained(self, pupil: str) -> tuple[int, int]:
        """Return the days that notices explain as sickness and as leave: the greatest of those that apply decides."""
        sick = leave = 0
        origin = self.frame.origin
        for notice in notices_from(self._entries.get(entry_key(self.school, NOTICES, pupil))):
            start, stop = max(notice.first, notice.received_on) - origin, notice.after_last - origin
            days = days_between(start, min(stop, self.frame.length))
            sick, leave = sick & ~days, leave & ~days
            if notice.category == "sickness":
                sick |= days
            else:
                leave |= days
        return sick, leave

    def notice_of(self, pupil: str, day: int) -> Notice | None:
        """Return the notice that explains a day (a proleptic ordinal) of a pupil: the greatest of those that apply."""
        notices = notices_from(self._entries.get(entry_key(self.school, NOTICES, pupil)))
        applying = [each for each in notices if max(each.first, each.received_on) <= day < each.after_last]
        return applying[-1] if applying else None

    def classes_of(self, pupil: str) -> set[str]:
        """Return all classes in which any roster enrols a pupil."""
        rosters = [enrolments for year in self._rosters if (enrolments := self.enrolments(year))]
        return {each.class_ for roster in rosters for each in roster.of(pupil)}

    def erase(self, event: Erasure) -> bool:
        """Take in an erasure and remove the notices that it covers; False when that was done already."""
        requested = microseconds(event.requested_at)
        if self._erased.get(event.pupil, requested - 1) >= requested:
            return False
        self._erased[event.pupil] = requested
        self._entries.put(entry_key(self.school, ERASURE, event.pupil), str(requested).encode())
        key = entry_key(self.school, NOTICES, event.pupil)
        kept = [notice for notice in notices_from(self._entries.get(key)) if notice.received > requested]
        if kept:
            self._entries.put(key, notices_bytes(kept))
        else:
            self._entries.drop(key)
        self.moves.erase(event.pupil, requested)
        return True

    def is_erased(self, pupil: str, recorded: int) -> bool:
        """Whether what was recorded of a pupil then (microseconds since 1970) was erased."""
        requested = self._erased.get(pupil)
        return requested is not None and recorded <= requested

    def _read_all(self) -> None:
        for key in self._entries:
            value = self._entries.get(key) or b""
            if label := entry_name(key, CALENDAR):
                self._calendars[school_year_from(label)] = SchoolCalendar.model_validate_json(value)
            elif label := entry_name(key, ROSTER):
                roster = SchoolRoster.model_validate_json(value)
                self._rosters[school_year_from(label)] = Version(roster.recorded_at, roster.id)
            elif name := entry_name(key, ERASURE):
                self._erased[name] = int(value)
