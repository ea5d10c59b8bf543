"""AbsenceNotice: what a guardian reported about days of absence."""

from schemas.fields import Day, EventId, Instant, OpaqueId, School
from schemas.intervals import interval_flaw
from schemas.message import InputMessage
from schemas.rejection import Flaw
from schemas.vocabulary import NoticeCategory


class AbsenceNotice(InputMessage):
    """Explains absences without a category on the days [first, after_last) for which it was received in time."""

    id: EventId
    school: School
    pupil: OpaqueId
    first: Day
    """First day reported."""
    after_last: Day
    """First day after it, not included."""
    category: NoticeCategory
    received_at: Instant
    """When the school received it; for days before that it explains nothing."""

    def flaw(self) -> Flaw | None:
        """Return a flaw when the interval holds no day, or None."""
        return interval_flaw(self.first, self.after_last, "first")
