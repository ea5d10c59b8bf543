"""What stands on a list about a class or a school: missing roll calls, open registrations, absences to ask about.

Owns the counting, one function per unit. Pure: reads the register, knows no alert and no deadline. Called by
`streams.lists.watch` with the days that are looked at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import orjson

from schemas import ListedKind
from streams.law.rule import Rule, Unit
from streams.pages.late_notices import LateNotices
from streams.pages.sheet import END, MOMENTS, START, UNEXPLAINED
from streams.pages.taken import Taken
from streams.register.pupil import Pupil
from streams.register.register import Register
from streams.windows.days import days_between, positions_of
from streams.windows.enrolment import Enrolment

HALF_DAY_GRADE: Final = 7
"""From this grade on the register is also taken at the end of the day."""


class UnderRule(NamedTuple):
    """A pupil under a rule in a window, as its alert says: value and percentage as shown."""

    pupil: str
    class_: str | None
    value: int | float
    percent: str | None


class Item(NamedTuple):
    """One line of a list, in the order of lists: by class, day (proleptic ordinal, 0 = none), moment, pupil."""

    class_: str
    day: int
    moment: int | None
    pupil: str
    kind: ListedKind
    value: int | float = 1
    percent: str | None = None
    category: str | None = None
    received_at: str | None = None

    def to_json(self, day: str | None) -> bytes:
        """Return the line in canonical JSON; `day` is the date as text."""
        line = {
            "category": self.category,
            "class": self.class_ or None,
            "date": day,
            "kind": self.kind,
            "moment": None if self.moment is None else MOMENTS[self.moment],
            "percent": self.percent,
            "pupil": self.pupil or None,
            "received_at": self.received_at,
            "value": self.value,
        }
        return orjson.dumps(line)


class Look(NamedTuple):
    """Where to look: a rule, positions of school days in the register's frame, and the classes (None = all).

    `key` is that of the window that holds all the days, '' when each day is a window of its own.
    """

    rule: Rule
    days: int
    key: str
    classes: frozenset[str] | None


Found = tuple[int, Item]
"""The position of the school day on whose account something is listed, and the line."""


class Sight(NamedTuple):
    """What is looked at: a school's register, its roll calls taken, its late notices, its pupils under rules by key."""

    register: Register
    taken: Taken
    late_notices: LateNotices
    under_rule: Callable[[str, str], Iterable[UnderRule]]


def class_days(register: Register, class_: str, days: int) -> int:
    """Return those of the days that are school days of a class and on which somebody is enrolled in it."""
    found = 0
    for year in _years(register, days):
        enrolments = register.enrolments(year)
        enrolled = 0
        for each in enrolments.by_class.get(class_, ()) if enrolments else ():
            enrolled |= days_between(each.start, each.stop)
        found |= enrolled & days & register.papers.timetable.days(year, class_)
    return found


def classes_of(register: Register, days: int) -> dict[str, int]:
    """Return the classes that a roster names on any of the days, with their grade by the newest of these rosters."""
    grades: dict[str, int] = {}
    for year in _years(register, days):
        enrolments = register.enrolments(year)
        for class_, members in enrolments.by_class.items() if enrolments else ():
            if members:
                grades[class_] = members[0].grade
    return grades


def found(sight: Sight, look: Look) -> list[Found]:
    """Return what stands on the lists, in their order."""
    return sorted(_FINDERS[look.rule.count.unit](sight, look), key=_order) if look.days else []


def _order(one: Found) -> tuple[int, str, int, int, str, str, str]:
    position, item = one
    moment = -1 if item.moment is None else item.moment
    return position, item.class_, item.day, moment, item.pupil, item.kind, item.received_at or ""


def _missing_roll_calls(sight: Sight, look: Look) -> Iterator[Found]:
    register = sight.register
    for class_, grade in _asked(register, look).items():
        for position in positions_of(class_days(register, class_, look.days)):
            day = position + register.frame.origin
            for moment in _moments(look.rule, grade):
                if not sight.taken.has(class_, day, moment):
                    enrolments = register.enrolments(register.frame.year_at(position))
                    pupils = enrolments.pupils(class_, position) if enrolments else ()
                    yield position, Item(class_, day, moment, "", "no_roll_call", len(pupils))


def _silent_days(sight: Sight, look: Look) -> Iterator[Found]:
    for position in positions_of(look.days):
        day = position + sight.register.frame.origin
        if not sight.taken.any(day):
            yield position, Item("", day, None, "", "silent")


def _open_registrations(sight: Sight, look: Look) -> Iterator[Found]:
    moments = [_moments(look.rule, grade) for grade in range(11)]
    for each, pupil, days in _enrolled(sight.register, look):
        for moment in moments[each.grade]:
            open_ = days & ~pupil.cells[moment]
            if open_:
                yield from _lines(sight.register, each, open_, moment, "no_mark")
            open_ = days & pupil.cells[2 * UNEXPLAINED + moment]
            if open_:
                yield from _lines(sight.register, each, open_ & _unexplained(pupil, moment), moment, "unexplained")


def _unexplained_absences(sight: Sight, look: Look) -> Iterator[Found]:
    moments = [_moments(look.rule, grade) for grade in range(11)]
    for each, pupil, days in _enrolled(sight.register, look):
        for moment in moments[each.grade]:
            open_ = days & pupil.cells[2 * UNEXPLAINED + moment]
            if open_:
                yield from _lines(sight.register, each, open_ & _unexplained(pupil, moment), moment, "unexplained")


def _late_notices(sight: Sight, look: Look) -> Iterator[Found]:
    register = sight.register
    for position in positions_of(look.days):
        for late in sight.late_notices.of_day(position + register.frame.origin):
            pupil = register.pupils.get(late.pupil)
            first, last = late.first - register.frame.origin, late.after_last - register.frame.origin
            if pupil is None:
                continue
            open_days = (_unexplained(pupil, START) | _unexplained(pupil, END) & pupil.upper) & pupil.school_days.days
            for open_day in positions_of(open_days & days_between(first, last)):
                home = pupil.home_in(register.frame.year_at(open_day))
                item = Item(
                    home.class_ if home else "", open_day + register.frame.origin, None, late.pupil, "late_notice"
                )
                yield position, item._replace(category=late.category, received_at=late.received_at)


def _pupils(sight: Sight, look: Look) -> Iterator[Found]:
    for position in positions_of(look.days if not look.key else look.days & -look.days):
        key = look.key or sight.register.frame.day(position).isoformat()
        for each in sight.under_rule(look.rule.count.rule or "", key):
            yield position, Item(each.class_ or "", 0, None, each.pupil, "under_rule", each.value, each.percent)


_FINDERS: Final[Mapping[Unit, Callable[[Sight, Look], Iterator[Found]]]] = {
    Unit.MISSING_ROLL_CALLS: _missing_roll_calls,
    Unit.SILENT_DAYS: _silent_days,
    Unit.OPEN_REGISTRATIONS: _open_registrations,
    Unit.UNEXPLAINED_ABSENCES: _unexplained_absences,
    Unit.LATE_NOTICES: _late_notices,
    Unit.PUPILS: _pupils,
}


def _asked(register: Register, look: Look) -> dict[str, int]:
    grades = classes_of(register, look.days)
    return {class_: grade for class_, grade in grades.items() if look.classes is None or class_ in look.classes}


def _moments(rule: Rule, grade: int) -> list[int]:
    return [MOMENTS.index(name) for name in rule.count.moments if name == "start" or grade >= HALF_DAY_GRADE]


def _enrolled(register: Register, look: Look) -> Iterator[tuple[Enrolment, Pupil, int]]:
    """Yield everybody enrolled in the classes, with the school days among the days on which they were."""
    for year in _years(register, look.days):
        enrolments = register.enrolments(year)
        for class_, members in enrolments.by_class.items() if enrolments else ():
            if look.classes is not None and class_ not in look.classes:
                continue
            days = look.days & register.papers.timetable.days(year, class_)
            for each in members:
                enrolled = days & days_between(each.start, each.stop) & ~_moved_on(register, each.pupil)
                if enrolled:
                    yield each, register.pupils.get(each.pupil) or Pupil(each.pupil), enrolled


def _moved_on(register: Register, pupil: str) -> int:
    """Return the days whose marks of a pupil count at another school, where the pupil was transferred to."""
    moves = register.papers.moves
    if not moves:
        return 0
    stretch, origin = moves.stretch(pupil), register.frame.origin
    return days_between(stretch.first - origin, min(stretch.after_last - origin, register.frame.length))


def _lines(register: Register, each: Enrolment, days: int, moment: int, kind: ListedKind) -> Iterator[Found]:
    for position in positions_of(days):
        yield position, Item(each.class_, position + register.frame.origin, moment, each.pupil, kind)


def _unexplained(pupil: Pupil, moment: int) -> int:
    return pupil.cells[2 * UNEXPLAINED + moment] & ~(pupil.notified_sick | pupil.notified_leave)


def _years(register: Register, days: int) -> list[int]:
    """Return the school years of the frame that hold any of the days."""
    if not days:
        return []
    frame = register.frame
    first, last = (days & -days).bit_length() - 1, days.bit_length() - 1
    return list(range(frame.year_at(first), frame.year_at(last) + 1))
