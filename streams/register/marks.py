"""The marks of one school: each pupil with those that its roll calls give.

Owns the pupils; which roll call wins is told by `streams.register.winners`, where a pupil belongs by
`streams.register.homes`. They are worked out from pages and papers, which are the truth, and kept up to date.
Decides nothing about alerts. Used by the register.
"""

import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from streams.pages.pages import Pages
from streams.pages.sheet import END, PRESENT, START, Sheet
from streams.register.homes import Homes
from streams.register.papers import Papers
from streams.register.pupil import Home, Pupil, share_sets
from streams.register.standing import standing_marks
from streams.register.whole_page import Given, whole_page
from streams.register.winners import Winners


@dataclass
class Marked:
    """What a roll call did: pupils whose as_of merely moved on, pupils to be judged anew, and all others it marked.

    `advanced` holds (pupil, as_of before); `touched` (pupil, as_of before, days whose mark changed);
    `corrected` the pupils whose day is another one now, not merely absent where it was absent or unknown before;
    `moved` those whose class, grade or newest school year changed.
    """

    advanced: list[tuple[Pupil, int]] = field(default_factory=list)
    touched: list[tuple[Pupil, int, int]] = field(default_factory=list)
    corrected: set[str] = field(default_factory=set)
    unmoved: list[Pupil] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


class Marks:
    """The pupils of a school, marked by the roll calls on its pages."""

    def __init__(self, pages: Pages, papers: Papers) -> None:
        self.pupils: dict[str, Pupil] = {}
        self._pages = pages
        self._papers = papers
        self.winners = Winners(pages, papers)
        self._homes = Homes(papers, self.winners)
        self._classes: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name in papers.pupils_with_notices:
            self.read_notices(self.enter(name))
        for key in pages.keys():  # noqa: SIM118 - no mapping
            self._mark_page(pages.of_page(key))
            pages.forget_found()
        for name in papers.moves.pupils:
            self.renew(self.enter(name))
        share_sets(self.pupils.values())

    def _mark_page(self, sheets: Sequence[Sheet]) -> None:
        """Give the marks of all roll calls of a page, those that are the first about their marks in one go."""
        if any(not 0 <= sheet.day - self._papers.frame.origin < self._papers.frame.length for sheet in sheets):
            for sheet in sheets:
                self.note(sheet)
            return
        page = whole_page(sheets, self._papers.frame.origin) if sheets else None
        if page is None:
            return
        year, home = self._homes.of(page.firsts[0])
        again = {name for name, given in page.given.items() if not self._put_all(name, given, home)}
        for name, cell, position in page.cells:
            if name not in again:
                self.pupils[name].cells[cell] |= 1 << position
        for sheet in page.firsts:
            if not again.isdisjoint(sheet.listed):
                self._mark_listed(sheet, home, again)
            self._imply(sheet, home, year, Marked())
        for sheet in page.others:
            self.mark_all(sheet, Marked())

    def _put_all(self, name: str, given: Given, home: Home) -> bool:
        """Give a pupil all marks of a page; False when it has some of those days already, or forgot them."""
        pupil, days = self.enter(name), given.start | given.end
        self._add_class(pupil, home.class_)
        if pupil.marked & days or given.first // 2 < pupil.kept_from:
            return False
        pupil.cells[START] |= given.start
        pupil.cells[END] |= given.end
        if home.grade >= 7:
            pupil.upper |= days
        if pupil.home is home:
            pupil.newest = max(pupil.newest, given.newest)
            pupil.as_of = max(pupil.as_of, (days & pupil.school_days.days).bit_length() - 1)
        else:
            self._homes.move_in(pupil, given.newest // 2, given.newest, home)
        return True

    def _mark_listed(self, sheet: Sheet, home: Home, names: Container[str]) -> None:
        position = sheet.day - self._papers.frame.origin
        for name, code in sheet.listed.items():
            if name in names:
                self._mark(self.enter(name), sheet, position, code & 7, home, Marked())

    def is_first_of(self, sheet: Sheet) -> bool:
        """Whether no pupil whom a roll call lists has a mark of its moment; False when it lists nobody."""
        position, moment = sheet.day - self._papers.frame.origin, sheet.moment
        if not 0 <= position < self._papers.frame.length:
            return False
        bit, newest, pupils = 1 << position, 2 * position + moment, self.pupils
        for name in sheet.pupils:
            pupil = pupils.get(name)
            if pupil and pupil.newest >= newest and (pupil.cells[moment] & bit or position < pupil.kept_from):
                return False
        return bool(sheet.pupils)

    def note(self, sheet: Sheet) -> None:
        """Remember which pupils a roll call lists, without giving its marks, as its day lies outside the frame."""
        for name in sheet.pupils:
            self._add_class(self.enter(name), sheet.class_)

    def mark_all(self, sheet: Sheet, marked: Marked) -> None:
        """Give the marks of a roll call to the pupils it lists or implies, where it wins; `marked` takes note."""
        position = sheet.day - self._papers.frame.origin
        year, home = self._homes.of(sheet)
        for name, code in self._attend(sheet, home, position, marked):
            pupil = self.enter(name)
            self._add_class(pupil, sheet.class_)
            self._mark(pupil, sheet, position, code & 7, home, marked)
        self._imply(sheet, home, year, marked)

    def _add_class(self, pupil: Pupil, class_: str) -> None:
        if class_ not in pupil.classes:
            classes = (*pupil.classes, class_)
            pupil.classes = self._classes.setdefault(classes, classes)

    def _imply(self, sheet: Sheet, home: Home, year: int, marked: Marked) -> None:
        """Mark as present whom a complete roll call of the class does not list though the roster does."""
        position = sheet.day - self._papers.frame.origin
        enrolments = self._papers.enrolments(year) if sheet.is_complete else None
        if enrolments:
            for name in enrolments.pupils(sheet.class_, position):
                if name not in sheet.listed:
                    pupil = self.enter(name)
                    if not self._papers.is_erased(name, sheet.recorded):
                        self._mark(pupil, sheet, position, PRESENT, home, marked)

    def _attend(self, sheet: Sheet, home: Home, position: int, marked: Marked) -> list[tuple[str, int]]:
        """Mark those whose newest mark this is and who are present, which is nearly everybody; return the others."""
        moment, bit, newest = sheet.moment, 1 << position, 2 * position + sheet.moment
        upper, pupils, class_ = sheet.grade >= 7, self.pupils, sheet.class_
        others = []
        joined: dict[int, int] = {}  # those with equal days go on sharing them
        for name, code in sheet.listed.items():
            pupil = pupils.get(name)
            if pupil is None or code & 7 or pupil.home is not home or newest <= pupil.newest:
                others.append((name, code))
                continue
            if class_ not in pupil.classes:
                self._add_class(pupil, class_)
            cells = pupil.cells
            if upper and (moment == START or not cells[START] & bit):
                pupil.upper |= bit
            days = cells[moment]
            if days not in joined:
                joined[days] = days | bit
            cells[moment] = joined[days]
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
        was_marked, was_upper = pupil.marked & bit, pupil.upper & bit
        was_attended = was_marked and not pupil.absent_days() & bit
        pupil.put(position, sheet.moment, code, sheet.grade)
        if known or was_attended or (was_marked and was_upper != pupil.upper & bit):
            marked.corrected.add(pupil.id)
        if home is pupil.home and newest > pupil.newest:
            pupil.newest = newest
            if pupil.school_days.days & bit:
                pupil.as_of = max(position, before)
        elif self._homes.move_in(pupil, position, newest, home):
            marked.moved.add(pupil.id)
        elif was_present and code == PRESENT and home is pupil.home and was_upper == pupil.upper & bit:
            marked.unmoved.append(pupil)
            return
        marked.touched.append((pupil, before, bit))

    def _wins(self, pupil: Pupil, sheet: Sheet, position: int) -> bool:
        best = self.winners.of(pupil, position, sheet.moment)
        return best is not None and best[0] == sheet

    def mark_again(self, pupil: Pupil, year: int, classes: Iterable[str]) -> bool:
        """Work out anew a pupil's marks from roll calls of these classes; False when earlier years are needed too."""
        days, was, origin = self._papers.frame.year_days(year), pupil.year, self._papers.frame.origin
        marked = {sheet.day - origin for class_ in classes for sheet in self._pages.of_class(class_)}
        for position in sorted(marked):
            if position >= pupil.kept_from and days >> position & 1:
                self._mark_anew(pupil, position)
        self._homes.find(pupil)
        return pupil.year == was

    def _mark_anew(self, pupil: Pupil, position: int) -> None:
        """Work out both marks of a day, the start first as its grade is the day's."""
        for moment in (START, END):
            best = self.winners.of(pupil, position, moment)
            if best is None:
                pupil.clear(position, moment)
            else:
                pupil.put(position, moment, best[1], best[0].grade)

    def renew(self, pupil: Pupil) -> None:
        """Work out a pupil anew: all marks of this school, those that came from others, without those that moved on."""
        stretch, origin = self._papers.moves.stretch(pupil.id), self._papers.frame.origin
        pupil.forget()
        for (day, moment), mark in sorted(standing_marks(self._pages, self._papers, pupil).items()):
            if day not in stretch and 0 <= day - origin < self._papers.frame.length:
                pupil.put(day - origin, moment, mark.code, mark.sheet.grade)
        self._homes.find(pupil)
        if pupil.home:
            pupil.keep_from(self._papers.frame.year_start(pupil.year - 1))

    def enter(self, name: str) -> Pupil:
        """Return a pupil, a new one when nothing was known of it."""
        pupil = self.pupils.get(name)
        if pupil is None:
            pupil = Pupil(sys.intern(name))
            self.pupils[pupil.id] = pupil
        return pupil

    def settle_all(self) -> None:
        """Work out anew the school days and as_of of everybody, after a change of calendars."""
        for pupil in self.pupils.values():
            self._homes.settle(pupil)

    def read_notices(self, pupil: Pupil) -> None:
        """Work out anew which days of a pupil a notice explains."""
        pupil.notified_sick, pupil.notified_leave = self._papers.explained(pupil.id)

    def move_frame(self, days: int) -> None:
        """Shift everything to the papers' new frame, which begins so many days later (or earlier)."""
        for pupil in self.pupils.values():
            pupil.move_frame(days)
            self.read_notices(pupil)
            self._homes.settle(pupil)
