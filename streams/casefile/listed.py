"""What stands on the list of an alert about a class or a school, each line with what was heard about it.

Owns which roll calls, notices, alerts and ticks belong to a line. What is not there, such as a missing roll call, is
proved by the deadlines that passed without it. Pure. Used by `streams.casefile.case`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from schemas import AbsenceNotice, Alert, ClockTick, Deadline, Entry, ListedItem, RollCall
from streams.casefile.followed import Followed
from streams.explain.lists import item_lines
from streams.windows.clock import DEADLINES
from streams.words.grammar import WORDS

_WORDS = WORDS["da"]
_STATUS: Final[Mapping[str, str]] = {"present": "til stede", "late": "kom for sent"}


@dataclass(frozen=True)
class Source:
    """What was heard about a line: a `roll_call`, a `notice`, or an `alert` about a pupil; `says`: in Danish."""

    kind: str
    id: str
    class_: str
    date: date | None
    moment: str
    recorded_at: datetime
    says: str


@dataclass(frozen=True)
class Line:
    """One line of the list, in Danish, with its sources: the alert about a pupil, then the others by time."""

    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class PassedDeadline:
    """A local deadline of which a tick was heard, at `at`."""

    tick: str
    local_date: date
    deadline: Deadline
    at: datetime


def listed_of(followed: Followed, grounds: Alert) -> Iterator[Line]:
    """Yield the lines of the list in its order; none of an alert about a pupil."""
    for item, says in zip(grounds.listed, item_lines(grounds.listed, "da"), strict=True):
        distinct = {(each.kind, each.id, each.date, each.moment): each for each in _sources(followed, grounds, item)}
        yield Line(says, tuple(sorted(distinct.values(), key=_order)))


def _order(source: Source) -> tuple[bool, datetime, str]:
    return source.kind != "alert", source.recorded_at, source.id


def deadlines_of(followed: Followed, grounds: Alert) -> Iterator[PassedDeadline]:
    """Yield the first deadline that was heard, and the last one before the list was made."""
    if grounds.pupil is not None:
        return
    heard = sorted(followed.ticks, key=lambda tick: (tick.local_date, DEADLINES.index(tick.deadline), tick.at, tick.id))
    before = [tick for tick in heard if tick.at <= grounds.recorded_at]
    for tick in dict.fromkeys((*heard[:1], *before[-1:])):
        yield _passed(tick)


def _passed(tick: ClockTick) -> PassedDeadline:
    return PassedDeadline(tick.id, tick.local_date, tick.deadline, tick.at)


def _sources(followed: Followed, grounds: Alert, item: ListedItem) -> Iterator[Source]:
    if item.kind == "under_rule":
        yield from _of_pupil_alerts(followed.under_rule.values(), grounds, item)
        return
    for event in followed.events:
        if isinstance(event, RollCall) and event.date == item.date:
            yield from _of_roll_call(event, item)
        elif isinstance(event, AbsenceNotice) and event.pupil == item.pupil and _touches(event, item):
            yield _of_notice(event)


def _of_roll_call(event: RollCall, item: ListedItem) -> Iterator[Source]:
    """Yield what a roll call says of the line's pupil, or without a pupil that it was made."""
    if item.moment not in {event.moment, None}:
        return
    entries = [entry for entry in event.entries if entry.pupil == item.pupil]
    if item.pupil is None:
        if item.class_ in {event.class_, None}:
            yield _roll_call(event, f"{len(event.entries)} elever på listen")
    elif entries:
        yield _roll_call(event, _entry(entries[0]))
    elif event.complete and event.class_ == item.class_:
        yield _roll_call(event, "til stede (ikke på listen over fraværende)")


def _roll_call(event: RollCall, says: str) -> Source:
    return Source("roll_call", event.id, event.class_, event.date, event.moment, event.recorded_at, says)


def _entry(entry: Entry) -> str:
    return _STATUS.get(entry.status) or _WORDS.terms.categories[entry.category or "unexplained"]


def _touches(notice: AbsenceNotice, item: ListedItem) -> bool:
    return item.date is not None and notice.first <= item.date < notice.after_last


def _of_notice(notice: AbsenceNotice) -> Source:
    says = f"meddelt hjemmefra: {_WORDS.terms.categories[notice.category]}"
    return Source("notice", notice.id, "", notice.first, "", notice.received_at, says)


def _of_pupil_alerts(alerts: Iterable[Alert], grounds: Alert, item: ListedItem) -> Iterator[Source]:
    """Yield the alert under the rule by which a pupil is counted, and its marks."""
    for alert in alerts:
        if (alert.pupil, alert.window.key) == (item.pupil, grounds.window.key):
            says = f"advis {alert.rule}, version {alert.version}"
            yield Source("alert", alert.id, alert.class_ or "", None, "", alert.recorded_at, says)
            for mark in alert.marks:
                category = _WORDS.terms.categories[mark.category]
                facts = (alert.class_ or "", mark.date, mark.moment, mark.recorded_at, category)
                yield Source("roll_call", mark.roll_call, *facts)
