"""When local deadlines pass, in Danish time, and the ticks that say so.

Owns the hours and the ids of ticks, so that two clocks that tick for the same deadline say the same. Pure: instants are
arguments. Used by the clock agent, which has a clock, and by the simulator, which has a simulated one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schemas import COPENHAGEN, ClockTick, Deadline, danish_date
from streams.windows.clock import DEADLINES

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DeadlineHours:
    """The hours of the local deadlines by the clock in Denmark, `day` that at which the days before are over.

    Raises ValueError unless they follow each other as in `DEADLINES`.
    """

    day: time = time(0, 10)
    start: time = time(10)
    end: time = time(16)

    def __post_init__(self) -> None:
        if not self.day < self.start < self.end:
            raise ValueError(
                f"the deadlines of a day must follow each other: day {self.day}, start {self.start}, end {self.end}"
            )

    def at(self, day: date, deadline: Deadline) -> datetime:
        """Return the instant at which a deadline of a date passes; an hour that a clock change skips passes with it."""
        hour = {"day": self.day, "start": self.start, "end": self.end}[deadline]
        return datetime.combine(day, hour, COPENHAGEN)


@dataclass(frozen=True, slots=True)
class Passed:
    """A local deadline of a date, and the instant at which it passes."""

    day: date
    deadline: Deadline
    at: datetime

    def tick(self, partition: int) -> ClockTick:
        """Return the tick for a partition."""
        return ClockTick(
            id=f"tick-{self.day.isoformat()}-{self.deadline}-{partition}",
            partition=partition,
            at=self.at,
            local_date=self.day,
            deadline=self.deadline,
        )


def deadlines(hours: DeadlineHours, first: date, after_last: date) -> Iterator[Passed]:
    """Yield all deadlines of the dates [first, after_last), in order."""
    day = first
    while day < after_last:
        for deadline in DEADLINES:
            yield Passed(day, deadline, hours.at(day, deadline))
        day += DAY


def newest_passed(hours: DeadlineHours, now: datetime) -> Passed:
    """Return the newest deadline that has passed at an instant."""
    today = danish_date(now)
    return [each for each in deadlines(hours, today - DAY, today + DAY) if each.at <= now][-1]


def next_after(hours: DeadlineHours, now: datetime) -> Passed:
    """Return the first deadline that passes after an instant."""
    today = danish_date(now)
    return next(each for each in deadlines(hours, today, today + 2 * DAY) if each.at > now)
