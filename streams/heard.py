"""One event as it was heard, wherever it came from, a file or the topics, and what a pipeline makes of it.

Owns the type, and the one way in which events of the past are judged again. Pure. Made by sources.
"""

from collections.abc import Iterator
from typing import NamedTuple

from schemas import InputEvent
from streams.outcome import Outcome
from streams.pipeline import Pipeline


class Heard(NamedTuple):
    """A decoded event with the topic it was on and the JSON it was decoded from."""

    topic: str
    event: InputEvent
    raw: bytes


def outcomes(pipeline: Pipeline, heard: Heard) -> Iterator[Outcome]:
    """Judge an event and yield what follows from it."""
    yield pipeline.handle(heard.event, heard.raw)
