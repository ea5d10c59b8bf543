"""The analysts' figures of a school, worked out naively from its events: every mark, every day, one by one.

Owns what a row of `absences`, `class_days` and `pupil_quarters` must be. Must not use the pipeline: marks and school
days come from the oracle. Used by the tests of whole districts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from schemas import RollCall
from tests.oracle.counting import day_marks
from tests.oracle.known import Known, school_year
from tests.oracle.marks import Mark, enrolled_in_class, winning_marks
from tests.oracle.view import View, school_days, see

Row = tuple[object, ...]

ABSENCES = "municipality, class, grade, pupil, date, moment, status, category, value, recorded_at, roll_call"
CLASS_DAYS = (
    "municipality, class, grade, date, moment, enrolled, present, late, sickness, leave, unlawful, unexplained,"
    " missing, recorded_at"
)
PUPIL_QUARTERS = (
    "municipality, class, grade, pupil, quarter, sickness_days, leave_days, unlawful_days, late_arrivals,"
    " planned_school_days, held_school_days, unlawful_percent, total_percent, as_of,"
    " unlawful_days_until_10, unlawful_days_until_15"
)


def views(known: Known, school: str) -> list[View]:
    """Everything that is known about each pupil of the school."""
    return [see(known, school, pupil, marks) for pupil, marks in winning_marks(known).items()]


def absences(pupils: Iterable[View]) -> list[Row]:
    """One row per absent or late mark on a school day."""
    return _sorted(
        (
            *(_municipality(view, day), mark.class_, mark.grade, view.pupil, day, mark.moment, mark.status),
            *(mark.category, 0.0 if mark.status == "late" else float(value), mark.recorded_at, mark.roll_call),
        )
        for view in pupils
        for day in view.school_days
        for mark, value in day_marks(view, day)
        if mark.status != "present"
    )


def class_days(known: Known, pupils: Iterable[View]) -> list[Row]:
    """One row per class, school day and moment that has a roll call."""
    marks = {(view.pupil, mark.date, mark.moment): mark for view in pupils for mark in view.marks}
    newest: dict[tuple[str, date, str], RollCall] = {}
    for _, roll_call in sorted(known.roll_calls, key=lambda pair: pair[0]):
        newest[roll_call.class_, roll_call.date, roll_call.moment] = roll_call
    return _sorted(_class_day(known, roll_call, marks) for roll_call in newest.values() if _is_held(known, roll_call))


def _is_held(known: Known, roll_call: RollCall) -> bool:
    calendar = known.calendar(school_year(roll_call.date))
    return calendar is not None and roll_call.date in school_days(calendar, roll_call.class_)


def _class_day(known: Known, roll_call: RollCall, marks: dict[tuple[str, date, str], Mark]) -> Row:
    class_, day, moment = roll_call.class_, roll_call.date, roll_call.moment
    there = [mark for (_, *place), mark in marks.items() if place == [day, moment] and mark.class_ == class_]
    counts = Counter(mark.category or mark.status for mark in there)
    enrolled = enrolled_in_class(known, roll_call)
    roster = known.roster(school_year(day))
    kinds = ("present", "late", "sickness", "leave", "unlawful", "unexplained")
    return (
        *(roster.municipality if roster else "", class_, roll_call.grade, day, moment, len(enrolled)),
        *(counts[kind] for kind in kinds),
        sum((pupil, day, moment) not in marks for pupil in enrolled),
        roll_call.recorded_at,
    )


def pupil_quarters(pupils: Iterable[View]) -> list[Row]:
    """One row per pupil and quarter that has a mark on a school day."""
    return _sorted(_quarter(view, quarter) for view in pupils for quarter in _quarters(view))


def _quarters(view: View) -> set[str]:
    return {_name(mark.date) for mark in view.kept_marks if mark.date in view.days}


def _quarter(view: View, quarter: str) -> Row:
    planned = [day for day in view.school_days if _name(day) == quarter]
    assert view.as_of is not None
    held = [day for day in planned if day <= view.as_of]
    days: Counter[str] = Counter()
    half_days: Counter[str] = Counter()
    for day in held:
        for mark, value in day_marks(view, day):
            days[mark.status] += 1
            half_days[mark.category] += int(2 * value)
    sickness, leave = Fraction(half_days["sickness"], 2), Fraction(half_days["leave"], 2)
    unlawful = Fraction(half_days["unlawful"] + half_days["unexplained"], 2)
    home = view.class_and_grade(held[-1])
    assert home is not None
    return (
        *(_municipality(view, held[-1]), *home, view.pupil, quarter, float(sickness), float(leave), float(unlawful)),
        *(days["late"], len(planned), len(held), _percent(unlawful, len(planned))),
        *(_percent(sickness + leave + unlawful, len(planned)), held[-1]),
        *(_days_until(percent, unlawful, len(planned), home[1]) for percent in (10, 15)),
    )


def _days_until(percent: int, unlawful: Fraction, planned: int, grade: int) -> float | None:
    """Add day after day, or half day after half day, until the threshold is reached."""
    if not unlawful:
        return None
    more = Fraction(0)
    while 100 * (unlawful + more) < percent * planned:
        more += Fraction(1, 2) if grade >= 7 else 1
    return float(more)


def _name(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _percent(value: Fraction, days: int) -> float:
    return int(1000 * value / days) / 10


def _municipality(view: View, day: date) -> str:
    return dict(view.municipalities).get(school_year(day), "")


def _sorted(rows: Iterator[Row]) -> list[Row]:
    return sorted(rows, key=repr)
