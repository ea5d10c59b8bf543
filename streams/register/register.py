"""The register of one school: its roll calls, calendars, rosters and notices, and what follows for each pupil.

Owns the order in which an event changes them, and which school years are kept. The stored entries are the truth, all
else is worked out from them. Decides nothing about alerts. Used by the pipeline, which stores the entries it writes.
"""

from collections.abc import Mapping
from datetime import date

from schemas import AbsenceNotice, AlertReason, Erasure, Handover, SchoolCalendar, SchoolRoster, Transfer
from streams.pages.entries import Entries
from streams.pages.pages import Pages
from streams.pages.sheet import Sheet, microseconds
from streams.register.departures import Departures, Handed
from streams.register.leaving import leaving, leaving_with
from streams.register.marks import Marked, Marks
from streams.register.papers import Papers
from streams.register.pupil import Pupil
from streams.windows.days import Frame, first_ordinal, frame_from, school_year_from, school_year_of
from streams.windows.enrolment import Enrolments

EARLIEST = date(2000, 8, 1)
"""Where the frame of a school without any roll call or calendar lies; the first one moves it."""
NEVER_ERASED = -(10**18)
"""An instant (microseconds since 1970) before every other."""


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
        self.departures = Departures(school, self.entries)
        self.load()

    def load(self) -> None:
        """Work out everything anew from the entries."""
        self.papers = Papers(self.school, self.entries, frame_from(school_year_of(EARLIEST)))
        months = self._months()
        self._newest_month = self._newest(months)
        self._first_kept = first_kept_year(self._newest_month) if self._newest_month else 0
        self.papers.turn_to(frame_from(self._base_year(months) if months else self._year_of_calendars()))
        self.marks = Marks(self.pages, self.papers)

    # Reading

    @property
    def newest_year(self) -> int:
        """The newest school year with a roll call that says which years are kept; 0 without one."""
        return school_year_of(self._newest_month) if self._newest_month else 0

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
        months = self._months()
        if months and self._newest(months) == self._newest_month:
            self.marks.settle_all()
        else:
            self.load()
        return True

    def put_roster(self, roster: SchoolRoster, raw: bytes) -> list[Pupil] | None:
        """Take in a roster and return the pupils for whom it changes anything; None when the one before still holds."""
        year = school_year_from(roster.school_year)
        before = self.enrolments(year)
        if not self.papers.put_roster(roster, raw):
            for name in self.papers.moves.left:
                self._note_departure(name)
            return None
        changed = self._enrol(year, before)
        for pupil in changed:
            self._note_departure(pupil.id)
        return changed

    def put_notice(self, notice: AbsenceNotice) -> tuple[Pupil, int] | None:
        """Take in a notice and return its pupil and the days it explains anew; None when it is known or was erased."""
        self._note_departure(notice.pupil)
        if not self.papers.put_notice(notice):
            return None
        pupil = self.marks.enter(notice.pupil)
        sick, leave = pupil.notified_sick, pupil.notified_leave
        self.marks.read_notices(pupil)
        return pupil, sick ^ pupil.notified_sick | leave ^ pupil.notified_leave

    def erase(self, erasure: Erasure) -> Pupil | None:
        """Remove what was recorded of a pupil up to requested_at; None when that was done already."""
        self._note_departure(erasure.pupil)
        if not self.papers.erase(erasure):
            return None
        self.pages.strike(erasure.pupil, microseconds(erasure.requested_at))
        self.load()
        return self.marks.enter(erasure.pupil)

    def put_transfer(self, transfer: Transfer, raw: bytes) -> Pupil | None:
        """Take in a transfer and return the pupil who left; None when the one before still holds."""
        is_new = self.papers.moves.put_transfer(transfer, raw)
        self._note_departure(transfer.pupil)
        return self._move(transfer.pupil) if is_new else None

    def put_handover(self, handover: Handover, raw: bytes) -> Pupil | None:
        """Take in a handover and return the pupil who came; None for a repetition.

        What a new one leaves unchanged is not told on, or schools in a circle would go on telling each other.
        """
        erased = self.papers.erased.get(handover.pupil, NEVER_ERASED)
        is_new = self.papers.moves.put_handover(handover, raw, erased)
        self._note_departure(handover.pupil, even_unchanged=not is_new)
        return self._move(handover.pupil) if is_new else None

    def hand_over(self, reason: AlertReason, recorded: int) -> tuple[Handed, ...]:
        """Return the handovers to other schools that are due; an event with `reason` and `recorded` made them."""
        return self.departures.tell(
            lambda name: leaving(self.pages, self.papers, self.marks.enter(name)), reason, recorded
        )

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
        gone = leaving_with(self.papers, sheet)
        for name in gone:
            self._note_departure(name)
        if not gone and self.marks.is_first_of(sheet):
            self.pages.append(sheet)
        elif not self.pages.insert(sheet):
            return marked
        if day in self.frame:
            self.marks.mark_all(sheet, marked)
        else:
            self.marks.note(sheet)
        for name in gone:
            self.marks.renew(self.marks.enter(name))
        return marked

    def _enrol(self, year: int, before: Enrolments | None) -> list[Pupil]:
        after = self.enrolments(year)
        if before is None or after is None or before.municipality != after.municipality:
            self.load()
            return list(self.marks.pupils.values())
        changed = [name for name in {**before.by_pupil, **after.by_pupil} if before.of(name) != after.of(name)]
        for name in changed:
            classes = {each.class_ for each in (*before.of(name), *after.of(name))}
            if self.papers.moves.knows(name):
                self.marks.renew(self.marks.enter(name))
            elif not self.marks.mark_again(self.marks.enter(name), year, classes):
                self.load()
                break
        return [self.marks.enter(name) for name in changed]

    # Transfers

    def _move(self, name: str) -> Pupil:
        """Work out anew a pupil who left or came."""
        months = self._months()
        if self._newest(months) != self._newest_month or self._base_year(months) < self.frame.base_year:
            self.load()
            self._drop_older()
        pupil = self.marks.enter(name)
        self.marks.renew(pupil)
        return pupil

    def _note_departure(self, name: str, *, even_unchanged: bool = True) -> None:
        if name in self.papers.moves.left:
            self.departures.note(name, even_unchanged=even_unchanged)

    # Years

    def _months(self) -> list[date]:
        """Return the firsts of all months of which a roll call is kept, of this school or come from another."""
        moved = {date.fromordinal(day).replace(day=1) for day in self.papers.moves.days()}
        return self.pages.months() + sorted(moved)

    def _base_year(self, months: list[date]) -> int:
        years = school_year_of(min(months, default=EARLIEST)), school_year_of(self._newest_month or EARLIEST) - 1
        return max(self._first_kept, min(years))

    def _drop_older(self) -> None:
        if not self._first_kept:
            return
        self.pages.drop_before(self._first_kept)
        self.papers.moves.drop_before(first_ordinal(self._first_kept))

    def _newest(self, months: list[date]) -> date | None:
        return max((month for month in months if self.papers.may_be_newest(school_year_of(month))), default=None)

    def _turn_to(self, month: date) -> None:
        year, newest = school_year_of(month), self._newest_month
        if newest is None or month > newest:
            self._newest_month = month
            self._first_kept = first_kept_year(month)
            self._move_frame(year - 1 if newest is None else max(self._first_kept, self.frame.base_year))
            self._drop_older()
        elif self._first_kept <= year < self.frame.base_year:
            self._move_frame(year)

    def _year_of_calendars(self) -> int:
        """Return where the frame begins without any roll call: so that it holds the newest years with calendars."""
        years = self.papers.calendar_years
        return max(max(years) - 2, min(years) - 1) if years else EARLIEST.year

    def _move_frame(self, base_year: int) -> None:
        if base_year == self.frame.base_year:
            return
        before, frame = self.frame, frame_from(base_year)
        self.papers.turn_to(frame)
        if any(month in frame and month not in before for month in self._months()):
            self.marks = Marks(self.pages, self.papers)
        else:
            self.marks.move_frame(frame.origin - before.origin)
