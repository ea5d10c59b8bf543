"""The lists about one school and its classes: after each event or tick, which begin, change and end.

Owns which windows are looked at again; what stands on a list is counted in `streams.lists.standing`. Every list is a
function of the clock, the calendars, the rosters and the marks, so no order of arrival can change what is raised in the
end. Called where an event is applied; changes nothing but its own stored alerts.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from streams.alerts.lifecycle import EVERYTHING, Trigger
from streams.alerts.record import AlertBooks
from streams.alerts.version import Announced
from streams.law.rule import Unit
from streams.lists.announce import ListDecision, announce_list, list_again
from streams.lists.books import ListBooks
from streams.lists.reminders import Reminded
from streams.lists.review import Affected, Scene, active_lists, as_it_is, decide
from streams.lists.rules import ListGauge, SchoolDays, Window, school_days_of
from streams.lists.standing import Sight, UnderRule
from streams.pages.late_notices import LateNotices
from streams.pages.sheet import NULL_CATEGORY, UNEXPLAINED, Sheet
from streams.pages.taken import Taken
from streams.register.marks import Marked
from streams.register.register import Register
from streams.windows.clock import Clock, hour_at
from streams.windows.days import days_between
from streams.windows.timetable import Timetable


class ListWatch:
    """The lists of one school."""

    def __init__(
        self,
        register: Register,
        gauges: tuple[ListGauge, ...],
        books: AlertBooks,
        clock: Callable[[], Clock | None],
        under_rule: Callable[[str, str], Iterable[UnderRule]],
    ) -> None:
        self._register = register
        self._gauges = gauges
        self._clock = clock
        self._under_rule = under_rule
        self._books = ListBooks(register, books)
        self._taken: Taken | None = None
        self._late: LateNotices | None = None
        self._planned: tuple[Timetable, SchoolDays] | None = None
        self._early = [gauge for gauge in gauges if gauge.is_early]
        self._counted = frozenset(gauge.rule.count.rule for gauge in gauges if gauge.rule.count.rule)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to look at: no tick was seen yet, or no rule asks for a list."""
        return not self._gauges or self._clock() is None

    def reminded(self) -> Iterator[Reminded]:
        """Yield the active lists that their rules remind of, of the years that are kept."""
        for gauge in self._gauges if not self.is_idle else ():
            if gauge.rule.reminder_after_school_days:
                scene = self._scene()
                for (class_, key), record in active_lists(scene, gauge, scene.kept, None):
                    decision = as_it_is(scene, gauge, class_, key, record)
                    again = partial(list_again, self._register, decision, record)
                    yield Reminded(gauge.rule, decision.subject, key, record, again)

    @property
    def books(self) -> ListBooks:
        """What is remembered of the lists."""
        return self._books

    def after_roll_call(
        self, sheet: Sheet, marked: Marked, announced: Iterable[Announced], trigger: Trigger
    ) -> list[Announced]:
        """Look at the lists that a roll call may change."""
        if self._taken is not None:
            self._taken.note(sheet)
        clock = self._clock()
        if clock is None or not self._gauges:
            return []
        pupils_of = self._windows_of(announced)
        if sheet.day == clock.today and not self._may_matter_today(sheet, clock):
            return self._review(Affected(0, frozenset(), pupils_of), trigger) if pupils_of else []
        return self._review(Affected(self._days_of(sheet, marked), self._classes_of(sheet), pupils_of), trigger)

    def after_notice(self, pupil: str, days: int, announced: Iterable[Announced], trigger: Trigger) -> list[Announced]:
        """Look at the lists that a notice may change: those of the days it explains, and those of late notices."""
        if self._late is not None:
            self._late.put(pupil, self._register.papers.notices(pupil))
        if self.is_idle:
            return []
        late = self._list_days(self._scene().sight.late_notices.days_of(pupil))
        return self._review(Affected(days | late, None, self._windows_of(announced)), trigger)

    def after_anything(self, trigger: Trigger) -> list[Announced]:
        """Look at all lists."""
        self._late = self._planned = None
        return [] if self.is_idle else self._review(Affected(EVERYTHING), trigger)

    def after_tick(self, before: Clock | None, trigger: Trigger) -> list[Announced]:
        """Look at the lists that begin, change or end because the clock went on."""
        clock = self._clock()
        if clock is None or clock == before or not self._gauges:
            return []
        if before is None or clock.first < before.first:
            return self._review(Affected(EVERYTHING), trigger)
        decisions: list[ListDecision] = []
        scene = self._scene()
        for gauge in self._gauges:
            days = 0
            for window in self._turning(gauge, scene, before):
                days |= days_between(window.first - self._origin, window.after_last - self._origin)
            if days:
                decisions += decide(scene, gauge, Affected(days), trigger)
        return self._announce(decisions, trigger)

    @property
    def _origin(self) -> int:
        return self._register.frame.origin

    def _scene(self) -> Scene:
        clock = self._clock()
        if clock is None:
            raise LookupError("no tick was seen, so no list is looked at")
        register, timetable = self._register, self._register.papers.timetable
        if self._taken is None or self._taken.origin > self._origin:
            self._taken = Taken(register.pages, self._origin)
        if self._planned is None or self._planned[0] is not timetable:
            self._planned, self._late = (timetable, school_days_of(timetable)), None
        if self._late is None:
            notices = {name: register.papers.notices(name) for name in register.papers.pupils_with_notices}
            self._late = LateNotices(self._planned[1].ordinals, notices)
        sight = Sight(register, self._taken, self._late, self._under_rule)
        return Scene(clock, self._planned[1], sight, self._books)

    def _may_matter_today(self, sheet: Sheet, clock: Clock) -> bool:
        """Whether a roll call of today may change a list: nearly none does, as few deadlines of today have passed."""
        if clock.last != hour_at(clock.today, "day"):
            return True
        if any(gauge.rule.count.unit is not Unit.UNEXPLAINED_ABSENCES for gauge in self._early):
            return True
        if UNEXPLAINED in sheet.codes or UNEXPLAINED + NULL_CATEGORY in sheet.codes:
            return bool(self._early)
        key = date.fromordinal(sheet.day).isoformat()
        return any(self._books.active(gauge.id, key) for gauge in self._early)

    def _days_of(self, sheet: Sheet, marked: Marked) -> int:
        late = self._scene().sight.late_notices
        lists = {day for pupil, _, _ in marked.touched for day in late.days_of(pupil.id)}
        return 1 << (sheet.day - self._origin) | self._list_days(lists) if sheet.day >= self._origin else 0

    def _list_days(self, days: Iterable[int]) -> int:
        found = 0
        for day in days:
            found |= 1 << (day - self._origin) if day >= self._origin else 0
        return found

    def _classes_of(self, sheet: Sheet) -> frozenset[str]:
        position = sheet.day - self._origin
        enrolments = self._register.enrolments(self._register.frame.year_at(position))
        classes = {sheet.class_, ""}
        if enrolments:
            classes.update(class_ for name in sheet.pupils for class_ in enrolments.classes(name, position))
        return frozenset(classes)

    def _windows_of(self, announced: Iterable[Announced]) -> frozenset[tuple[str, str]]:
        if not self._counted:
            return frozenset()
        return frozenset((each.rule.id, each.key) for each in announced if each.rule.id in self._counted)

    def _turning(self, gauge: ListGauge, scene: Scene, before: Clock) -> Iterator[Window]:
        frame = self._register.frame
        until = min(scene.clock.today - min(gauge.deadline.days_after, 0), self._origin + frame.length - 1)
        seen: set[str] = set()
        for day in scene.school_days.newest_first(until):
            window = gauge.window_at(frame, day - self._origin)
            if window.key in seen:
                continue
            seen.add(window.key)
            if gauge.turns(window, scene.school_days, before, scene.clock):
                yield window
            elif gauge.opens(window, scene.school_days) <= before.last and window.after_last <= before.today:
                return

    def _review(self, affected: Affected, trigger: Trigger) -> list[Announced]:
        scene = self._scene()
        decisions = [each for gauge in self._gauges for each in decide(scene, gauge, affected, trigger)]
        return self._announce(decisions, trigger)

    def _announce(self, decisions: list[ListDecision], trigger: Trigger) -> list[Announced]:
        decisions.sort(key=lambda each: (each.rule.id, each.subject, each.window.key))
        announced = [announce_list(self._register, decision, trigger) for decision in decisions]
        self._books.remember(
            (decision.rule.id, decision.class_, each.key, each.record)
            for decision, each in zip(decisions, announced, strict=True)
        )
        return announced
