"""SchoolRoster: everybody enrolled at a school at any time of one school year.

Owns the message and the check of its intervals. An enrolment may reach out of the school year at both ends
(a pupil who came years ago, one who stays): only its days inside the year are used, so only empty ones are wrong.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated

from pydantic import FailFast, Field

from schemas.fields import ClassName, Day, EventId, Grade, Instant, Municipality, OpaqueId, School, SchoolYear
from schemas.intervals import interval_flaw
from schemas.message import InputMessage, Message
from schemas.rejection import Flaw, Reason


class Enrolment(Message):
    """One pupil in one class during [first, after_last)."""

    pupil: OpaqueId
    first: Day
    """First day in the class."""
    after_last: Day | None = None
    """First day after leaving the class, not included; null = still there."""
    household: OpaqueId | None = Field(None, description="Opaque id that siblings share")


class RosterClass(Message):
    """One class and its pupils. A class may stand several times: its pupils are those of all together."""

    class_: ClassName = Field(alias="class")
    grade: Grade
    pupils: Annotated[tuple[Enrolment, ...], FailFast()]


class SchoolRoster(InputMessage):
    """The whole school for one school year; replaces the roster before it."""

    id: EventId
    school: School
    school_year: SchoolYear
    municipality: Municipality | None = None
    recorded_at: Instant
    """When it was drawn up; of all rosters of the school and school year the newest holds."""
    classes: Annotated[tuple[RosterClass, ...], FailFast()]

    def flaw(self) -> Flaw | None:
        """Return the first empty enrolment, else the first pupil with overlapping enrolments, or None."""
        return self._empty_enrolment() or self._overlap()

    def _enrolments(self) -> Iterator[tuple[tuple[str | int, ...], Enrolment]]:
        for class_index, roster_class in enumerate(self.classes):
            for index, enrolment in enumerate(roster_class.pupils):
                yield ("classes", class_index, "pupils", index), enrolment

    def _empty_enrolment(self) -> Flaw | None:
        flaws = (interval_flaw(item.first, item.after_last, *path) for path, item in self._enrolments())
        return next((flaw for flaw in flaws if flaw), None)

    def _overlap(self) -> Flaw | None:
        intervals = sorted((item.pupil, item.first, item.after_last or date.max) for _, item in self._enrolments())
        for (pupil, _, after_last), (next_pupil, next_first, _) in pairwise(intervals):
            if pupil == next_pupil and next_first < after_last:
                return Flaw(Reason.DUPLICATE_PUPIL, "classes: a pupil stands twice with overlapping intervals")
        return None
