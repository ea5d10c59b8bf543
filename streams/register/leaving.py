"""Which marks of a school follow pupils to other schools, and which roll calls may give any.

Owns the question only: what moves is worked out from pages and papers, and told by `streams.register.departures`.
Used by the register.
"""

from collections.abc import Iterable
from datetime import date

from streams.pages.pages import Pages
from streams.pages.sheet import Sheet
from streams.register.departures import Leaving
from streams.register.papers import Papers
from streams.register.pupil import Pupil
from streams.register.routes import onward, origin, target
from streams.register.standing import marks_to_hand_on
from streams.windows.days import school_year_of


def leaving(pages: Pages, papers: Papers, pupil: Pupil) -> Leaving | None:
    """Return what follows a pupil to another school, None for one who stays."""
    held = papers.moves.left.get(pupil.id)
    if held is None or target(held) == origin(held):
        return None
    routes = onward(held, papers.moves.routes(pupil.id))
    return Leaving(target(held), routes, marks_to_hand_on(pages, papers, pupil))


def leaving_with(papers: Papers, sheet: Sheet) -> list[str]:
    """Return the pupils whom a roll call may mark on a day whose marks go on to another school."""
    moves = papers.moves
    if sheet.day >= moves.until:
        return []
    names = dict.fromkeys([*sheet.pupils, *_implied(papers, sheet)])
    return [name for name in names if name in moves.left and sheet.day in moves.stretch(name)]


def _implied(papers: Papers, sheet: Sheet) -> Iterable[str]:
    enrolments = papers.enrolments(school_year_of(date.fromordinal(sheet.day))) if sheet.is_complete else None
    return enrolments.pupils(sheet.class_, sheet.day - papers.frame.origin) if enrolments else ()
