"""ClockTick: a local deadline has passed, so that time comes from events and never from a wall clock."""

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.fields import Day, EventId, Instant
from schemas.message import InputMessage
from schemas.vocabulary import Deadline


class ClockTick(InputMessage):
    """One per school partition and local deadline; belongs to no school."""

    leaves_out_nulls: ClassVar[bool] = False

    id: EventId
    school: None = None
    """Always null."""
    partition: Annotated[int, Field(ge=0, le=2**31 - 1)]
    """Number of the partition that the tick is for."""
    at: Instant
    """When the deadline passed."""
    local_date: Day
    """The Danish date of the deadline."""
    deadline: Deadline
    """Which deadline: for the start moment, the end moment, or the whole day."""
