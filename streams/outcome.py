"""What follows from one event, as data that somebody else acts on.

Owns the type only. Made by `streams.apply`, acted on by the worker and the replay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schemas import Alert, Notification
from streams.alerts.announce import notifications
from streams.alerts.version import Announced
from streams.facts import Touched
from streams.register.departures import Handed


@dataclass(frozen=True)
class Outcome:
    """What follows from one event.

    `writes`: register entries to store, None = to remove, after all else is acknowledged. `touched` tells which rows
    changed; None when nothing did. Both are to be asked before the next event is handled. `handovers`: what other
    schools are to be told, in this order, after the writes are stored. `reminders` remind of older alerts.
    """

    school: str
    announced: tuple[Announced, ...] = ()
    writes: Mapping[str, bytes | None] = field(default_factory=dict)
    touched: Callable[[], Touched] | None = None
    handovers: tuple[Handed, ...] = ()
    reminders: tuple[Notification, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say and nothing to store; no rows are different then either."""
        return not (self.announced or self.writes or self.reminders)

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The new versions of alerts, sorted by (rule, pupil, window key)."""
        return tuple([each.alert for each in self.announced])

    @cached_property
    def notifications(self) -> tuple[Notification, ...]:
        """Who is told what about them."""
        return (*notifications(self.announced), *self.reminders)
