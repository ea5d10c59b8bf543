"""When an alert that nobody has acknowledged is brought up again.

Owns the days of reminders. Pure: a function of the alert's record, its acknowledgements, the school days and two
positions of the clock, so a tick that comes twice reminds once. Called by the school after a tick.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from schemas import danish_date
from streams.alerts.record import AlertRecord
from streams.alerts.version import Announced
from streams.law.rule import Rule
from streams.lists.acknowledgements import Seen, in_force, newest_end
from streams.lists.rules import SchoolDays
from streams.pages.sheet import instant_at
from streams.windows.clock import Clock, hour_at


class Reminded(NamedTuple):
    """An active alert that can be brought up again: whom it is about (as in its id), and how it is told again."""

    rule: Rule
    subject: str
    key: str
    record: AlertRecord
    again: Callable[[], Announced]


def new_mornings(school_days: SchoolDays, before: Clock | None, now: Clock) -> list[int]:
    """Return the school days (proleptic ordinals, the newest first) whose start deadline the clock has passed now."""
    mornings = []
    for day in school_days.newest_first(now.today):
        hour = hour_at(day, "start")
        if hour < now.first or (before and hour <= before.last):
            break
        if hour <= now.last:
            mornings.append(day)
    return mornings


def reminder_day(
    record: AlertRecord, every: int, seen: Sequence[Seen], school_days: SchoolDays, mornings: Iterable[int]
) -> int | None:
    """Return the newest of the mornings on which an alert is to be brought up again, None without one.

    That is every so many school days after the day on which it was raised; not while an acknowledgement holds; and
    anew from the school day on which one ceased to hold.
    """
    raised_on = danish_date(instant_at(record.raised_at)).toordinal()
    for day in mornings:
        if in_force(seen, day):
            continue
        ended = newest_end(seen, day)
        if ended is not None and ended > raised_on:
            if school_days.number(ended, day) % every == 0:
                return day
        elif day > raised_on and school_days.number(raised_on + 1, day + 1) % every == 0:
            return day
    return None
