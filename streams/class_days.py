"""What stands in the analysts' row of a class at a moment of a day: how many of its pupils were what.

Owns the meaning of the counts. Pure: reads the register. Called by `streams.facts`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from schemas import ClassDayRow
from streams.pages.sheet import LATE, LEAVE, MOMENTS, PRESENT, SICKNESS, UNEXPLAINED, UNLAWFUL, Sheet, instant_at
from streams.register.moved import explained
from streams.register.pupil import Pupil
from streams.register.register import Register

_NEVER = instant_at(0)


def class_day_row(register: Register, class_: str, day: int, moment: int) -> ClassDayRow:
    """Return the row of a class at a moment of a day: the marks that its roll calls won; deleted without any.

    Marks that went on to another school stay in it: it says who was there, whatever school they go to now.
    """
    position = day - register.frame.origin
    year = register.frame.year_at(position)
    sheets = register.pages.at(class_, day, moment)
    if not sheets or not register.papers.timetable.days(year, class_) >> position & 1:
        when, nobody = date.fromordinal(day), (0,) * 8
        return ClassDayRow(register.school, "", class_, 0, when, MOMENTS[moment], *nobody, _NEVER, deleted=True)
    newest = max(sheets, key=lambda sheet: sheet.version)
    enrolments = register.enrolments(year)
    enrolled = frozenset(enrolments.pupils(class_, position)) if enrolments else frozenset()
    counts = Counter(_Class(register, class_, day, moment, enrolled).codes(sheets))
    return ClassDayRow(
        school=register.school,
        municipality=register.municipality(year),
        class_=class_,
        grade=newest.grade,
        date=date.fromordinal(day),
        moment=MOMENTS[moment],
        enrolled=len(enrolled) if enrolments else sum(counts.values()),
        present=counts[PRESENT],
        late=counts[LATE],
        sickness=counts[SICKNESS],
        leave=counts[LEAVE],
        unlawful=counts[UNLAWFUL],
        unexplained=counts[UNEXPLAINED],
        missing=counts[None],
        recorded_at=instant_at(newest.recorded),
        deleted=False,
    )


class _Class:
    """The pupils of a class at a moment of a day."""

    def __init__(self, register: Register, class_: str, day: int, moment: int, enrolled: frozenset[str]) -> None:
        self._register = register
        self._class = class_
        self._day = day
        self._position = day - register.frame.origin
        self._moment = moment
        self._enrolled = enrolled

    def codes(self, sheets: Sequence[Sheet]) -> Iterator[int | None]:
        """Yield the code of each pupil who is enrolled, or listed and marked by this class; None without a mark."""
        pupils, moves, enrolled = self._register.pupils, self._register.papers.moves, self._enrolled
        moment, bit, here, nobody_moved = self._moment, 1 << self._position, (self._class,), not moves
        only = sheets[0].listed if len(sheets) == 1 else {}
        for name in enrolled.union(*[sheet.listed for sheet in sheets]):
            pupil = pupils.get(name) or Pupil(name)
            cells = pupil.cells
            if name in moves.left and self._day in moves.stretch(name) and (best := self._winner(pupil)):
                if self._is_here(best[0], name):
                    yield explained(pupil, best[1], self._position)
            elif not cells[moment] & bit:
                if name in enrolled:
                    yield None
            elif only.get(name) == PRESENT and nobody_moved and pupil.classes == here and name in enrolled:
                yield PRESENT
            elif (nobody_moved and pupil.classes == here and name in enrolled) or self._is_marked_here(pupil):
                away = (
                    cells[2 + moment] | cells[4 + moment] | cells[6 + moment] | cells[8 + moment] | cells[10 + moment]
                )
                yield pupil.category_at(self._position, moment) if away & bit else PRESENT

    def _winner(self, pupil: Pupil) -> tuple[Sheet, int] | None:
        return self._register.marks.winners.of(pupil, self._position, self._moment)

    def _is_marked_here(self, pupil: Pupil) -> bool:
        if pupil.classes == (self._class,) and not self._register.papers.moves.knows(pupil.id):
            enrolments = self._register.enrolments(self._register.frame.year_at(self._position))
            if enrolments is None or all(each == self._class for each in enrolments.classes(pupil.id, self._position)):
                return True
        best = self._winner(pupil)
        return best is not None and self._is_here(best[0], pupil.id)

    def _is_here(self, sheet: Sheet, name: str) -> bool:
        """Whether a mark was given by this class of this school, and did not come from another school."""
        moved = self._register.papers.moves.mark(name, sheet.day, self._moment)
        return sheet.class_ == self._class and (moved is None or moved.sheet is not sheet)
