"""Who is enrolled where and when: one school's roster of one school year.

Owns the meaning of a SchoolRoster: classes of a pupil on a day, pupils of a class on a day, enrolled school days.
Positions are of the school's frame. Used by the register, the judge and the figures.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import NamedTuple

from schemas import SchoolRoster
from streams.windows.days import Frame, days_between, school_year_from


class Enrolment(NamedTuple):
    """A pupil's time in a class: positions in the frame, `stop` excluded."""

    pupil: str
    class_: str
    grade: int
    start: int
    stop: int
    household: str | None = None


class Together(NamedTuple):
    """Who is enrolled in a class as long as nobody comes or leaves: positions in the frame, `stop` excluded."""

    start: float
    stop: float
    pupils: tuple[str, ...]


@dataclass(frozen=True)
class Enrolments:
    """A roster taken apart: enrolments by pupil and by class, within the school year."""

    municipality: str
    by_pupil: Mapping[str, tuple[Enrolment, ...]]
    by_class: Mapping[str, tuple[Enrolment, ...]]
    _of_class: dict[str, "Together"] = field(default_factory=dict, repr=False)

    def of(self, pupil: str) -> tuple[Enrolment, ...]:
        """Return the enrolments of a pupil."""
        return self.by_pupil.get(pupil, ())

    def pupils(self, class_: str, position: int) -> tuple[str, ...]:
        """Return the pupils enrolled in a class on a day."""
        known = self._of_class.get(class_)
        if known is None or not known.start <= position < known.stop:
            known = self._of_class[class_] = _together(self.by_class.get(class_, ()), position)
        return known.pupils

    def classes(self, pupil: str, position: int) -> tuple[str, ...]:
        """Return the classes in which a pupil is enrolled on a day: none or one, as intervals are disjoint."""
        return tuple([each.class_ for each in self.of(pupil) if each.start <= position < each.stop])

    def _households(self) -> Mapping[str, frozenset[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        for each in (enrolment for enrolments in self.by_pupil.values() for enrolment in enrolments):
            if each.household is not None:
                members[each.household].add(each.pupil)
        return {household: frozenset(pupils) for household, pupils in members.items() if len(pupils) > 1}

    @cached_property
    def siblings(self) -> Mapping[str, tuple[str, ...]]:
        """The other pupils of the roster who share a household with a pupil, for all who have any."""
        siblings: dict[str, frozenset[str]] = {}
        for members in self._households().values():
            for pupil in members:
                siblings[pupil] = siblings.get(pupil, frozenset()) | members - {pupil}
        return {pupil: tuple(sorted(members)) for pupil, members in siblings.items()}

    def days(self, pupil: str) -> int | None:
        """Return the days of the school year on which a pupil is enrolled, None when the roster does not name it."""
        enrolments = self.by_pupil.get(pupil)
        if enrolments is None:
            return None
        days = 0
        for each in enrolments:
            days |= days_between(each.start, each.stop)
        return days


def _together(enrolled: Iterable[Enrolment], position: int) -> Together:
    edges = {-inf, inf} | {edge for each in enrolled for edge in (each.start, each.stop)}
    pupils = tuple([each.pupil for each in enrolled if each.start <= position < each.stop])
    return Together(
        max(edge for edge in edges if edge <= position), min(edge for edge in edges if edge > position), pupils
    )


def enrolments_from(frame: Frame, roster: SchoolRoster) -> Enrolments:
    """Take a roster apart; enrolments are cut to its school year."""
    year = school_year_from(roster.school_year)
    opens, closes = frame.year_start(year), frame.year_start(year + 1)
    edges: dict[int, int] = {}  # most come and leave on the same days: one number for all
    by_pupil: dict[str, list[Enrolment]] = defaultdict(list)
    by_class: dict[str, list[Enrolment]] = defaultdict(list)
    for class_ in roster.classes:
        for pupil in class_.pupils:
            start = max(opens, frame.position(pupil.first))
            stop = closes if pupil.after_last is None else min(closes, frame.position(pupil.after_last))
            place = sys.intern(pupil.pupil), sys.intern(class_.class_), class_.grade
            household = None if pupil.household is None else sys.intern(pupil.household)
            enrolment = Enrolment(*place, edges.setdefault(start, start), edges.setdefault(stop, stop), household)
            by_pupil[enrolment.pupil].append(enrolment)
            by_class[class_.class_].append(enrolment)
    return Enrolments(
        municipality=roster.municipality or "",
        by_pupil={pupil: tuple(each) for pupil, each in by_pupil.items()},
        by_class={class_: tuple(each) for class_, each in by_class.items()},
    )
