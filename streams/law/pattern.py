"""What a pattern of absence asks for: frozen parameters, one type per pattern, as a rule pack gives them.

Owns the types and what must be there before a pattern can hold at all; decides nothing. Made by
`streams.law.pattern_fields`, part of a rule's count. A new pattern is one type here, one function and its words.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class WeekdayShare:
    """At least `percent` of at least `absence_days` days of absence on one weekday."""

    kind: ClassVar[str] = "weekday_share"
    percent: int
    absence_days: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return self.absence_days


@dataclass(frozen=True, slots=True)
class RepeatedlyLate:
    """Late arrivals in at least `weeks` different weeks."""

    kind: ClassVar[str] = "repeatedly_late"
    weeks: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return self.weeks


@dataclass(frozen=True, slots=True)
class UnexplainedInARow:
    """Days of absence that nobody has explained, without a day of attendance between them."""

    kind: ClassVar[str] = "unexplained_in_a_row"

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return 1


@dataclass(frozen=True, slots=True)
class BesideABreak:
    """Absence on the last school day before or the first after at least `days_off` days on end without school.

    Beside at least `breaks` different ones, and on at least `percent` of all days of absence.
    """

    kind: ClassVar[str] = "beside_a_break"
    days_off: int
    breaks: int
    percent: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold; one day may stand between two breaks."""
        return (self.breaks + 1) // 2


@dataclass(frozen=True, slots=True)
class AfterIllness:
    """Absence within `following_school_days` of the return from at least `illness_days` days of sickness."""

    kind: ClassVar[str] = "after_illness"
    illness_days: int
    following_school_days: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return 1


@dataclass(frozen=True, slots=True)
class OwnEarlierLevel:
    """Per month at least `times` the absence of the school year before, in at least `weeks` different weeks.

    Of the school year before at least `earlier_school_days` school days must have a registration.
    """

    kind: ClassVar[str] = "own_earlier_level"
    times: int
    weeks: int
    earlier_school_days: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return self.weeks


@dataclass(frozen=True, slots=True)
class AlternateWeeks:
    """At least `percent` of at least `absence_days` days of absence in every other week, in `weeks` of those weeks."""

    kind: ClassVar[str] = "alternate_weeks"
    percent: int
    absence_days: int
    weeks: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return max(self.absence_days, self.weeks)


@dataclass(frozen=True, slots=True)
class SiblingsAbsent:
    """At least `percent` of at least `absence_days` days of absence on days on which a sibling is absent, too."""

    kind: ClassVar[str] = "siblings_absent"
    percent: int
    absence_days: int

    @property
    def least(self) -> int:
        """Days below which the pattern cannot hold."""
        return self.absence_days


Pattern: TypeAlias = (
    WeekdayShare
    | RepeatedlyLate
    | UnexplainedInARow
    | BesideABreak
    | AfterIllness
    | OwnEarlierLevel
    | AlternateWeeks
    | SiblingsAbsent
)

PATTERNS: tuple[type[Pattern], ...] = (
    WeekdayShare,
    RepeatedlyLate,
    UnexplainedInARow,
    BesideABreak,
    AfterIllness,
    OwnEarlierLevel,
    AlternateWeeks,
    SiblingsAbsent,
)
"""Every pattern, in the order in which they are written about."""
