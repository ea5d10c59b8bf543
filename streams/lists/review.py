"""One rule about a school or its classes under review: which of its lists begin, change and end.

Owns the comparison of what stands on a list now with what was raised. Pure: reads the scene, changes nothing. Called by
the list watch, which knows what an event may have changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from schemas import AlertReason, AlertState
from streams.alerts.lifecycle import EVERYTHING, Trigger
from streams.alerts.record import AlertRecord
from streams.law.rule import Unit
from streams.lists.announce import ListDecision
from streams.lists.books import ListBooks
from streams.lists.rules import ListGauge, SchoolDays, Window
from streams.lists.standing import Item, Look, Sight, classes_of, found
from streams.register.register import Register
from streams.windows.clock import Clock
from streams.windows.days import days_between, positions_of

FEW_DAYS = 64

Place = tuple[str, str]
"""Class ('' for the school) and window key."""


class Scene(NamedTuple):
    """What is fixed while one event is under review."""

    clock: Clock
    school_days: SchoolDays
    sight: Sight
    books: ListBooks

    @property
    def register(self) -> Register:
        """The school's register."""
        return self.sight.register

    @property
    def origin(self) -> int:
        """The day (proleptic ordinal) at position 0."""
        return self.sight.register.frame.origin

    @property
    def kept(self) -> int:
        """The days of the two newest school years, by the clock or by roll calls."""
        frame = self.register.frame
        newest = max(frame.year_at(self.clock.today - self.origin), self.register.newest_year)
        return days_between(frame.year_start(newest - 1), frame.length)


@dataclass(frozen=True, slots=True)
class Affected:
    """What an event may have changed: days (positions), classes (None = all), and (rule, window) of pupils' alerts."""

    days: int
    classes: frozenset[str] | None = None
    pupils_of: frozenset[tuple[str, str]] = frozenset()


def decide(scene: Scene, gauge: ListGauge, affected: Affected, trigger: Trigger) -> Iterator[ListDecision]:
    """Yield what changes on the lists of a rule: begun, changed and ended, in no particular order."""
    days = _days_of_interest(scene, gauge, affected)
    standing: dict[Place, tuple[Window, list[Item]]] = {}
    for look, inside in _looks(scene, gauge, _windows(scene, gauge, days), affected):
        standing |= _standing(scene, gauge, look, inside)
    active = dict(active_lists(scene, gauge, days, affected.classes))
    for (class_, key), (window, items) in standing.items():
        record = active.pop((class_, key), None)
        before = record or scene.books.newest(gauge.id, class_, key)
        decision = ListDecision(
            gauge.rule,
            class_,
            _grade(scene, class_, window),
            window,
            before,
            AlertState.RAISED,
            AlertReason.THRESHOLD_CROSSED if record is None else AlertReason.EVIDENCE_CHANGED,
            tuple(items),
            _as_of(scene, window),
        )
        if record is None or decision.digest() != record.digest:
            yield decision
    for (class_, key), record in active.items():
        yield _end(scene, gauge, class_, key, record, trigger)


def _days_of_interest(scene: Scene, gauge: ListGauge, affected: Affected) -> int:
    """Return the days whose windows are to be looked at; what happens today concerns no list of a quarter."""
    days = affected.days & scene.kept
    if gauge.rule.count.rule:
        keys = [key for rule, key in affected.pupils_of if rule == gauge.rule.count.rule]
        for position in positions_of(scene.school_days.days & scene.kept) if keys else ():
            if scene.register.frame.period(gauge.rule.window.kind, position).key in keys:
                days |= 1 << position
    elif not gauge.is_daily and affected.days != EVERYTHING:
        days &= days_between(0, scene.clock.today - scene.origin)
    return days


def _windows(scene: Scene, gauge: ListGauge, days: int) -> dict[str, Window]:
    """Return the open windows that hold any of the days."""
    windows: dict[str, Window] = {}
    for position in positions_of(days):
        window = gauge.window_at(scene.register.frame, position)
        if window.key not in windows and gauge.is_open(window, scene.school_days, scene.clock):
            windows[window.key] = window
    return windows


def active_lists(
    scene: Scene, gauge: ListGauge, days: int, classes: frozenset[str] | None
) -> Iterator[tuple[Place, AlertRecord]]:
    """Yield the active lists of windows that hold any of the days."""
    keys: Iterable[str] = scene.books.windows(gauge.id)
    if days.bit_count() <= FEW_DAYS:
        keys = {gauge.window_at(scene.register.frame, position).key for position in positions_of(days)}
    for key in keys:
        for class_, record in scene.books.active(gauge.id, key).items():
            span = days_between(record.first - scene.origin, record.after_last - scene.origin)
            if span & days and (classes is None or class_ in classes or not gauge.is_of_class):
                yield (class_, key), record


def _looks(
    scene: Scene, gauge: ListGauge, windows: Mapping[str, Window], affected: Affected
) -> Iterator[tuple[Look, Mapping[str, Window]]]:
    """Yield where to look: at all days at once when each is a window, else at one window after the other."""
    classes = affected.classes if gauge.is_of_class else None
    if gauge.is_daily:
        days = 0
        for window in windows.values():
            days |= 1 << (window.first - scene.origin)
        yield Look(gauge.rule, days & scene.school_days.days, "", classes), windows
        return
    for window in windows.values():
        yield Look(gauge.rule, _days_in(scene, gauge, window), window.key, classes), {window.key: window}


def _days_in(scene: Scene, gauge: ListGauge, window: Window) -> int:
    """Return the days of a window that are looked at: of a quarter those that are over, since the clock began."""
    days = scene.school_days.days & days_between(window.first - scene.origin, window.after_last - scene.origin)
    if gauge.is_daily or gauge.rule.count.unit is Unit.PUPILS:
        return days
    return days & days_between(scene.clock.first_day - scene.origin, scene.clock.today - scene.origin)


def _standing(
    scene: Scene, gauge: ListGauge, look: Look, windows: Mapping[str, Window]
) -> dict[Place, tuple[Window, list[Item]]]:
    lists: dict[Place, list[Item]] = defaultdict(list)
    for position, item in found(scene.sight, look):
        key = look.key or scene.register.frame.day(position).isoformat()
        lists[item.class_ if gauge.is_of_class else "", key].append(item)
    return {
        (class_, key): (windows[key], items)
        for (class_, key), items in lists.items()
        if gauge.is_crossed(len(items)) and _holds(scene, gauge, class_, windows[key])
    }


def _holds(scene: Scene, gauge: ListGauge, class_: str, window: Window) -> bool:
    as_of = _as_of(scene, window)
    register = scene.register
    municipality = register.municipality(register.frame.year_at(as_of - scene.origin))
    return gauge.holds_on(as_of) and gauge.covers(_grade(scene, class_, window), municipality, register.school)


def _grade(scene: Scene, class_: str, window: Window) -> int | None:
    if not class_:
        return None
    days = days_between(window.first - scene.origin, window.after_last - scene.origin)
    return classes_of(scene.register, days).get(class_)


def _as_of(scene: Scene, window: Window) -> int:
    """Return the newest school day of a window that is not after today, the window's first day without one."""
    until = min(scene.clock.today + 1, window.after_last)
    days = scene.school_days.days & days_between(window.first - scene.origin, until - scene.origin)
    return days.bit_length() - 1 + scene.origin if days else window.first


def _end(scene: Scene, gauge: ListGauge, class_: str, key: str, record: AlertRecord, trigger: Trigger) -> ListDecision:
    moved = trigger.withdrawal is AlertReason.WINDOW_MOVED
    state = AlertState.CLEARED if moved else AlertState.WITHDRAWN
    return as_it_is(scene, gauge, class_, key, record)._replace(state=state, reason=trigger.withdrawal)


def as_it_is(scene: Scene, gauge: ListGauge, class_: str, key: str, record: AlertRecord) -> ListDecision:
    """Return an active list with what stands on it now."""
    window = Window(key, record.first, record.after_last)
    look = Look(
        gauge.rule,
        _days_in(scene, gauge, window),
        "" if gauge.is_daily else key,
        frozenset({class_}) if gauge.is_of_class else None,
    )
    items = tuple(item for _, item in found(scene.sight, look))
    return ListDecision(
        gauge.rule, class_, record.grade, window, record, record.state, record.reason, items, record.as_of
    )
