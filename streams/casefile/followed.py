"""One alert followed through the events of its school: its versions, and what was heard on the way.

Owns what is kept for a case file. Changes nothing but itself. Used by `streams.casefile.case`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas import Alert, AlertState, ClockTick, WorkerEvent
from streams.outcome import Outcome
from streams.replay.heard import Heard


@dataclass
class Followed:
    """An alert by its id; `partition`: that of its school, `named`: rules under which others count pupils."""

    school: str
    alert: str
    partition: int
    named: Collection[str]
    versions: list[Alert] = field(default_factory=list)
    events: list[WorkerEvent] = field(default_factory=list)
    ticks: list[ClockTick] = field(default_factory=list)
    under_rule: Mapping[str, Alert] = field(default_factory=dict)
    """The newest alerts of the named rules by id, as they stood when the alert was raised last."""
    _newest: dict[str, Alert] = field(default_factory=dict)

    def hear(self, heard: Heard, outcomes: Iterable[Outcome]) -> None:
        """Take in an event and what followed from it."""
        event = heard.event
        if isinstance(event, ClockTick):
            self.ticks += [event] if event.partition == self.partition else []
        elif event.school == self.school:
            self.events.append(event)
        for outcome in outcomes:
            if outcome.school == self.school:
                self._take(outcome.alerts)

    @property
    def known_until(self) -> datetime:
        """The time of the newest event of the school; of an alert that hangs on deadlines also that of a tick."""
        ticks = self.ticks if self.versions[0].pupil is None else []
        return max(time for event in (*self.events, *ticks) if (time := _time_of(event)) is not None)

    def _take(self, alerts: Iterable[Alert]) -> None:
        self._newest.update((each.id, each) for each in alerts if each.rule in self.named)
        mine = [each for each in alerts if each.id == self.alert]
        self.versions += mine
        if any(each.state is AlertState.RAISED for each in mine):
            self.under_rule = dict(self._newest)


def _time_of(event: WorkerEvent) -> datetime | None:
    for name in ("recorded_at", "received_at", "requested_at", "at"):
        found = getattr(event, name, None)
        if isinstance(found, datetime):
            return found
    return None
