"""What a fact says of a pupil who was erased: whose rows go, and which versions of alerts stay.

Owns the wire format. Made by the pipeline, carried out by the ClickHouse sink.
"""

from typing import NamedTuple

from schemas.message import Message


class KeptAlert(NamedTuple):
    """A version of an alert that rests on nothing erased."""

    id: str
    version: int


class ErasedPupil(Message):
    """All rows about the pupil from facts before this one are to go, but for the versions of alerts in `kept`."""

    pupil: str
    kept: tuple[KeptAlert, ...] = ()
