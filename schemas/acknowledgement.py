"""Acknowledgement: somebody has seen a version of an alert."""

from pydantic import Field

from schemas.dates import danish_date
from schemas.fields import Day, EventId, Instant, OpaqueId, School, Version
from schemas.intervals import interval_flaw
from schemas.message import InputMessage
from schemas.rejection import Flaw
from schemas.vocabulary import Acknowledger


class Acknowledgement(InputMessage):
    """Holds from the Danish date of `at` until `until`. The alert or its version need not be known yet."""

    id: EventId
    school: School
    alert: OpaqueId = Field(description="Id of the alert")
    version: Version
    by: Acknowledger
    """Who has seen it."""
    at: Instant
    """When it was acknowledged."""
    until: Day | None = None
    """First day on which it no longer holds; null = for ever."""

    def flaw(self) -> Flaw | None:
        """Return a flaw when it would end on the day it was made or before, or None."""
        return interval_flaw(danish_date(self.at), self.until, "until")
