"""Where pupils belong: class and grade by school year, which follow from the newest mark, and what depends on them.

Owns home, newest mark, school days and as_of of a pupil. Used where marks are given.
"""

from streams.pages.sheet import END, START, Sheet
from streams.register.papers import Papers
from streams.register.pupil import Home, Pupil
from streams.register.winners import Winners


class Homes:
    """The homes of one school; pupils with equal ones share them."""

    def __init__(self, papers: Papers, winners: Winners) -> None:
        self._papers = papers
        self._winners = winners
        self._known: dict[Home, Home] = {}

    def of(self, sheet: Sheet) -> tuple[int, Home]:
        """Return the school year of a roll call, and class and grade in it."""
        year = self._papers.frame.year_at(sheet.day - self._papers.frame.origin)
        home = Home(year, sheet.class_, sheet.grade)
        return year, self._known.setdefault(home, home)

    def move_in(self, pupil: Pupil, position: int, newest: int, home: Home) -> bool:
        """Take in a mark of a home, 2 * position + moment; whether class, grade or newest school year changed."""
        year = self._papers.frame.year_at(position)
        was = (pupil.year, pupil.home, pupil.home_before)
        if year > pupil.year:
            pupil.home_before = pupil.home if year == pupil.year + 1 else None
            pupil.year, pupil.home, pupil.newest = year, home, newest
            pupil.keep_from(self._papers.frame.year_start(year - 1))
        elif year == pupil.year and newest >= pupil.newest:
            pupil.home, pupil.newest = home, newest
        elif year == pupil.year - 1 and newest == _newest(pupil, self._papers.frame.year_days(year)):
            pupil.home_before = home
        self.settle(pupil)
        return was != (pupil.year, pupil.home, pupil.home_before)

    def find(self, pupil: Pupil) -> None:
        """Work out anew where a pupil belongs, from the marks it has."""
        pupil.newest = _newest(pupil, -1)
        pupil.year, pupil.home, pupil.home_before = 0, None, None
        if pupil.newest >= 0:
            pupil.year = self._papers.frame.year_at(pupil.newest // 2)
            pupil.home = self._at(pupil, pupil.newest)
            before = _newest(pupil, self._papers.frame.year_days(pupil.year - 1))
            pupil.home_before = self._at(pupil, before) if before >= 0 else None
        self.settle(pupil)

    def _at(self, pupil: Pupil, mark: int) -> Home | None:
        best = self._winners.of(pupil, *divmod(mark, 2))
        if best is None:
            return None
        home = Home(self._papers.frame.year_at(mark // 2), best[0].class_, best[0].grade)
        return self._known.setdefault(home, home)

    def settle(self, pupil: Pupil) -> None:
        """Work out anew the school days and as_of of a pupil."""
        home, before = pupil.home, pupil.home_before
        pupil.school_days = self._papers.timetable.school_days(
            pupil.year, home.class_ if home else None, before.class_ if before else None
        )
        pupil.as_of = (pupil.marked & pupil.school_days.days).bit_length() - 1


def _newest(pupil: Pupil, days: int) -> int:
    start = (pupil.cells[START] & days).bit_length() - 1
    end = (pupil.cells[END] & days).bit_length() - 1
    return max(2 * start, 2 * end + 1)
