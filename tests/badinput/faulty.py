"""`python -m tests.badinput.faulty ...`: a worker with a bug, which breaks on events whose id begins with `bug`."""

from unittest.mock import patch

from agents.__main__ import main
from schemas import InputEvent
from streams.outcome import Outcome
from streams.pipeline import Pipeline


class Faulty(Pipeline):
    """The pipeline, broken after it has touched its state; the error quotes what nobody must read."""

    def handle(self, event: InputEvent, raw: bytes) -> Outcome:
        outcome = super().handle(event, raw)
        if event.id.startswith("bug"):
            raise ZeroDivisionError(f"Ida Hansen {event.id}")
        return outcome


if __name__ == "__main__":
    with patch("agents.app.Pipeline", Faulty):
        main()
