"""Classes with several pupils under one rule in the same window: when such a cluster begins, changes and ends.

Owns which pupils of a class are counted: those with an active alert of the rule that the class's rule names, in their
class of the window's last school year. So a cluster follows from alerts and classes, waits for no deadline, and no
order of arrival can change what is raised in the end. Called where an event is applied; changes nothing but its own
stored alerts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from schemas import AlertReason, AlertState
from streams.alerts.announce import shown_percent, shown_value
from streams.alerts.lifecycle import Trigger
from streams.alerts.record import AlertBook, AlertRecord, Place
from streams.alerts.version import Announced
from streams.law.rule import Rule, Rulebook, Unit
from streams.lists.announce import ListDecision, announce_list
from streams.lists.books import ListBooks
from streams.lists.rules import Window, covers, is_crossed
from streams.lists.standing import Item
from streams.register.marks import Marked
from streams.register.pupil import Home, Pupil
from streams.register.register import Register
from streams.windows.days import first_ordinal
from streams.windows.gauge import Gauge


class Member(NamedTuple):
    """A pupil of a cluster: its line, its home in the window's last school year, and as_of of the window."""

    item: Item
    home: Home
    as_of: int


def cluster_rules(rulebook: Rulebook) -> tuple[Rule, ...]:
    """Return the enabled rules that count the pupils of a class, by their ids."""
    return tuple(
        rule
        for rule in rulebook.rules
        if rule.enabled and rule.subject == "class" and rule.count.unit is Unit.PUPILS and rule.count.rule
    )


class Clusters:
    """The clusters of one school; `book` gives the alerts of a pupil, `gauges` the rules about pupils by id."""

    def __init__(
        self,
        register: Register,
        rules: tuple[Rule, ...],
        books: ListBooks,
        book: Callable[[Pupil], AlertBook],
        gauges: Mapping[str, Gauge],
    ) -> None:
        self._register = register
        self._rules = tuple(rule for rule in rules if rule.count.rule in gauges)
        self._books = books
        self._book = book
        self._gauges = gauges
        self._counted = frozenset(rule.count.rule for rule in self._rules)
        self._under: dict[Place, set[str]] | None = None

    def after_roll_call(self, marked: Marked, announced: Iterable[Announced], trigger: Trigger) -> list[Announced]:
        """Look at the windows in which a pupil's alert changed, or in which a pupil with an alert changed class."""
        if not self._rules:
            return []
        told = self._told(announced)
        if not told and not marked.moved:
            return []
        under = self._note([*(each[0] for each in marked.touched), *(each[0] for each in marked.advanced)], told)
        moved = {place for place, names in under.items() if not names.isdisjoint(marked.moved)}
        return self._review(moved | told.keys(), told, trigger)

    def after_notice(self, pupil: Pupil, announced: Iterable[Announced], trigger: Trigger) -> list[Announced]:
        """Look at the windows in which the alert of the notice's pupil changed."""
        told = self._told(announced)
        if not told:
            return []
        self._note([pupil], told)
        return self._review(told.keys(), told, trigger)

    def after_anything(self, announced: Iterable[Announced], trigger: Trigger) -> list[Announced]:
        """Look at all windows."""
        if not self._rules:
            return []
        self._under = None
        places = set(self._known())
        for rule in self._rules:
            places.update((rule.count.rule or "", key) for key in self._books.windows(rule.id))
        return self._review(places, self._told(announced), trigger)

    def _told(self, announced: Iterable[Announced]) -> dict[Place, set[AlertState]]:
        """Return the windows in which alerts of counted rules changed, and the states they came to."""
        told: dict[Place, set[AlertState]] = {}
        for each in announced:
            if each.rule.id in self._counted:
                told.setdefault((each.rule.id, each.key), set()).add(each.record.state)
        return told

    def _known(self) -> dict[Place, set[str]]:
        """Return the pupils with an active alert of a counted rule, by rule and window key."""
        if self._under is None:
            self._under = {}
            for pupil in self._register.pupils.values():
                for place in self._book(pupil).active:
                    if place[0] in self._counted:
                        self._under.setdefault(place, set()).add(pupil.id)
        return self._under

    def _note(self, pupils: Iterable[Pupil], places: Iterable[Place]) -> dict[Place, set[str]]:
        under = self._known()
        for pupil in pupils if places else ():
            active = self._book(pupil).active
            for place in places:
                names = under.setdefault(place, set())
                (names.add if place in active else names.discard)(pupil.id)
        return under

    def _review(
        self, places: Iterable[Place], told: Mapping[Place, set[AlertState]], trigger: Trigger
    ) -> list[Announced]:
        decisions = [
            decision
            for place in places
            for rule in self._rules
            if rule.count.rule == place[0]
            for decision in self._decide(rule, place, _ending(told.get(place, set()), trigger))
        ]
        decisions.sort(key=lambda each: (each.rule.id, each.class_, each.window.key))
        announced = [announce_list(self._register, decision, trigger) for decision in decisions]
        self._books.remember(
            (decision.rule.id, decision.class_, each.key, each.record)
            for decision, each in zip(decisions, announced, strict=True)
        )
        return announced

    def _decide(self, rule: Rule, place: Place, ending: tuple[AlertState, AlertReason]) -> Iterator[ListDecision]:
        active = dict(self._books.active(rule.id, place[1]))
        window, classes = self._classes(place, active.values())
        if window is None:
            return
        for class_, members in classes.items():
            if not self._speaks(rule, window, members):
                continue
            record = active.pop(class_, None)
            before = record or self._books.newest(rule.id, class_, window.key)
            reason = AlertReason.EVIDENCE_CHANGED if record else AlertReason.THRESHOLD_CROSSED
            decision = _decision(rule, class_, window, members, before, (AlertState.RAISED, reason))
            if record is None or decision.digest() != record.digest:
                yield decision
        for class_, record in active.items():
            yield _decision(rule, class_, window, classes.get(class_, []), record, ending)

    def _classes(self, place: Place, active: Iterable[AlertRecord]) -> tuple[Window | None, Mapping[str, list[Member]]]:
        """Return a window that is kept, and the pupils under the rule in it by class, by their ids."""
        window: Window | None = None
        classes: dict[str, list[Member]] = defaultdict(list)
        for name in sorted(self._known().get(place, ())):
            pupil = self._register.pupils[name]
            record = self._book(pupil).active[place]
            window = Window(place[1], record.first, record.after_last)
            member = self._member(pupil, place, record)
            if member:
                classes[member.home.class_].append(member)
        for record in active:
            window = window or Window(place[1], record.first, record.after_last)
        return (window if window and self._is_kept(window) else None), classes

    def _member(self, pupil: Pupil, place: Place, record: AlertRecord) -> Member | None:
        frame, gauge = self._register.frame, self._gauges[place[0]]
        last = record.after_last - 1 - frame.origin
        if last < 0 or pupil.as_of < 0:
            return None
        home = pupil.home_in(frame.year_at(last))
        span = pupil.school_days.calendar(frame.period(gauge.kind, last), pupil.as_of)
        if home is None:
            return None
        value = shown_value(gauge.counted.unit, record.value)
        percent = shown_percent(record.value, record.school_days) if record.school_days else None
        item = Item(home.class_, 0, None, pupil.id, "under_rule", value, percent)
        return Member(item, home, span.as_of + frame.origin)

    def _is_kept(self, window: Window) -> bool:
        newest = self._register.newest_year
        return not newest or window.after_last > first_ordinal(newest - 1)

    def _speaks(self, rule: Rule, window: Window, members: list[Member]) -> bool:
        frame, last = self._register.frame, window.after_last - 1
        municipality = self._register.municipality(frame.year_at(last - frame.origin))
        return (
            is_crossed(rule, len(members))
            and rule.valid.contains(frame.day(last - frame.origin))
            and covers(rule, _grade(members), municipality, self._register.school)
        )


def _ending(states: set[AlertState], trigger: Trigger) -> tuple[AlertState, AlertReason]:
    """Return how a cluster ends: cleared when alerts of its pupils were cleared and none withdrawn."""
    if AlertState.CLEARED in states and AlertState.WITHDRAWN not in states:
        return AlertState.CLEARED, AlertReason.WINDOW_MOVED
    return AlertState.WITHDRAWN, trigger.withdrawal


def _decision(
    rule: Rule,
    class_: str,
    window: Window,
    members: list[Member],
    before: AlertRecord | None,
    outcome: tuple[AlertState, AlertReason],
) -> ListDecision:
    items = tuple(member.item for member in members)
    grade = _grade(members) if members else before.grade if before else None
    as_of = max([member.as_of for member in members], default=before.as_of if before else window.first)
    return ListDecision(rule, class_, grade, window, before, *outcome, items, as_of)


def _grade(members: list[Member]) -> int:
    return max(member.home.grade for member in members)
