"""Handover: what a school's worker tells the worker of another about a pupil who was transferred.

Owns the message only. Internal: made by the worker from a Transfer, read by the worker of the new school.
"""

from typing import Annotated

from pydantic import Field

from schemas.fields import EventId, Instant, OpaqueId, School
from schemas.message import InputMessage, Message
from schemas.roll_call import RollCall
from schemas.transfer import Transfer
from schemas.vocabulary import AlertReason, NoticeCategory


class MovedMark(Message):
    """One mark that follows a pupil to another school."""

    roll_call: RollCall
    """The roll call that gives it, as received but with the entry of this pupil alone; without any when implied."""
    explained: NoticeCategory | None = None
    """The cause of an absence without a category, as a notice at an earlier school gave it."""


class Handover(InputMessage):
    """All that follows a pupil to a new school; replaces the handover before it of the same pupils of both schools."""

    id: EventId = Field(description="The same when it is told again")
    school: School = Field(description="Institution code of the new school")
    pupil: OpaqueId = Field(description="Id of the pupil at the new school")
    from_school: School = Field(description="Institution code of the old school")
    from_pupil: OpaqueId = Field(description="Id of the pupil at the old school")
    sequence: Annotated[int, Field(ge=1)]
    """Grows with each handover of a pupil of the old school; one that is not greater than the last is a repetition."""
    reason: AlertReason
    """What the event that changed it gives as the reason for a withdrawal."""
    recorded_at: Instant
    """When that event was recorded."""
    routes: tuple[tuple[Transfer, ...], ...]
    """The chains of transfers by which marks may come to the new school, each in the order of the way."""
    marks: tuple[MovedMark, ...]
    """The winning marks that moved, by date and moment; none = everything is taken back."""
