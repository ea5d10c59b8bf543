"""How fast simulated time passes: so many simulated seconds per real second.

Owns no clock: the real seconds and the waiting are given by the caller. Called by the command line.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sources.simulator.outbox import Published


@dataclass(frozen=True, slots=True)
class Pace:
    """Simulated seconds per real second, with the real clock (seconds) and the way to wait (seconds)."""

    speed: float
    real_seconds: Callable[[], float]
    wait: Callable[[float], None]

    def walk(self, events: Iterable[Published]) -> Iterator[Published]:
        """Give each event when its time has come; the first one at once.

        A stream that fell behind is not made to wait until it has caught up.
        """
        began = None
        for simulated in events:
            if began is None:
                began = simulated.at.timestamp(), self.real_seconds()
            due = began[1] + (simulated.at.timestamp() - began[0]) / self.speed
            ahead = due - self.real_seconds()
            if ahead > 0:
                self.wait(ahead)
            yield simulated
