"""SchoolCalendar: the school days of one school in one school year.

Owns the message and the check of its intervals; which days are school days is computed elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator, FailFast

from schemas.fields import ClassName, Day, EventId, Instant, School, SchoolYear
from schemas.intervals import SchoolYearBounds
from schemas.message import InputMessage, Message
from schemas.rejection import Flaw


def _tuple_or_empty_when_null(value: object) -> object:
    """Prepare a strict tuple field: behind a validator of ours an array arrives as a list."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else value


def _empty_mapping_when_null(value: object) -> object:
    return {} if value is None else value


class DayOff(Message):
    """Days without school, [first, after_last)."""

    first: Day
    """First day without school."""
    after_last: Day
    """First day after it, not included."""
    name: str | None = None
    """What the days are called, such as Efterårsferie."""


DaysOff = Annotated[
    tuple[DayOff, ...],
    FailFast(),
    BeforeValidator(_tuple_or_empty_when_null, json_schema_input_type=tuple[DayOff, ...] | None),
]


class ClassCalendar(Message):
    """What narrows the school's calendar for one class; null = as the school."""

    first_day: Day | None = None
    """The class's first school day, if later than the school's."""
    after_last_day: Day | None = None
    """First day after the class's last school day, if earlier than the school's."""
    days_off: DaysOff = ()
    """Days off in addition to the school's."""


class SchoolCalendar(InputMessage):
    """All school days of one school and school year: Monday to Friday in [first_day, after_last_day) less days_off."""

    id: EventId
    school: School
    school_year: SchoolYear
    recorded_at: Instant
    """When it was decided; of all calendars of the school and school year the newest holds."""
    first_day: Day
    """First school day."""
    after_last_day: Day
    """First day after the last school day, not included."""
    days_off: DaysOff = ()
    classes: Annotated[
        Mapping[ClassName, ClassCalendar],
        BeforeValidator(_empty_mapping_when_null, json_schema_input_type=Mapping[ClassName, ClassCalendar] | None),
    ] = {}
    """Classes whose days are fewer than the school's."""

    def flaw(self) -> Flaw | None:
        """Return the first interval that is empty, turned round or outside the school year, or None."""
        return next((flaw for flaw in self._interval_flaws() if flaw), None)

    def _interval_flaws(self) -> Iterator[Flaw | None]:
        bounds = SchoolYearBounds.of(self.school_year)
        yield bounds.flaw(self.first_day, self.after_last_day, "first_day")
        for index, days in enumerate(self.days_off):
            yield bounds.flaw(days.first, days.after_last, "days_off", index)
        for name, narrowed in self.classes.items():
            yield bounds.flaw(narrowed.first_day, narrowed.after_last_day, "classes", name, "first_day")
            for index, days in enumerate(narrowed.days_off):
                yield bounds.flaw(days.first, days.after_last, "classes", name, "days_off", index)
