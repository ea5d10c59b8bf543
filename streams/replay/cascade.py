"""What follows at other schools from one event, where no broker lies between them.

Owns the order: a handover is handled after the event that made it, first made first. Pure. Called by the replay.
"""

from collections import deque
from collections.abc import Iterator

from streams.outcome import Outcome
from streams.pipeline import Pipeline


def cascade(pipeline: Pipeline, outcome: Outcome) -> Iterator[Outcome]:
    """Yield what follows from the handovers of an event, and from those that they make."""
    waiting = deque(outcome.handovers)
    while waiting:
        handover = waiting.popleft()
        elsewhere = pipeline.handle(handover.event, handover.json)
        yield elsewhere
        waiting.extend(elsewhere.handovers)
