"""Alert: one version of one alert, with the numbers, the dates and the rule that prove it.

Owns the message; when an alert is raised, cleared or withdrawn is decided elsewhere.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.fields import ClassName, Day, EventId, Grade, Number, OpaqueId, School, UtcInstant, Version
from schemas.message import Message
from schemas.vocabulary import (
    AlertReason,
    AlertState,
    Audience,
    EvidenceCategory,
    ListedKind,
    Moment,
    NoticeCategory,
    Subject,
)

WindowKind = Annotated[
    str,
    StringConstraints(
        pattern="^(school_day|calendar_month|calendar_quarter|school_year"
        "|rolling_school_days|rolling_months|consecutive_school_days)$"
    ),
]
Unit = Annotated[
    str,
    StringConstraints(
        pattern="^(days|episodes|late_arrivals|missing_roll_calls|silent_days|open_registrations"
        "|unexplained_absences|late_notices|pupils|pattern)$"
    ),
]
Denominator = Annotated[str, StringConstraints(pattern="^(planned_school_days|enrolled_school_days|held_school_days)$")]
Comparison = Annotated[str, StringConstraints(pattern="^(at_least|more_than)$")]
AlertId = Annotated[
    str,
    StringConstraints(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
    Field(description="UUID, the same for all versions of the alert"),
]


class Window(Message):
    """The days that were judged, [first, after_last)."""

    kind: WindowKind
    key: str
    """Names the window: 2025-09-15, 2025-09, 2025-Q3, 2025/26; of a rolling window or run the date it was raised at."""
    first: Day
    """First day; of a rolling window its first school day, of a run its first counted day."""
    after_last: Day
    """First day after it, not included; of a rolling window or run the day after as_of."""


class Measure(Message):
    """What was counted, and what it was compared with. Without a denominator the last three numbers are null."""

    unit: Unit
    value: Number
    """How many of the unit; days may be halves."""
    school_days: Annotated[int, Field(ge=0)] | None
    """The denominator: how many school days."""
    percent: str | None
    """Percentage as shown: one decimal, truncated. The comparison itself is exact."""
    of: Denominator | None
    """Which school days the percentage is taken of."""
    threshold: str
    """The amount of the rule, as text: 15 or 7.5."""
    comparison: Comparison


class EvidenceMark(Message):
    """One winning mark that counted."""

    date: Day
    moment: Moment
    category: EvidenceCategory
    """`unexplained` counts as unlawful; empty for a late arrival."""
    value: Number
    """1 or 0.5 days; 0 for a late arrival."""
    roll_call: EventId = Field(description="Id of the roll call that made the mark")
    recorded_at: UtcInstant
    """When that roll call was recorded."""


class ListedItem(Message):
    """One thing that the list about a class or a school names; what does not apply is null."""

    kind: ListedKind
    """What is open: `no_roll_call`, a `silent` day, `no_mark` of a pupil, absence `unexplained`, a `late_notice`; or a
    pupil who is `under_rule`."""
    class_: ClassName | None = Field(alias="class")
    pupil: OpaqueId | None = Field(description="Opaque id")
    date: Day | None
    """The day that is open; of a late notice the day of absence."""
    moment: Moment | None
    category: NoticeCategory | None
    """What a late notice says."""
    value: Number
    """1; of a missing roll call the number of pupils enrolled, of a pupil under a rule the rule's value."""
    percent: str | None
    """Of a pupil under a rule with a percentage: one decimal, truncated."""
    received_at: UtcInstant | None
    """When a late notice was received."""


class Alert(Message):
    """One version of an alert; everything in it is as of the event that made this version."""

    id: AlertId
    version: Version
    state: AlertState
    reason: AlertReason
    rule: str
    """Id of the rule."""
    rule_version: str
    """Pack and version of the rule, such as dk-national@2025-08-01."""
    source: str
    """The rule's legal or local source."""
    subject: Subject
    """Whom the alert is about."""
    school: School
    class_: ClassName | None = Field(alias="class")
    grade: Grade | None
    pupil: OpaqueId | None = Field(description="Opaque id; null when the subject is a class or a school")
    window: Window
    measure: Measure
    as_of: Day
    """The school day at which it was judged."""
    recorded_at: UtcInstant
    """Time of the event that made this version, in UTC."""
    calendar: EventId | None = Field(description="Id of the calendar of as_of's school year")
    audiences: tuple[Audience, ...]
    """Who is told."""
    evidence: Annotated[tuple[EvidenceMark, ...] | tuple[ListedItem, ...], Field(union_mode="left_to_right")]
    """About a pupil: the marks that counted, by date and moment. About a class or a school: what is open."""
    evidence_sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    """SHA-256 of the canonical JSON of {rule, rule_version, window, measure, evidence}."""
    late_registration: Annotated[bool, Field(exclude_if=lambda is_late: not is_late)] = False
    """True when a mark of the evidence was recorded after the quarter had ended; else left out."""

    @property
    def marks(self) -> tuple[EvidenceMark, ...]:
        """The marks of the evidence; none of an alert about a class or a school."""
        return tuple(each for each in self.evidence if isinstance(each, EvidenceMark))

    @property
    def listed(self) -> tuple[ListedItem, ...]:
        """What an alert about a class or a school lists; nothing of an alert about a pupil."""
        return tuple(each for each in self.evidence if isinstance(each, ListedItem))
