"""One school under its rules: after each event, which pupils are reviewed and what is announced.

Owns the choice of pupils to review and what the state remembers of each alert. Changes the register's alert entries
and nothing else. Called by the pipeline.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from schemas import KeptAlert
from streams.alerts.announce import announce, announced_again, shown_percent, shown_value
from streams.alerts.evidence import Evidence
from streams.alerts.judge import Judge, categories_of
from streams.alerts.lifecycle import EVERYTHING, Decision, Lifecycle, Review, Trigger, is_kept, measured_again
from streams.alerts.record import AlertBook, AlertBooks, AlertRecord, Place, UnwrittenBook
from streams.alerts.sibling_reviews import siblings_concerned, with_siblings
from streams.alerts.version import Announced, alert_id
from streams.lists.clusters import Clusters, cluster_rules
from streams.lists.reminders import Reminded
from streams.lists.rules import ListGauge
from streams.lists.standing import UnderRule
from streams.lists.watch import ListWatch
from streams.pages.sheet import LATE, Sheet
from streams.pages.stored import ALERTS, entry_key
from streams.register.marks import Marked
from streams.register.pupil import Pupil
from streams.register.register import Register
from streams.windows.clock import Clock
from streams.windows.days import Frame, positions_of
from streams.windows.enrolment import Enrolments
from streams.windows.gauge import ALL_COUNT, Gauge
from streams.windows.plan import Plan, Plans
from streams.windows.timetable import Timetable


@dataclass
class School:
    """A school as the judge sees it: its register and the rules it is under."""

    register: Register
    plans: Plans
    evidence: Evidence
    books: AlertBooks
    gauges: tuple[ListGauge, ...]
    clock: Callable[[], Clock | None]
    _by_grade: dict[tuple[str, int], Plan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lifecycle = Lifecycle(
            self.plans, lambda pupil, measured: self.evidence.proofs(self.register, pupil, measured).digest
        )
        self.lists = ListWatch(self.register, self.gauges, self.books, self.clock, self.under_rule)
        rules = cluster_rules(self.plans.rulebook)
        self.clusters = Clusters(self.register, rules, self.lists.books, self._book, self.plans.gauges)

    @property
    def frame(self) -> Frame:
        """The frame of all positions."""
        return self.register.papers.frame

    @property
    def timetable(self) -> Timetable:
        """The calendars."""
        return self.register.papers.timetable

    def enrolments(self, year: int) -> Enrolments | None:
        """Return the roster of a school year."""
        return self.register.enrolments(year)

    def siblings(self, pupil: str, year: int) -> list[Pupil]:
        """Return the siblings of a pupil by the roster of a school year, as far as they are known here."""
        enrolments = self.enrolments(year)
        names = enrolments.siblings.get(pupil, ()) if enrolments else ()
        return [self.register.pupils[name] for name in names if name in self.register.pupils]

    def plan(self, year: int, grade: int) -> Plan:
        """Return the rules for a grade in a school year."""
        key = (self.register.municipality(year), grade)
        plan = self._by_grade.get(key)
        if plan is None:
            plan = self._by_grade[key] = self.plans.plan(grade, key[0], self.register.school)
        return plan

    def under_rule(self, rule: str, key: str) -> Iterator[UnderRule]:
        """Yield the pupils with an active alert of a rule in a window."""
        gauge = self.plans.gauges.get(rule)
        for pupil in self.register.pupils.values():
            record = self._book(pupil).active.get((rule, key))
            if record and gauge:
                value = shown_value(gauge.counted.unit, record.value)
                percent = shown_percent(record.value, record.school_days) if record.school_days else None
                yield UnderRule(pupil.id, record.class_, value, percent)

    @property
    def reminds(self) -> bool:
        """Whether any rule reminds of its alerts."""
        return self.plans.reminds or any(gauge.rule.reminder_after_school_days for gauge in self.gauges)

    def reminded(self) -> Iterator[Reminded]:
        """Yield the active alerts about pupils that their rules remind of, of the years that are kept."""
        for pupil in self.register.pupils.values():
            for (rule, key), record in self._book(pupil).active.items():
                gauge = self.plans.gauges.get(rule)
                if gauge and gauge.rule.reminder_after_school_days and pupil.as_of >= 0:
                    judge = Judge(self, pupil, record.as_of - self.frame.origin)
                    if judge.as_of >= 0 and is_kept(judge, gauge, record):
                        again = partial(self._again, judge, gauge, key, record)
                        yield Reminded(gauge.rule, pupil.id, key, record, again)

    def _again(self, judge: Judge, gauge: Gauge, key: str, record: AlertRecord) -> Announced:
        measured = measured_again(judge, gauge, record)
        decision = Decision(judge.pupil, gauge, key, record, record.state, record.reason, measured)
        return announced_again(self.register, decision, record, self.evidence)

    def denominators(self) -> dict[tuple[str, str, str], int | None]:
        """Return the denominators of all active alerts as they are now."""
        known: dict[tuple[str, str, str], int | None] = {}
        for pupil in self.register.pupils.values():
            book = self._book(pupil)
            if book.active:
                known |= self._lifecycle.denominators(Judge(self, pupil, pupil.as_of), book)
        return known

    def after_roll_call(self, marked: Marked, sheet: Sheet, trigger: Trigger) -> list[Announced]:
        """Review whom a roll call marked."""
        for pupil, _, _ in marked.touched:
            self.evidence.note(self.register, pupil, sheet)
        if not (marked.touched or marked.advanced or marked.unmoved):
            for name in sheet.pupils:  # marks of a day outside the frame, which may come back into it
                self.evidence.forget_day(self.register.school, name, sheet.day)
        reviews = [*self._touched(marked, sheet.moment), *self._advanced(marked)]
        if self.plans.sibling_rules and marked.touched:
            moved = marked.moved
            changes = [(pupil, EVERYTHING if pupil.id in moved else days) for pupil, _, days in marked.touched]
            reviews = self._with_siblings(reviews, changes)
        return self._announce(reviews, trigger)

    def after_notice(self, pupil: Pupil, days: int, trigger: Trigger) -> list[Announced]:
        """Review the pupil of a notice that explains these days."""
        for position in positions_of(days & pupil.marked):
            self.evidence.forget_day(self.register.school, pupil.id, position + self.frame.origin)
        reviews = self._with_siblings([Review(pupil, self._book(pupil), days, days)], [(pupil, days)])
        return self._announce(reviews, trigger)

    def after_calendar(self, trigger: Trigger) -> list[Announced]:
        """Review everybody; the marks are the same, only their days may count or not."""
        return self._announce(
            [Review(pupil, self._book(pupil), EVERYTHING, EVERYTHING) for pupil in self.register.pupils.values()],
            trigger,
        )

    def after_change_of(self, pupils: Sequence[Pupil], trigger: Trigger) -> list[Announced]:
        """Review pupils for whom anything may be different."""
        for pupil in pupils:
            self.evidence.forget_pupil(self.register.school, pupil.id)
        reviews = [Review(pupil, self._book(pupil), EVERYTHING, EVERYTHING) for pupil in pupils]
        if self.plans.sibling_rules:
            changes = [(pupil, EVERYTHING) for pupil in pupils]
            reviews = self._with_siblings(reviews, changes, self._told_about_siblings())
        return self._announce(reviews, trigger)

    def _with_siblings(
        self, reviews: list[Review], changes: Sequence[tuple[Pupil, int]], also: Sequence[Pupil] = ()
    ) -> list[Review]:
        rules = self.plans.sibling_rules
        if not rules:
            return reviews
        concerned = siblings_concerned(self, changes) | {pupil.id: (pupil, EVERYTHING) for pupil in also}
        return with_siblings(reviews, concerned, rules, self._book)

    def _told_about_siblings(self) -> list[Pupil]:
        """Return the pupils with an active alert about siblings: a new roster may say that they have none."""
        rules, pupils = self.plans.sibling_rules, self.register.pupils.values()
        return [pupil for pupil in pupils if any(rule in rules for rule, _ in self._book(pupil).active)]

    def standing_alerts(self, pupil: Pupil) -> list[KeptAlert]:
        """Return the active alerts of a pupil that are still judged: none of a school year no longer kept."""
        return [
            KeptAlert(alert_id(rule, self.register.school, pupil.id, key), record.version)
            for (rule, key), record in self._book(pupil).active.items()
            if record.after_last > self.frame.origin
        ]

    def _touched(self, marked: Marked, moment: int) -> Iterator[Review]:
        for pupil, before, changed in marked.touched:
            if pupil.id in marked.moved or self._is_turning(before, pupil.as_of):
                yield Review(pupil, self._book(pupil), EVERYTHING, EVERYTHING)
            elif self._is_only_late(pupil, before, changed):
                if self._may_be_late_too_often(pupil):
                    affected = changed | self._judged_days(pupil, before)
                    yield Review(pupil, self._book(pupil), affected, changed, 0, self.plans.late_rules)
                else:
                    marked.advanced.append((pupil, before))
            else:
                is_new = pupil.id not in marked.corrected
                categories = categories_of(pupil, changed.bit_length() - 1, moment) if is_new else ALL_COUNT
                days = changed | self._judged_days(pupil, before)
                yield Review(pupil, self._book(pupil), days, changed, categories)

    def _is_only_late(self, pupil: Pupil, before: int, changed: int) -> bool:
        """Whether a pupil merely came late on a day after as_of, which few rules count."""
        if pupil.as_of == before:
            return False
        return bool((pupil.cells[2 * LATE] | pupil.cells[2 * LATE + 1]) & changed) and not pupil.absent_days() & changed

    def _may_be_late_too_often(self, pupil: Pupil) -> bool:
        start, end = pupil.late()
        return bool(self.plans.late_rules) and (start | end).bit_count() >= self.plans.least_late_days

    def _advanced(self, marked: Marked) -> Iterator[Review]:
        last = self.plans.turning_days[-1] - self.frame.origin if self.plans.turning_days else -1
        for pupil, before in marked.advanced:
            if before < last and self._is_turning(before, pupil.as_of):
                yield Review(pupil, self._book(pupil), EVERYTHING, 0)
            elif pupil.as_of >= pupil.wakes:
                yield Review(pupil, self._book(pupil), self._judged_days(pupil, before), 0, categories=0)

    def _judged_days(self, pupil: Pupil, before: int) -> int:
        """Return the days whose calendar windows are judged anew because as_of moved on from `before`."""
        if before == pupil.as_of or not self.plans.has_calendar_rule_that_follows_as_of:
            return 0
        return _day(before) | _day(pupil.as_of)

    def _is_turning(self, before: int, as_of: int) -> bool:
        origin, days = self.frame.origin, self.plans.turning_days
        if not days or before + origin >= days[-1]:
            return False
        return any(before + origin < day <= as_of + origin for day in days)

    def _announce(self, reviews: Iterable[Review], trigger: Trigger) -> list[Announced]:
        decisions = [decision for review in reviews for decision in self._decide(review, trigger)]
        if not decisions:
            return []
        decisions.sort(key=lambda each: (each.gauge.id, each.pupil.id, each.key))
        announced, told = [], defaultdict[str, dict[Place, AlertRecord]](dict)
        for decision in decisions:
            each = announce(self.register, decision, trigger, self.evidence)
            told[decision.pupil.id][each.rule.id, decision.key] = each.record
            announced.append(each)
        for name, records in told.items():
            self._remember(self.register.pupils[name], records)
        return announced

    def _decide(self, review: Review, trigger: Trigger) -> list[Decision]:
        pupil = review.pupil
        judge = Judge(self, pupil, pupil.as_of)
        decisions = list(self._lifecycle.review(judge, review, trigger))
        has_rest = not decisions and pupil.as_of >= 0
        pupil.wakes = self._lifecycle.waking_day(judge, review.book) if has_rest else 0
        return decisions

    def _remember(self, pupil: Pupil, records: Mapping[Place, AlertRecord]) -> None:
        key = entry_key(self.register.school, ALERTS, pupil.id)
        before = self.register.entries.get_unwritten(key)
        book = AlertBook({**self.books.read(before).alerts, **records})
        stored = before if isinstance(before, bytes) else None
        self.register.entries.put(key, UnwrittenBook(self.books, book, stored))

    def _book(self, pupil: Pupil) -> AlertBook:
        return self.books.read(self.register.entries.get_unwritten(entry_key(self.register.school, ALERTS, pupil.id)))


def _day(position: int) -> int:
    return 1 << position if position >= 0 else 0
