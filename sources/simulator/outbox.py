"""Where simulated events wait for the instant at which they reach the broker.

Orders events by simulated time, lets a few arrive late or twice, and drops what lies behind the end of the simulation.
Owns no content. Called by the simulation.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple

from schemas import AbsenceNotice, ClockTick, RollCall, SchoolCalendar, SchoolRoster, Transfer
from schemas.topics import CALENDARS, NOTICES, ROLL_CALLS, ROSTERS, TRANSFERS

SimulatedEvent = RollCall | SchoolCalendar | SchoolRoster | AbsenceNotice | Transfer

TOPICS: dict[type[SimulatedEvent], str] = {
    RollCall: ROLL_CALLS,
    SchoolCalendar: CALENDARS,
    SchoolRoster: ROSTERS,
    AbsenceNotice: NOTICES,
    Transfer: TRANSFERS,
}
DELIVERED_LATE, DELIVERED_TWICE = 0.004, 0.003  # shares of the roll calls
DAY_SECONDS = 86_400


class Simulated(NamedTuple):
    """An event and the simulated instant (UTC) at which it is published."""

    at: datetime
    topic: str
    event: SimulatedEvent


class Ticked(NamedTuple):
    """A clock tick and the simulated instant (UTC) at which it is published."""

    at: datetime
    topic: str
    event: ClockTick


Published = Simulated | Ticked
"""What goes to an outlet."""


class Outbox:
    """Events on their way, at most those of the present school year."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self._begins = begins.astimezone(UTC)
        self._ends = ends.astimezone(UTC)
        self._waiting: list[tuple[datetime, int, SimulatedEvent]] = []
        self._sent = 0

    def send(self, event: SimulatedEvent, at: datetime) -> None:
        """Publish an event at an instant, or at once if the simulation began after it."""
        due = max(at.astimezone(UTC), self._begins)
        self._sent += 1
        if due < self._ends:
            heappush(self._waiting, (due, self._sent, event))

    def send_unreliably(self, event: RollCall, rng: Random, held_until: datetime | None = None) -> None:
        """Publish a roll call seconds after it was recorded or the connection is back, seldom later, seldom twice."""
        late = rng.random() < DELIVERED_LATE
        seconds = rng.randrange(3600, 5 * DAY_SECONDS) if late else rng.randrange(20)
        sent = max(event.recorded_at, held_until or event.recorded_at) + timedelta(seconds=seconds)
        self.send(event, sent)
        if rng.random() < DELIVERED_TWICE:
            self.send(event, sent + timedelta(seconds=rng.choice((1, 30, 3600, DAY_SECONDS))))

    def due(self, before: datetime) -> Iterator[Simulated]:
        """Take out all events due before an instant, in order of time."""
        limit = before.astimezone(UTC)
        while self._waiting and self._waiting[0][0] < limit:
            at, _, event = heappop(self._waiting)
            yield Simulated(at, TOPICS[type(event)], event)
