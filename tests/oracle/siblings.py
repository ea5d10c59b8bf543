"""Who is whose sibling, found by comparing everybody with everybody in the rosters.

Owns the views of a school with the absences of siblings in them. Must not know of rules. Called by judgement.py and by
the replayer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tests.oracle.counting import day_marks
from tests.oracle.known import Known, school_year
from tests.oracle.marks import Mark
from tests.oracle.view import View, see


def look(known: Known, school: str, marks: Mapping[str, tuple[Mark, ...]], also: Iterable[str] = ()) -> dict[str, View]:
    """Return the view of everybody with a mark, and of those named, who may have none any more."""
    views = {pupil: see(known, school, pupil, marks.get(pupil, ())) for pupil in {*marks, *also}}
    return {pupil: replace(view, sibling_absences=_absences(known, view, views)) for pupil, view in views.items()}


def _absences(known: Known, view: View, views: dict[str, View]) -> tuple[Mark, ...]:
    found = [
        mark
        for other in views.values()
        for day in other.school_days
        if other.pupil != view.pupil and _are_siblings(known, school_year(day), view.pupil, other.pupil)
        for mark, _ in day_marks(other, day)
        if mark.status == "absent"
    ]
    return tuple(sorted(found, key=lambda mark: (mark.date, mark.moment, mark.category, mark.roll_call, mark.class_)))


def _are_siblings(known: Known, year: int, pupil: str, other: str) -> bool:
    return bool(_households(known, year, pupil) & _households(known, year, other))


def _households(known: Known, year: int, pupil: str) -> set[str]:
    roster = known.roster(year)
    enrolled = [each for one in (roster.classes if roster else ()) for each in one.pupils if each.pupil == pupil]
    return {each.household for each in enrolled if each.household is not None}
