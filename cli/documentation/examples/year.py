"""The school of the examples in the school year 2025/26: its calendar, its roster, and what happens there, told short.

The days of a Danish calendar: 37 from July to September, then 53, 55 and 55, together 200. 7B is asked at the start and
at the end of the day, 2A at its start. Owns no rule. Used by the tables of examples beside it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from schemas import (
    COPENHAGEN,
    AbsenceNotice,
    Category,
    ClockTick,
    DayOff,
    Deadline,
    Enrolment,
    Entry,
    InputEvent,
    Moment,
    RollCall,
    RosterClass,
    SchoolCalendar,
    SchoolRoster,
)
from streams.pipeline import PARTITIONS
from streams.routing import partition_of

SCHOOL = "280123"
ONE_DAY = timedelta(days=1)
CLASSES = {"7B": (7, ("p1", "p2", "p3", "p4", "p5")), "2A": (2, ("p6", "p7"))}
SIBLINGS = ("p1", "p6")
FIRST, AFTER_LAST = date(2025, 8, 11), date(2026, 6, 27)
BREAKS = (
    (date(2025, 10, 13), date(2025, 10, 18)),
    (date(2025, 12, 20), date(2026, 1, 5)),
    (date(2026, 2, 9), date(2026, 2, 14)),
    (date(2026, 3, 30), date(2026, 4, 7)),
    (date(2026, 5, 14), date(2026, 5, 16)),
    (date(2026, 5, 25), date(2026, 5, 26)),
    (date(2026, 6, 5), date(2026, 6, 6)),
)
HOURS = {"day": time(0, 10), "start": time(10), "end": time(16)}
TAKEN = {"start": time(8, 5), "end": time(14, 5)}

Days = Sequence[date]
Story = Sequence[InputEvent]


class Example(NamedTuple):
    """What happens to a pupil, a class or a school, said in a sentence, and whether the rule then speaks."""

    rule: str
    speaks: bool
    says: str
    story: Story


def speaks(rule: str, says: str, *parts: Iterable[InputEvent]) -> Example:
    """Tell of a case in which the rule speaks."""
    return Example(rule, speaks=True, says=says, story=joined(parts))


def silent(rule: str, says: str, *parts: Iterable[InputEvent]) -> Example:
    """Tell of a case in which it does not."""
    return Example(rule, speaks=False, says=says, story=joined(parts))


def joined(parts: Iterable[Iterable[InputEvent]]) -> Story:
    """Return the events of some parts of a story, one part after the other."""
    return [event for part in parts for event in part]


def opening(municipality: str) -> Story:
    """Return what is known before the first day: the calendar and who sits where."""
    calendar = SchoolCalendar(
        id="cal-1",
        school=SCHOOL,
        school_year="2025/26",
        recorded_at=_at(date(2025, 6, 1), time(12)),
        first_day=FIRST,
        after_last_day=AFTER_LAST,
        days_off=tuple(DayOff(first=first, after_last=after_last) for first, after_last in BREAKS),
    )
    roster = SchoolRoster(
        id="ro-1",
        school=SCHOOL,
        school_year="2025/26",
        municipality=municipality,
        recorded_at=_at(date(2025, 8, 1), time(12)),
        classes=tuple(
            RosterClass.model_validate({"class": name, "grade": grade, "pupils": tuple(map(_enrolled, pupils))})
            for name, (grade, pupils) in CLASSES.items()
        ),
    )
    return calendar, roster


def _enrolled(pupil: str) -> Enrolment:
    return Enrolment(pupil=pupil, first=FIRST, household="h1" if pupil in SIBLINGS else None)


def day(text: str) -> Days:
    """Return one day, "2025-09-15"."""
    return (date.fromisoformat(text),)


def school_days(first: str, count: int) -> Days:
    """Return so many school days on end."""
    return tuple(each for each in _all_days() if each >= date.fromisoformat(first))[:count]


def same_weekday(first: str, count: int, weeks: int = 1) -> Days:
    """Return so many school days, each so many weeks after the one before."""
    begin = date.fromisoformat(first)
    known = set(_all_days())
    days = (begin + timedelta(weeks=n * weeks) for n in range(60))
    return tuple(each for each in days if each in known)[:count]


def _all_days() -> Iterator[date]:
    for n in range((AFTER_LAST - FIRST).days):
        each = FIRST + timedelta(days=n)
        if each.weekday() < 5 and not any(first <= each < after_last for first, after_last in BREAKS):
            yield each


def away(days: Days, category: Category | None = None, pupil: str = "p1") -> Iterator[RollCall]:
    """Tell that a pupil is absent on whole days; without a category nobody knows why."""
    class_, entry = _class_of(pupil), Entry(pupil=pupil, status="absent", category=category)
    for each in days:
        for moment in _moments(class_):
            yield roll_call(each, moment, class_, {pupil: entry})


def half_away(days: Days, category: Category | None = None) -> Iterator[RollCall]:
    """Tell that the pupil of 7B is there at the start of a day and gone at its end: half a day."""
    for each in days:
        yield roll_call(each, "start")
        yield roll_call(each, "end", absent={"p1": Entry(pupil="p1", status="absent", category=category)})


def late(days: Days) -> Iterator[RollCall]:
    """Tell that the pupil comes late."""
    for each in days:
        yield roll_call(each, "start", absent={"p1": Entry(pupil="p1", status="late")})


def there(days: Days, class_: str = "7B") -> Iterator[RollCall]:
    """Tell that everybody of a class is there all day."""
    for each in days:
        for moment in _moments(class_):
            yield roll_call(each, moment, class_)


def roll_call(
    on: date, moment: Moment, class_: str = "7B", absent: dict[str, Entry] | None = None, at: time | None = None
) -> RollCall:
    """Return what one class is asked at one moment: everybody is present but those who are not."""
    grade, pupils = CLASSES[class_]
    entries = {pupil: Entry(pupil=pupil, status="present") for pupil in pupils} if absent is None else absent
    names = "-".join(sorted(absent or {}))
    return RollCall.model_validate(
        {
            "id": f"rc-{on}-{class_}-{moment}-{names}",
            "school": SCHOOL,
            "class": class_,
            "grade": grade,
            "date": on,
            "moment": moment,
            "recorded_at": _at(on, at or TAKEN[moment]),
            "entries": tuple(entries.values()),
        }
    )


def notice(days: Days, received: str, category: Category = "sickness") -> Iterator[AbsenceNotice]:
    """Tell that the home reports the pupil of 7B ill at a Danish time, "2025-09-15 07:30"."""
    yield AbsenceNotice.model_validate(
        {
            "id": f"no-{received}",
            "school": SCHOOL,
            "pupil": "p1",
            "first": days[0],
            "after_last": days[-1] + ONE_DAY,
            "category": category,
            "received_at": datetime.fromisoformat(received).replace(tzinfo=COPENHAGEN),
        }
    )


def clock(on: str, *deadlines: Deadline) -> Iterator[ClockTick]:
    """Tell that deadlines of a date have passed."""
    for deadline in deadlines:
        partition, local_date = partition_of(SCHOOL, PARTITIONS), date.fromisoformat(on)
        yield ClockTick(
            id=f"tick-{on}-{deadline}",
            partition=partition,
            at=_at(local_date, HOURS[deadline]),
            local_date=local_date,
            deadline=deadline,
        )


def _class_of(pupil: str) -> str:
    return next(name for name, (_, pupils) in CLASSES.items() if pupil in pupils)


def _moments(class_: str) -> tuple[Moment, ...]:
    return ("start", "end") if CLASSES[class_][0] >= 7 else ("start",)


def _at(on: date, hour: time) -> datetime:
    return datetime.combine(on, hour, tzinfo=COPENHAGEN)
