"""One event as it was heard, wherever it came from, a file or the topics, and what a pipeline makes of it.

Owns the type, and the one way in which events of the past are judged again. Pure. Made by sources.
"""

from collections.abc import Iterator
from typing import NamedTuple

from schemas import WorkerEvent
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.replay.cascade import cascade


class Heard(NamedTuple):
    """A decoded event with the topic it was on and the JSON it was decoded from.

    `from_worker`: what it makes other schools hear is heard as events of their own, as a worker published them.
    """

    topic: str
    event: WorkerEvent
    raw: bytes
    from_worker: bool = False


def outcomes(pipeline: Pipeline, heard: Heard) -> Iterator[Outcome]:
    """Judge an event and yield what follows from it, also at other schools unless they hear of it by themselves."""
    for outcome in pipeline.outcomes(heard.event, heard.raw):
        yield outcome
        if not heard.from_worker:
            yield from cascade(pipeline, outcome)
