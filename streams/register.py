"""The register of one school: its roll calls, calendars, rosters and notices, and what follows for each pupil.

Owns which roll call wins a mark. The stored entries are the truth; pupils are worked out from them and kept up to
date. Decides nothing about alerts. Used by the pipeline, which stores the entries it writes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas import AbsenceNotice, Erasure, SchoolCalendar, SchoolRoster
from streams.days import Frame, frame_from, school_year_from, school_year_of
from streams.enrolment import Enrolments
from streams.entries import Entries
from streams.pages import Pages
from streams.papers import Papers
from streams.pupil import Home, Pupil
from streams.sheet import END, PRESENT, START, Sheet, microseconds

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
        self._homes: dict[Home, Home] = {}
        oldest, newest = self.pages.months()
        self._newest_month = newest
        self._first_kept = first_kept_year(newest) if newest else 0
        years = school_year_of(oldest or EARLIEST), school_year_of(newest or EARLIEST) - 1
        frame = frame_from(max(self._first_kept, min(years)))
        self.papers = Papers(self.school, self.entries, frame)
        for name in self.papers.pupils_with_notices:
            self._read_notices(self._enter(name))
        for sheet in self.pages.all_sheets():
            self._mark_all(sheet, Marked())

    # Reading

    @property
    def frame(self) -> Frame:
        """The frame of all positions."""
        return self.papers.frame

    def enrolments(self, year: int) -> Enrolments | None:
        """Return who is enrolled in a school year, None without a roster."""
        return self.papers.enrolments(year)

    def municipality(self, year: int) -> str:
        """Return the municipality by the roster of a school year, '' without one."""
        return self.papers.municipality(year)

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
                if self.papers.is_erased(pupil.id, sheet.recorded):
                    continue
                if best is None or sheet.outranks(best[0]):
                    best = sheet, PRESENT if code is None else code & 7
        return best

    # Events

    def put_calendar(self, calendar: SchoolCalendar, raw: bytes) -> bool:
        """Take in a calendar; False when the one before still holds."""
        if not self.papers.put_calendar(calendar, raw):
            return False
        for pupil in self.pupils.values():
            self._settle(pupil)
        return True

    def put_roster(self, roster: SchoolRoster, raw: bytes) -> list[Pupil] | None:
        """Take in a roster and return the pupils for whom it changes anything; None when the one before still holds."""
        year = school_year_from(roster.school_year)
        before = self.enrolments(year)
        return self._enrol(year, before) if self.papers.put_roster(roster, raw) else None

    def put_notice(self, notice: AbsenceNotice) -> tuple[Pupil, int] | None:
        """Take in a notice and return its pupil and the days it explains anew; None when it is known or was erased."""
        if not self.papers.put_notice(notice):
            return None
        pupil = self._enter(notice.pupil)
        sick, leave = pupil.notified_sick, pupil.notified_leave
        self._read_notices(pupil)
        return pupil, sick ^ pupil.notified_sick | leave ^ pupil.notified_leave

    def erase(self, erasure: Erasure) -> Pupil | None:
        """Remove what was recorded of a pupil up to requested_at; None when that was done already."""
        if not self.papers.erase(erasure):
            return None
        self.pages.strike(erasure.pupil, microseconds(erasure.requested_at))
        self.load()
        return self._enter(erasure.pupil)

    def put_roll_call(self, sheet: Sheet) -> Marked:
        """Take in a roll call and give its marks to the pupils it names or implies."""
        marked = Marked()
        day = date.fromordinal(sheet.day)
        self._turn_to(day.replace(day=1))
        if school_year_of(day) < self._first_kept:
            return marked
        if self.papers.erased:
            sheet = sheet.without({name for name in sheet.pupils if self.papers.is_erased(name, sheet.recorded)})
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
                    if not self.papers.is_erased(name, sheet.recorded):
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
        pupil.school_days = self.papers.timetable.school_days(
            pupil.year, home.class_ if home else None, before.class_ if before else None
        )
        pupil.as_of = (pupil.marked & pupil.school_days.days).bit_length() - 1

    def _enter(self, name: str) -> Pupil:
        pupil = self.pupils.get(name)
        if pupil is None:
            pupil = self.pupils[name] = Pupil(name)
        return pupil

    # Years

    def _turn_to(self, month: date) -> None:
        year, newest = school_year_of(month), self._newest_month
        if newest is None or month > newest:
            self._newest_month = month
            self._first_kept = first_kept_year(month)
            self._move_frame(year - 1 if newest is None else max(self._first_kept, self.frame.base_year))
            self.pages.drop_before(self._first_kept)
        elif self._first_kept <= year < self.frame.base_year:
            self._move_frame(year)

    def _move_frame(self, base_year: int) -> None:
        if base_year == self.frame.base_year:
            return
        frame = frame_from(base_year)
        shift = frame.origin - self.frame.origin
        self.papers.turn_to(frame)
        for pupil in self.pupils.values():
            pupil.move_frame(shift)
            self._read_notices(pupil)
            self._settle(pupil)

    def _read_notices(self, pupil: Pupil) -> None:
        pupil.notified_sick, pupil.notified_leave = self.papers.explained(pupil.id)


def _newest(pupil: Pupil, days: int) -> int:
    start = (pupil.cells[START] & days).bit_length() - 1
    end = (pupil.cells[END] & days).bit_length() - 1
    return max(2 * start, 2 * end + 1)
