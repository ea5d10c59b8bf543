"""Which roll call gives a pupil a mark: of all that are about it the greatest version wins, whichever class it is of.

Owns the comparison between the roll calls of this school and those that came from others. Used by the register and by
whoever needs the roll call behind a mark.
"""

from streams.pages.pages import Pages
from streams.pages.sheet import PRESENT, Sheet
from streams.register.moved import alone
from streams.register.papers import Papers
from streams.register.pupil import Pupil


class Winners:
    """The winning roll calls of one school, found on its pages."""

    def __init__(self, pages: Pages, papers: Papers) -> None:
        self._pages = pages
        self._papers = papers

    def of(self, pupil: Pupil, position: int, moment: int) -> tuple[Sheet, int] | None:
        """Return the roll call that gives a pupil its mark and the code it gives, None without a mark."""
        enrolments = self._papers.enrolments(self._papers.frame.year_at(position))
        enrolled = enrolments.classes(pupil.id, position) if enrolments else ()
        best: tuple[Sheet, int] | None = None
        for class_ in {*pupil.classes, *enrolled}:
            for sheet in self._pages.at(class_, position + self._papers.frame.origin, moment):
                code = sheet.listed.get(pupil.id)
                if code is None and not (sheet.is_complete and class_ in enrolled):
                    continue
                if self._papers.is_erased(pupil.id, sheet.recorded):
                    continue
                if best is None or sheet.outranks(best[0]):
                    best = sheet, PRESENT if code is None else code & 7
        return self._of_schools(best, pupil.id, position, moment) if self._papers.moves else best

    def _of_schools(
        self, own: tuple[Sheet, int] | None, name: str, position: int, moment: int
    ) -> tuple[Sheet, int] | None:
        """Return which wins: the roll call of this school, or one that came from another."""
        moved = self._papers.moves.mark(name, position + self._papers.frame.origin, moment)
        if moved and (own is None or moved.sheet.outranks(alone(own[0], name))):
            return moved.sheet, moved.code
        return own
