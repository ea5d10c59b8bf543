"""Raw events as a producer would write them; a test changes the one field that it is about."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

import schemas
from schemas import (
    ACKNOWLEDGEMENTS,
    CALENDARS,
    CLOCK,
    ERASURES,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    InputEvent,
    Rejection,
    decode,
)

EXAMPLES = Path(schemas.__file__).parent / "examples"
KEY = b"280123"
"""Key of every example, and the school of every usable one."""

FIRST_EXAMPLE = {
    ROLL_CALLS: "whole-class",
    CALENDARS: "whole",
    ROSTERS: "whole",
    NOTICES: "sickness",
    ACKNOWLEDGEMENTS: "until-a-day",
    ERASURES: "pupil",
    TRANSFERS: "new-id",
    CLOCK: "start",
}

Event = dict[str, JsonValue]


def event(topic: str, **changes: JsonValue) -> Event:
    """Return a usable event of the topic with some top-level fields changed; `class_` stands for `class`."""
    usable: Event = json.loads((EXAMPLES / topic / "valid" / f"{FIRST_EXAMPLE[topic]}.json").read_bytes())
    return usable | {name.removesuffix("_"): value for name, value in changes.items()}


def raw(fields: Mapping[str, JsonValue]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def rejection(topic: str, value: bytes | None, key: bytes | None = KEY) -> Rejection:
    """Decode a value that must be rejected."""
    outcome = decode(topic, key, value)
    assert isinstance(outcome, Rejection), outcome
    return outcome


def accepted(topic: str, value: bytes, key: bytes | None = KEY) -> InputEvent:
    """Decode a value that must be accepted."""
    outcome = decode(topic, key, value)
    assert not isinstance(outcome, Rejection), outcome
    return outcome
