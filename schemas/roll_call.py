"""RollCall: one class at one moment of one day.

Owns the message and what makes one unusable; what its marks mean is decided elsewhere.
"""

from operator import attrgetter
from typing import Annotated

from pydantic import BeforeValidator, FailFast, Field

from schemas.dates import danish_date, school_year_start
from schemas.fields import ClassName, EventId, Grade, Instant, OpaqueId, RollCallDay, School
from schemas.message import InputMessage, Message
from schemas.rejection import Flaw, Reason
from schemas.vocabulary import Category, Moment, Status

FIRST_GRADE_WITH_END_MOMENT = 7

_pupil_of = attrgetter("pupil")
_category_of = attrgetter("category")


def _false_when_null(value: object) -> object:
    return False if value is None else value


class Entry(Message):
    """One pupil in a roll call."""

    pupil: OpaqueId
    status: Status
    """`late` counts as present, and as one late arrival."""
    category: Category | None = None
    """Cause of an absence; null = not yet explained, which counts as unlawful."""


class RollCall(InputMessage):
    """One class, one moment of one day. A single registration or a correction is a roll call with one entry."""

    id: EventId
    school: School
    class_: ClassName = Field(alias="class")
    grade: Grade
    date: RollCallDay
    """The day of attendance."""
    moment: Moment
    """`start` of the school day, or `end` of it (grades 7 to 10 only)."""
    recorded_at: Instant
    """When it was registered; of all about the same moment the newest wins."""
    complete: Annotated[bool, BeforeValidator(_false_when_null, json_schema_input_type=bool | None)] = False
    """Whether enrolled pupils of the class who are not listed were present."""
    entries: Annotated[tuple[Entry, ...], FailFast()]
    """One per pupil at most."""

    def flaw(self) -> Flaw | None:
        """Return the first thing wrong with pupils, categories, moment or date, or None."""
        return self._entry_flaw() or self._date_flaw()

    def _entry_flaw(self) -> Flaw | None:
        if len(set(map(_pupil_of, self.entries))) < len(self.entries):
            return Flaw(Reason.DUPLICATE_PUPIL, "entries: a pupil stands twice")
        if any(entry.status != "absent" for entry in filter(_category_of, self.entries)):
            return Flaw(Reason.CATEGORY_WITHOUT_ABSENCE, "entries: a category without status absent")
        if self.moment == "end" and self.grade < FIRST_GRADE_WITH_END_MOMENT:
            return Flaw(Reason.END_MOMENT_FOR_GRADE, "moment: end is for grades 7 to 10 only")
        return None

    def _date_flaw(self) -> Flaw | None:
        recorded_on = danish_date(self.recorded_at)
        if self.date > recorded_on:
            return Flaw(Reason.DATE_IN_FUTURE, "date: after the Danish date of recorded_at")
        if school_year_start(self.date) < school_year_start(recorded_on) - 1:
            return Flaw(Reason.TOO_OLD, "date: before the school year that precedes the one of recorded_at")
        return None
