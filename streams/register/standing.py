"""The winning marks of one pupil found in one pass over the roll calls that may give any.

Owns how the school's own roll calls and marks that came from other schools compete. Used where a pupil is worked out
anew and where marks are handed on; single marks are asked of `streams.register.marks`.
"""

from datetime import date

from streams.pages.pages import Pages
from streams.pages.sheet import LEAVE, PRESENT, SICKNESS, UNEXPLAINED, Sheet
from streams.register.moved import Moved, MovedMarks, Place, alone
from streams.register.papers import Papers
from streams.register.pupil import Pupil
from streams.windows.days import first_ordinal, school_year_of


def standing_marks(pages: Pages, papers: Papers, pupil: Pupil) -> MovedMarks:
    """Return the winning mark of each place, in the frame or not, whether it counts here or goes on to another school.

    A code has what notices of earlier schools explained put in, not what those of this school do.
    """
    best = {place: Moved(alone(sheet, pupil.id), code) for place, (sheet, code) in _own(pages, papers, pupil).items()}
    for place, mark in papers.moves.marks(pupil.id).items():
        if place not in best or mark.sheet.outranks(best[place].sheet):
            best[place] = mark
    return best


def marks_to_hand_on(pages: Pages, papers: Papers, pupil: Pupil) -> list[Moved]:
    """Return the marks that go on to another school, by date and moment, as the notices of this school explain them.

    Only those of the newest school year among them and of the one before: no other school keeps more.
    """
    stretch = papers.moves.stretch(pupil.id)
    marks = [each for each in sorted(standing_marks(pages, papers, pupil).items()) if each[0][0] in stretch]
    if not marks:
        return []
    first = first_ordinal(school_year_of(date.fromordinal(marks[-1][0][0])) - 1)
    return [Moved(mark.sheet, _explained(papers, pupil, mark)) for (day, _), mark in marks if day >= first]


def _explained(papers: Papers, pupil: Pupil, mark: Moved) -> int:
    notice = papers.notice_of(pupil.id, mark.sheet.day) if mark.code == UNEXPLAINED else None
    if notice is None:
        return mark.code
    return SICKNESS if notice.category == "sickness" else LEAVE


def _own(pages: Pages, papers: Papers, pupil: Pupil) -> dict[Place, tuple[Sheet, int]]:
    best: dict[Place, tuple[Sheet, int]] = {}
    for class_ in {*pupil.classes, *papers.classes_of(pupil.id)}:
        for sheet in pages.of_class(class_):
            code = _code(papers, pupil.id, sheet)
            place = sheet.day, sheet.moment
            if code is not None and (place not in best or sheet.outranks(best[place][0])):
                best[place] = sheet, code & 7
    return best


def _code(papers: Papers, pupil: str, sheet: Sheet) -> int | None:
    if papers.is_erased(pupil, sheet.recorded):
        return None
    code = sheet.listed.get(pupil)
    if code is not None or not sheet.is_complete:
        return code
    enrolments = papers.enrolments(school_year_of(date.fromordinal(sheet.day)))
    is_enrolled = enrolments and sheet.class_ in enrolments.classes(pupil, sheet.day - papers.frame.origin)
    return PRESENT if is_enrolled else None
