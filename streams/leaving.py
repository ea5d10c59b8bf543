"""Which marks of a school follow pupils to other schools, and which roll calls may give any.

Owns the question only: what moves is worked out from pages and papers, and told by `streams.departures`. Used by the
register.
"""

from collections.abc import Iterable
from datetime import date

from streams.days import school_year_of
from streams.departures import Leaving
from streams.pages import Pages
from streams.papers import Papers
from streams.pupil import Pupil
from streams.routes import onward, origin, target
from streams.sheet import Sheet
from streams.standing import marks_to_hand_on


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
