"""What all messages have in common: strict, frozen, no unknown fields; and their bytes on the wire.

Owns the pydantic configuration and `encode`; must not know any single message.
The base of every message model.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from schemas.rejection import Flaw


class Message(BaseModel):
    """A message or a part of one. Equal values make equal messages; nothing is coerced."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )

    leaves_out_nulls: ClassVar[bool] = False
    """Whether fields that are null are left out on the wire."""


class InputMessage(Message):
    """An event as producers send it: `decode` asks it for what the field types alone cannot say."""

    leaves_out_nulls: ClassVar[bool] = True

    def flaw(self) -> Flaw | None:
        """Return the first reason, in the contract's order, for which the event cannot be used, or None."""
        return None


def encode(message: Message) -> bytes:
    """Return the message as compact UTF-8 JSON, fields in the order of the model and under their names on the wire."""
    return message.__pydantic_serializer__.to_json(message, exclude_none=message.leaves_out_nulls)
