"""The register of one school: its roll calls, calendars, rosters and notices, and what follows for each pupil.

Owns which roll call wins a mark. The stored entries are the truth; pupils are worked out from them and kept up to
date. Decides nothing about alerts. Used by the pipeline, which stores the entries it writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas import AbsenceNotice, Erasure, SchoolCalendar, SchoolRoster, canonical_json
from streams.alert_record import record_from, record_of
from streams.days import Frame, frame_from, school_year_from, school_year_of
from streams.enrolment import Enrolments, enrolments_from
from streams.entries import Entries
from streams.pages import Pages
from streams.pupil import Home, Pupil
from streams.sheet import END, PRESENT, START, Sheet, microseconds
from streams.stored import (
    CALENDAR,
    ERASURE,
    NOTICES,
    ROSTER,
    entry_key,
    entry_name,
    notices_bytes,
    notices_from,
    replaces,
)
from streams.timetable import Timetable

EARLIEST = date(2000, 8, 1)
"""Where the frame of a school without any roll call lies; the first one moves it."""


def first_kept_year(newest_month: date) -> int:
    """Return the first school year that the register keeps: the one before that of its newest month.

    Until October also the year before that, for pupils whose newest mark is still of last year.
    """
    year = school_year_of(newest_month)
    return year - 2 if newest_month.month in {8, 9, 10} else year - 1


@dataclass
class Marked:
    """What a roll call did: pupils whose as_of merely moved on, pupils to be judged anew, and all others it marked.

    `advanced` holds (pupil, as_of before); `touched` (pupil, as_of before, days whose mark changed);
    `moved` the pupils whose class, grade or newest school year changed.
    """

    advanced: list[tuple[Pupil, int]] = field(default_factory=list)
    touched: list[tuple[Pupil, int, int]] = field(default_factory=list)
    unmoved: list[Pupil] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


class Register:
    """One school, worked out from its stored entries."""

    def __init__(self, school: str, stored: Mapping[str, bytes]) -> None:
        self.school = school
        self.entries = Entries(stored)
        self.pages = Pages(school, self.entries)
        self.load()

    def load(self) -> None:
        """Work out everything anew from the entries."""
        self.pupils: dict[str, Pupil] = {}
        self.calendars: dict[int, SchoolCalendar] = {}
        self.rosters: dict[int, SchoolRoster] = {}
        self._homes: dict[Home, Home] = {}
        self._has_erased = False
        self._newest_month = self.pages.newest_month()
        self._first_kept = first_kept_year(self._newest_month) if self._newest_month else 0
        self._set_frame(frame_from(school_year_of(self._newest_month or EARLIEST) - 2))
        self._load_entries()
        for sheet in self.pages.all_sheets():
            self._mark_all(sheet, Marked())

    # Reading

    def enrolments(self, year: int) -> Enrolments | None:
        """Return who is enrolled in a school year, None without a roster."""
        if year not in self.rosters:
            return None
        if year not in self._enrolments:
            self._enrolments[year] = enrolments_from(self.frame, self.rosters[year])
        return self._enrolments[year]

    def municipality(self, year: int) -> str:
        """Return the municipality by the roster of a school year, '' without one."""
        roster = self.rosters.get(year)
        return (roster.municipality or "") if roster else ""

    def winner(self, pupil: Pupil, position: int, moment: int) -> tuple[Sheet, int] | None:
        """Return the roll call that gives a pupil its mark and the code it gives, None without a mark."""
        enrolments = self.enrolments(self.frame.year_at(position))
        enrolled = enrolments.classes(pupil.id, position) if enrolments else ()
        best: tuple[Sheet, int] | None = None
        for class_ in {*pupil.classes, *enrolled}:
            for sheet in self.pages.at(class_, position + self.frame.origin, moment):
                code = sheet.listed.get(pupil.id)
                if code is None and not (sheet.is_complete and class_ in enrolled):
                    continue
                if _is_erased(pupil, sheet.recorded):
                    continue
                if best is None or sheet.outranks(best[0]):
                    best = sheet, PRESENT if code is None else code & 7
        return best

    # Events

    def put_calendar(self, calendar: SchoolCalendar, raw: bytes) -> bool:
        """Take in a calendar; False when the one before still holds."""
        year = school_year_from(calendar.school_year)
        key = entry_key(self.school, CALENDAR, calendar.school_year)
        if not replaces(calendar, raw, self.calendars.get(year), self.entries.get(key)):
            return False
        self.entries.put(key, canonical_json(raw))
        self.calendars[year] = calendar
        self._set_frame(self.frame)
        return True

    def put_roster(self, roster: SchoolRoster, raw: bytes) -> list[Pupil] | None:
        """Take in a roster and return the pupils for whom it changes anything; None when the one before still holds."""
        year = school_year_from(roster.school_year)
        key = entry_key(self.school, ROSTER, roster.school_year)
        if not replaces(roster, raw, self.rosters.get(year), self.entries.get(key)):
            return None
        self.entries.put(key, canonical_json(raw))
        before = self.enrolments(year)
        self.rosters[year] = roster
        self._enrolments.pop(year, None)
        return self._enrol(year, before)

    def put_notice(self, notice: AbsenceNotice) -> Pupil | None:
        """Take in a notice; None when it is known already or was erased."""
        pupil = self._enter(notice.pupil)
        if _is_erased(pupil, microseconds(notice.received_at)) or notice in pupil.notices:
            return None
        pupil.notices = (*pupil.notices, notice)
        pupil.read_notices(self.frame)
        self.entries.put(entry_key(self.school, NOTICES, pupil.id), notices_bytes(pupil.notices))
        return pupil

    def erase(self, erasure: Erasure) -> Pupil | None:
        """Remove what was recorded of a pupil up to requested_at; None when that was done already."""
        pupil = self._enter(erasure.pupil)
        requested = microseconds(erasure.requested_at)
        if _is_erased(pupil, requested):
            return None
        self.entries.put(entry_key(self.school, ERASURE, pupil.id), str(requested).encode())
        kept = tuple(notice for notice in pupil.notices if microseconds(notice.received_at) > requested)
        key = entry_key(self.school, NOTICES, pupil.id)
        self.entries.put(key, notices_bytes(kept)) if kept else self.entries.drop(key)
        self.pages.strike(pupil.id, requested)
        self.load()
        return self._enter(pupil.id)

    def put_roll_call(self, sheet: Sheet) -> Marked:
        """Take in a roll call and give its marks to the pupils it names or implies."""
        marked = Marked()
        day = date.fromordinal(sheet.day)
        self._turn_to(day.replace(day=1))
        if school_year_of(day) < self._first_kept:
            return marked
        if self._has_erased:
            gone = {name for name in sheet.pupils if _is_erased(self._enter(name), sheet.recorded)}
            sheet = sheet.without(gone)
        if self._is_first_of(sheet):
            self.pages.append(sheet)
        elif not self.pages.insert(sheet):
            return marked
        self._mark_all(sheet, marked)
        return marked

    # Marks

    def _is_first_of(self, sheet: Sheet) -> bool:
        position, moment = sheet.day - self.frame.origin, sheet.moment
        bit, pupils = 1 << position, self.pupils
        for name in sheet.pupils:
            pupil = pupils.get(name)
            if pupil and (pupil.cells[moment] & bit or position < pupil.kept_from):
                return False
        return bool(sheet.pupils)

    def _mark_all(self, sheet: Sheet, marked: Marked) -> None:
        position = sheet.day - self.frame.origin
        year = self.frame.year_at(position)
        home = Home(year, sheet.class_, sheet.grade)
        home = self._homes.setdefault(home, home)
        for name, code in self._attend(sheet, home, position, marked):
            pupil = self._enter(name)
            if sheet.class_ not in pupil.classes:
                pupil.classes = (*pupil.classes, sheet.class_)
            self._mark(pupil, sheet, position, code & 7, home, marked)
        enrolments = self.enrolments(year) if sheet.is_complete else None
        if enrolments:
            for name in enrolments.pupils(sheet.class_, position):
                if name not in sheet.listed:
                    pupil = self._enter(name)
                    if not _is_erased(pupil, sheet.recorded):
                        self._mark(pupil, sheet, position, PRESENT, home, marked)

    def _attend(self, sheet: Sheet, home: Home, position: int, marked: Marked) -> list[tuple[str, int]]:
        """Mark those whose newest mark this is and who are present, which is nearly everybody; return the others."""
        moment, bit, newest = sheet.moment, 1 << position, 2 * position + sheet.moment
        upper, pupils, class_ = sheet.grade >= 7, self.pupils, sheet.class_
        others = []
        for name, code in sheet.listed.items():
            pupil = pupils.get(name)
            if pupil is None or code & 7 or pupil.home is not home or newest <= pupil.newest:
                others.append((name, code))
                continue
            if class_ not in pupil.classes:
                pupil.classes = (*pupil.classes, class_)
            cells = pupil.cells
            if upper and (moment == START or not cells[START] & bit):
                pupil.upper |= bit
            cells[moment] |= bit
            pupil.newest = newest
            if position > pupil.as_of and pupil.school_days.days & bit:
                marked.advanced.append((pupil, pupil.as_of))
                pupil.as_of = position
            else:
                marked.unmoved.append(pupil)
        return others

    def _mark(self, pupil: Pupil, sheet: Sheet, position: int, code: int, home: Home, marked: Marked) -> None:
        bit, before = 1 << position, pupil.as_of
        if position < pupil.kept_from:
            return
        known = pupil.cells[sheet.moment] & bit
        if known and not self._wins(pupil, sheet, position):
            return
        newest = 2 * position + sheet.moment
        was_present = known and pupil.code_at(position, sheet.moment) == PRESENT
        pupil.put(position, sheet.moment, code, sheet.grade)
        if home is pupil.home and newest > pupil.newest:
            pupil.newest = newest
            if pupil.school_days.days & bit:
                pupil.as_of = max(position, before)
        elif self._settle_home(pupil, position, newest, home):
            marked.moved.add(pupil.id)
        elif was_present and code == PRESENT and home is pupil.home:
            marked.unmoved.append(pupil)
            return
        marked.touched.append((pupil, before, bit))

    def _wins(self, pupil: Pupil, sheet: Sheet, position: int) -> bool:
        best = self.winner(pupil, position, sheet.moment)
        return best is not None and best[0] == sheet

    def _enrol(self, year: int, before: Enrolments | None) -> list[Pupil]:
        after = self.enrolments(year)
        if before is None or after is None or before.municipality != after.municipality:
            self.load()
            return list(self.pupils.values())
        changed = [name for name in {**before.by_pupil, **after.by_pupil} if before.of(name) != after.of(name)]
        for name in changed:
            classes = {each.class_ for each in (*before.of(name), *after.of(name))}
            if not self._mark_again(self._enter(name), year, classes):
                self.load()
                break
        return [self._enter(name) for name in changed]

    def _mark_again(self, pupil: Pupil, year: int, classes: Iterable[str]) -> bool:
        """Work out anew the marks from roll calls of these classes; False when that takes earlier years as well."""
        days, was = self.frame.year_days(year), pupil.year
        for class_ in classes:
            for sheet in self.pages.of_class(class_):
                position = sheet.day - self.frame.origin
                if position >= pupil.kept_from and days >> position & 1:
                    self._mark_anew(pupil, position, sheet.moment)
        self._find_home(pupil)
        return pupil.year == was

    def _mark_anew(self, pupil: Pupil, position: int, moment: int) -> None:
        best = self.winner(pupil, position, moment)
        if best is None:
            pupil.clear(position, moment)
        else:
            pupil.put(position, moment, best[1], best[0].grade)

    def _settle_home(self, pupil: Pupil, position: int, newest: int, home: Home) -> bool:
        year = self.frame.year_at(position)
        was = (pupil.year, pupil.home, pupil.home_before)
        if year > pupil.year:
            pupil.home_before = pupil.home if year == pupil.year + 1 else None
            pupil.year, pupil.home, pupil.newest = year, home, newest
            pupil.keep_from(self.frame.year_start(max(year - 1, self._first_kept)))
        elif year == pupil.year and newest >= pupil.newest:
            pupil.home, pupil.newest = home, newest
        elif year == pupil.year - 1 and newest == _newest(pupil, self.frame.year_days(year)):
            pupil.home_before = home
        self._settle(pupil)
        return was != (pupil.year, pupil.home, pupil.home_before)

    def _find_home(self, pupil: Pupil) -> None:
        pupil.newest = _newest(pupil, -1)
        pupil.year, pupil.home, pupil.home_before = 0, None, None
        if pupil.newest >= 0:
            pupil.year = self.frame.year_at(pupil.newest // 2)
            pupil.home = self._home_at(pupil, pupil.newest)
            before = _newest(pupil, self.frame.year_days(pupil.year - 1))
            pupil.home_before = self._home_at(pupil, before) if before >= 0 else None
        self._settle(pupil)

    def _home_at(self, pupil: Pupil, mark: int) -> Home | None:
        best = self.winner(pupil, *divmod(mark, 2))
        if best is None:
            return None
        home = Home(self.frame.year_at(mark // 2), best[0].class_, best[0].grade)
        return self._homes.setdefault(home, home)

    def _settle(self, pupil: Pupil) -> None:
        home, before = pupil.home, pupil.home_before
        pupil.school_days = self.timetable.school_days(
            pupil.year, home.class_ if home else None, before.class_ if before else None
        )
        pupil.as_of = (pupil.marked & pupil.school_days.days).bit_length() - 1

    def _enter(self, name: str) -> Pupil:
        pupil = self.pupils.get(name)
        if pupil is None:
            pupil = self.pupils[name] = Pupil(name)
        return pupil

    # Years

    def _set_frame(self, frame: Frame) -> None:
        self.frame = frame
        self.timetable = Timetable(frame, self.calendars)
        self._enrolments: dict[int, Enrolments] = {}
        for pupil in self.pupils.values():
            pupil.read_notices(frame)
            self._settle(pupil)

    def _turn_to(self, month: date) -> None:
        if self._newest_month is not None and month <= self._newest_month:
            return
        year, first_kept = school_year_of(month), first_kept_year(month)
        if self._newest_month is None or year > self.frame.base_year + 2:
            frame = frame_from(year - 2)
            for pupil in self.pupils.values():
                pupil.move_frame(frame.origin - self.frame.origin)
            self._set_frame(frame)
        self._newest_month = month
        if first_kept > self._first_kept:
            self._first_kept = first_kept
            self._forget_before(self.frame.year_start(first_kept))
            self.pages.drop_before(first_kept)

    def _forget_before(self, start: int) -> None:
        for pupil in self.pupils.values():
            if pupil.kept_from < start:
                pupil.keep_from(start)
                self._settle(pupil)

    # Entries

    def _load_entries(self) -> None:
        for key in self.entries:
            value = self.entries.get(key) or b""
            if label := entry_name(key, CALENDAR):
                self.calendars[school_year_from(label)] = SchoolCalendar.model_validate_json(value)
            elif label := entry_name(key, ROSTER):
                self.rosters[school_year_from(label)] = SchoolRoster.model_validate_json(value)
            elif name := entry_name(key, ERASURE):
                self._enter(name).erased_at = int(value)
                self._has_erased = True
            elif name := entry_name(key, NOTICES):
                self._enter(name).notices = notices_from(value)
                self._enter(name).read_notices(self.frame)
            elif named := record_of(key):
                pupil, rule, window_key = named
                self._enter(pupil).remember((rule, window_key), record_from(value))


def _is_erased(pupil: Pupil, recorded: int) -> bool:
    return pupil.erased_at is not None and recorded <= pupil.erased_at


def _newest(pupil: Pupil, days: int) -> int:
    start = (pupil.cells[START] & days).bit_length() - 1
    end = (pupil.cells[END] & days).bit_length() - 1
    return max(2 * start, 2 * end + 1)
