"""Erasure: all that was recorded about a pupil up to an instant is to be removed."""

from schemas.fields import EventId, Instant, OpaqueId, School
from schemas.message import InputMessage


class Erasure(InputMessage):
    """Removes the marks and notices of the pupil recorded at or before requested_at, whenever they arrive."""

    id: EventId
    school: School
    pupil: OpaqueId
    requested_at: Instant
    """What was recorded later counts as for a new pupil."""
