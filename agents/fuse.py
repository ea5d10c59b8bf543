"""How many own bugs are too many: a fuse that blows when more than `limit` happen within a minute.

Pure: the time is an argument. Used by the planner, so that a bug stops the worker instead of draining the topics.
"""

from collections import deque

MINUTE_SECONDS = 60.0


class Fuse:
    """Counts failures of the last minute."""

    def __init__(self, limit: int) -> None:
        """Allow `limit` failures a minute."""
        self._limit = limit
        self._times: deque[float] = deque()

    def blows(self, at_seconds: float) -> bool:
        """Book a failure at a monotonic time and tell whether it is one too many."""
        self._times.append(at_seconds)
        while self._times[0] <= at_seconds - MINUTE_SECONDS:
            self._times.popleft()
        return len(self._times) > self._limit
