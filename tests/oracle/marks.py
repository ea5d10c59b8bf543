"""Which mark of a pupil holds at each moment of each day, found by trying every entry of every roll call.

Owns explicit against implied marks, erasures and what a notice explains.
Must not know of windows or rules. Called by view.py.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from schemas import RollCall
from tests.oracle.known import Known, Rank, danish_day, school_year

MOMENTS = ("start", "end")
Day = date
Place = tuple[date, int]


@dataclass(frozen=True)
class Mark:
    """The registration that holds for one pupil at one moment; `category` is the effective one, "" unless absent."""

    date: Day
    moment: str
    status: str
    category: str
    class_: str
    grade: int
    roll_call: str
    recorded_at: datetime

    @property
    def place(self) -> Place:
        """Sorts by date, then moment."""
        return (self.date, MOMENTS.index(self.moment))


def winning_marks(known: Known) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of every pupil of a school that nobody left or came to, by date and moment."""
    by_pupil: dict[str, list[Mark]] = {}
    for (pupil, _, _), (_, mark) in best_marks(known).items():
        by_pupil.setdefault(pupil, []).append(explained(known, pupil, mark))
    return {pupil: tuple(sorted(marks, key=_place)) for pupil, marks in by_pupil.items()}


def best_marks(known: Known) -> dict[tuple[str, date, str], tuple[Rank, Mark]]:
    """Return the mark that a school's own roll calls give, by pupil, date and moment, without what notices explain."""
    best: dict[tuple[str, date, str], tuple[Rank, Mark]] = {}
    for rank, roll_call in known.roll_calls:
        for pupil, mark in _all_marks(known, roll_call):
            if is_erased(known, pupil, rank[0]):
                continue
            place = (pupil, mark.date, mark.moment)
            if place not in best or best[place][0] < rank:
                best[place] = (rank, mark)
    return best


def _place(mark: Mark) -> Place:
    return mark.place


def _all_marks(known: Known, roll_call: RollCall) -> list[tuple[str, Mark]]:
    present = Mark(
        date=roll_call.date,
        moment=roll_call.moment,
        status="present",
        category="",
        class_=roll_call.class_,
        grade=roll_call.grade,
        roll_call=roll_call.id,
        recorded_at=roll_call.recorded_at,
    )
    explicit = [
        (entry.pupil, replace(present, status=entry.status, category=_category(entry.status, entry.category)))
        for entry in roll_call.entries
    ]
    listed = {pupil for pupil, _ in explicit}
    implied = enrolled_in_class(known, roll_call) - listed if roll_call.complete else set()
    return explicit + [(pupil, present) for pupil in implied]


def _category(status: str, category: str | None) -> str:
    if status != "absent":
        return ""
    return category or "unexplained"


def enrolled_in_class(known: Known, roll_call: RollCall) -> set[str]:
    """Return the pupils whom the roster of the date's school year enrols in the class on the date."""
    roster = known.roster(school_year(roll_call.date))
    return {
        enrolment.pupil
        for one in (roster.classes if roster else ())
        if one.class_ == roll_call.class_
        for enrolment in one.pupils
        if enrolment.first <= roll_call.date and (enrolment.after_last is None or roll_call.date < enrolment.after_last)
    }


def is_erased(known: Known, pupil: str, recorded_at: datetime) -> bool:
    """Whether what was recorded of a pupil then is to be forgotten."""
    return any(e.pupil == pupil and recorded_at <= e.requested_at for _, e in known.erasures)


def explained(known: Known, pupil: str, mark: Mark) -> Mark:
    """Return a mark with the category that a notice gives it."""
    if mark.category != "unexplained":
        return mark
    applying = [
        (rank, notice)
        for rank, notice in known.notices
        if notice.pupil == pupil
        and notice.first <= mark.date < notice.after_last
        and danish_day(notice.received_at) <= mark.date
        and not is_erased(known, pupil, notice.received_at)
    ]
    if not applying:
        return mark
    return replace(mark, category=max(applying, key=lambda pair: pair[0])[1].category)
