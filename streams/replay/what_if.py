"""Two rulebooks over the same events: which alerts both raise, which are new under the other one, which are gone.

Owns the comparison and its sums. Pure. Called by `naervaer rules what-if`.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple, TypeVar

from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS
from streams.replay.heard import Heard
from streams.replay.told import Standing, Told, stood

K = TypeVar("K")


class Change(StrEnum):
    """What the other rulebook does to an alert."""

    SAME = "same"
    NEW = "new"
    GONE = "gone"


class Compared(NamedTuple):
    """An alert with what becomes of it; the alert itself is that of the other rulebook unless it is gone."""

    change: Change
    alert: Told


class Sum(NamedTuple):
    """How many alerts under each rulebook, and of how many pupils the new and the gone ones are."""

    today: int
    other: int
    new: int
    gone: int
    new_pupils: int
    gone_pupils: int


def what_if(
    today: Rulebook, other: Rulebook, events: Iterable[Heard], partitions: int = PARTITIONS
) -> tuple[Compared, ...]:
    """Judge the events of a share by both rulebooks and compare the alerts, sorted by rule, school, subject, window.

    An alert counts when it was right to raise it: raised at the end, or ended by itself; withdrawn ones do not. Two are
    the same when rule, school, subject and window key are; a rolling or run window is keyed by the day of the raise.
    `partitions`: how many the topics have from which the events came.
    """
    ours, theirs = Standing(today, partitions), Standing(other, partitions)
    for heard in events:
        ours.hear(heard)
        theirs.hear(heard)
    return compared(ours.alerts.values(), theirs.alerts.values())


def compared(today: Iterable[Told], other: Iterable[Told]) -> tuple[Compared, ...]:
    """Compare the alerts that stood under two rulebooks."""
    ours, theirs = {alert.id: alert for alert in stood(today)}, {alert.id: alert for alert in stood(other)}
    rows = [Compared(Change.SAME if name in ours else Change.NEW, alert) for name, alert in theirs.items()]
    rows += [Compared(Change.GONE, alert) for name, alert in ours.items() if name not in theirs]
    return tuple(sorted(rows, key=lambda row: (row.alert.rule, row.alert.school, row.alert.subject, row.alert.key)))


def sums(rows: Iterable[Compared], key: Callable[[Told], K]) -> dict[K, Sum]:
    """Return the sums of the rows by any key of their alerts, in the order in which the keys come."""
    groups: dict[K, list[Compared]] = {}
    for row in rows:
        groups.setdefault(key(row.alert), []).append(row)
    return {name: total(group) for name, group in groups.items()}


def total(rows: Iterable[Compared]) -> Sum:
    """Return the sum of rows."""
    by_change: dict[Change, list[Told]] = {change: [] for change in Change}
    for change, alert in rows:
        by_change[change].append(alert)
    same, new, gone = by_change[Change.SAME], by_change[Change.NEW], by_change[Change.GONE]
    return Sum(
        today=len(same) + len(gone),
        other=len(same) + len(new),
        new=len(new),
        gone=len(gone),
        new_pupils=_pupils(new),
        gone_pupils=_pupils(gone),
    )


def _pupils(alerts: Iterable[Told]) -> int:
    return len({(alert.school, alert.subject) for alert in alerts if ":" not in alert.subject})
