"""What became of the alerts: the newest version of each, after a share of events.

Owns the short form in which alerts of two runs are compared. Pure. Called by the what-if and by the evidence.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas import Alert, AlertState
from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS, Pipeline
from streams.replay.heard import Heard, outcomes
from streams.replay.lines import NothingStored


class Told(NamedTuple):
    """The newest version of an alert; `subject` a pupil's id, `class:7B` or `school:`."""

    id: str
    rule: str
    school: str
    class_: str
    grade: int | None
    subject: str
    window: str
    key: str
    state: AlertState
    value: float
    as_of: str

    @property
    def stood(self) -> bool:
        """Whether it was right to raise it: it is raised, or ended by itself; not withdrawn."""
        return self.state is not AlertState.WITHDRAWN


class Standing:
    """A pipeline under one rulebook, with the newest version of every alert it told."""

    def __init__(self, rulebook: Rulebook, partitions: int = PARTITIONS) -> None:
        self.alerts: dict[str, Told] = {}
        self._pipeline = Pipeline(rulebook, NothingStored(), partitions)

    def hear(self, heard: Heard) -> None:
        """Judge one event."""
        for outcome in outcomes(self._pipeline, heard):
            self.alerts.update((alert.id, told(alert)) for alert in outcome.alerts)


def told(alert: Alert) -> Told:
    """Return the short form of an alert's version."""
    subject = alert.pupil if alert.pupil is not None else f"class:{alert.class_}" if alert.class_ else "school:"
    return Told(
        id=alert.id,
        rule=alert.rule,
        school=alert.school,
        class_=alert.class_ or "",
        grade=alert.grade,
        subject=subject,
        window=alert.window.kind,
        key=alert.window.key,
        state=alert.state,
        value=alert.measure.value,
        as_of=alert.as_of.isoformat(),
    )


def school_of_alert(
    rulebook: Rulebook, events: Iterable[Heard], alert: str, partitions: int = PARTITIONS
) -> str | None:
    """Return the school of an alert by its id, None when the events make no such alert."""
    standing = Standing(rulebook, partitions)
    for heard in events:
        standing.hear(heard)
        if alert in standing.alerts:
            return standing.alerts[alert].school
    return None


def stood(alerts: Iterable[Told]) -> Iterator[Told]:
    """Yield the alerts that were right to raise."""
    return (alert for alert in alerts if alert.stood)
