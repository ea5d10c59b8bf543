"""Transfer: a pupil goes on at another school."""

from pydantic import Field

from schemas.fields import Day, EventId, Instant, OpaqueId, School
from schemas.message import InputMessage


class Transfer(InputMessage):
    """The marks before `date` follow the pupil and count at the new school only."""

    id: EventId
    school: School = Field(description="Institution code of the old school")
    pupil: OpaqueId
    to_school: School = Field(description="Institution code of the new school")
    to_pupil: OpaqueId | None = Field(None, description="Id of the pupil at the new school; null = the same")
    date: Day
    """First day at the new school."""
    recorded_at: Instant
    """Of several about the same school and pupil the newest holds."""
