"""The register of one school: its roll calls, calendars, rosters and notices, and what follows for each pupil.

Owns the order in which an event changes them, and which school years are kept. The stored entries are the truth, all
else is worked out from them. Decides nothing about alerts. Used by the pipeline, which stores the entries it writes.
"""

from collections.abc import Mapping
from datetime import date

from schemas import AbsenceNotice, Erasure, SchoolCalendar, SchoolRoster
from streams.days import Frame, frame_from, school_year_from, school_year_of
from streams.enrolment import Enrolments
from streams.entries import Entries
from streams.marks import Marked, Marks
from streams.pages import Pages
from streams.papers import Papers
from streams.pupil import Pupil
from streams.sheet import Sheet, microseconds

EARLIEST = date(2000, 8, 1)
"""Where the frame of a school without any roll call lies; the first one moves it."""


def first_kept_year(newest_month: date) -> int:
    """Return the first school year that the register keeps: the one before that of its newest month.

    Until October also the year before that, for pupils whose newest mark is still of last year.
    """
    year = school_year_of(newest_month)
    return year - 2 if newest_month.month in {8, 9, 10} else year - 1


class Register:
    """One school, worked out from its stored entries."""

    def __init__(self, school: str, stored: Mapping[str, bytes]) -> None:
        self.school = school
        self.entries = Entries(stored)
        self.pages = Pages(school, self.entries)
        self.load()

    def load(self) -> None:
        """Work out everything anew from the entries."""
        self.papers = Papers(self.school, self.entries, frame_from(school_year_of(EARLIEST)))
        months = self.pages.months()
        self._newest_month = self._newest(months)
        self._first_kept = first_kept_year(self._newest_month) if self._newest_month else 0
        years = school_year_of(min(months, default=EARLIEST)), school_year_of(self._newest_month or EARLIEST) - 1
        self.papers.turn_to(frame_from(max(self._first_kept, min(years))))
        self.marks = Marks(self.pages, self.papers)

    # Reading

    @property
    def frame(self) -> Frame:
        """The frame of all positions."""
        return self.papers.frame

    @property
    def pupils(self) -> Mapping[str, Pupil]:
        """The pupils by id."""
        return self.marks.pupils

    def enrolments(self, year: int) -> Enrolments | None:
        """Return who is enrolled in a school year, None without a roster."""
        return self.papers.enrolments(year)

    def municipality(self, year: int) -> str:
        """Return the municipality by the roster of a school year, '' without one."""
        return self.papers.municipality(year)

    # Events

    def put_calendar(self, calendar: SchoolCalendar, raw: bytes) -> bool:
        """Take in a calendar; False when the one before still holds."""
        if not self.papers.put_calendar(calendar, raw):
            return False
        if self._newest(self.pages.months()) == self._newest_month:
            self.marks.settle_all()
        else:
            self.load()
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
        pupil = self.marks.enter(notice.pupil)
        sick, leave = pupil.notified_sick, pupil.notified_leave
        self.marks.read_notices(pupil)
        return pupil, sick ^ pupil.notified_sick | leave ^ pupil.notified_leave

    def erase(self, erasure: Erasure) -> Pupil | None:
        """Remove what was recorded of a pupil up to requested_at; None when that was done already."""
        if not self.papers.erase(erasure):
            return None
        self.pages.strike(erasure.pupil, microseconds(erasure.requested_at))
        self.load()
        return self.marks.enter(erasure.pupil)

    def put_roll_call(self, sheet: Sheet) -> Marked:
        """Take in a roll call and give its marks to the pupils it names or implies."""
        marked = Marked()
        self.pages.forget_found()
        day = date.fromordinal(sheet.day)
        year = school_year_of(day)
        if self.papers.may_be_newest(year):
            self._turn_to(day.replace(day=1))
        if year < self._first_kept:
            return marked
        if self.papers.erased:
            sheet = sheet.without({name for name in sheet.pupils if self.papers.is_erased(name, sheet.recorded)})
        if self.marks.is_first_of(sheet):
            self.pages.append(sheet)
        elif not self.pages.insert(sheet):
            return marked
        if day in self.frame:
            self.marks.mark_all(sheet, marked)
        return marked

    def _enrol(self, year: int, before: Enrolments | None) -> list[Pupil]:
        after = self.enrolments(year)
        if before is None or after is None or before.municipality != after.municipality:
            self.load()
            return list(self.marks.pupils.values())
        changed = [name for name in {**before.by_pupil, **after.by_pupil} if before.of(name) != after.of(name)]
        for name in changed:
            classes = {each.class_ for each in (*before.of(name), *after.of(name))}
            if not self.marks.mark_again(self.marks.enter(name), year, classes):
                self.load()
                break
        return [self.marks.enter(name) for name in changed]

    # Years

    def _newest(self, months: list[date]) -> date | None:
        return max((month for month in months if self.papers.may_be_newest(school_year_of(month))), default=None)

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
        before, frame = self.frame, frame_from(base_year)
        self.papers.turn_to(frame)
        if any(month in frame and month not in before for month in self.pages.months()):
            self.marks = Marks(self.pages, self.papers)
        else:
            self.marks.move_frame(frame.origin - before.origin)
