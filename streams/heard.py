"""One event as it was heard, wherever it came from: a file or the topics.

Owns the type only. Made by sources, read by everything that works results out again.
"""

from typing import NamedTuple

from schemas import InputEvent


class Heard(NamedTuple):
    """A decoded event with the topic it was on and the JSON it was decoded from."""

    topic: str
    event: InputEvent
    raw: bytes
