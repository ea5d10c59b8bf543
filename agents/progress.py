"""What the worker is doing right now, for the watch and the metrics, which run in threads of their own.

Plain values, replaced whole; no lock is needed. Written by the carrier only.
"""


class Progress:
    """The present step of the carrier."""

    def __init__(self) -> None:
        """Begin at rest."""
        self.step = "waiting for events"
        self.since_seconds = 0.0
        self.newest = 0.0  # seconds since 1970 of the newest event handled

    def begin(self, step: str, at_seconds: float) -> None:
        """Note that a step begins at a monotonic time."""
        self.step, self.since_seconds = step, at_seconds

    def rest(self) -> None:
        """Note that there is nothing to do."""
        self.step = "waiting for events"
