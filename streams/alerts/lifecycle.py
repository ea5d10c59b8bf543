"""When an alert is raised, changes, is cleared or withdrawn: one pupil reviewed after one event.

Owns the decision, which is a value that somebody else acts on. Reads the pupil, its school and the alerts it has;
changes nothing. Called by the school; the alert as a message is made in `streams.alerts.announce`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from schemas import AlertReason, AlertState
from streams.alerts.judge import Judge, Measured
from streams.alerts.record import AlertBook, AlertRecord
from streams.alerts.waking import waking_day
from streams.law.rule import Denominator, WindowKind
from streams.register.pupil import Pupil
from streams.windows.days import Period, days_between, positions_of
from streams.windows.gauge import ALL_COUNT, Gauge
from streams.windows.plan import Plans
from streams.windows.spans import Span, lowest

NO_KEYS: Mapping[str, str] = MappingProxyType({})
EVERYTHING = -1
"""All days: the set of which every set is a part."""

FEW_DAYS = 64

Denominators: TypeAlias = Mapping[tuple[str, str, str], int | None]
Asked: TypeAlias = frozenset[str] | None
"""The rules that are asked, None for all."""


class Trigger(NamedTuple):
    """The event under review. `withdrawal` is the reason it gives, `recorded` its instant in microseconds.

    `denominators`: for a calendar or roster, the denominators of all active alerts before it, by (pupil, rule, key).
    """

    withdrawal: AlertReason
    recorded: int
    denominators: Denominators | None = None


class Review(NamedTuple):
    """A pupil and its alerts, to be judged: windows on `affected` days are asked, marks on `changed` days may be new.

    `categories` (as in `Counted`): what happened is at most that so much absence came to the absence known, so that
    rules about others need not be asked; none when a day attended merely moved as_of on. The rules in `also` are asked
    as well.
    """

    pupil: Pupil
    book: AlertBook
    affected: int
    changed: int
    categories: int = ALL_COUNT
    also: frozenset[str] = frozenset()


class Decision(NamedTuple):
    """What becomes of one alert, with what proves it."""

    pupil: Pupil
    gauge: Gauge
    key: str
    before: AlertRecord | None
    state: AlertState
    reason: AlertReason
    measured: Measured


@dataclass(frozen=True)
class Lifecycle:
    """Reviews pupils by the rules in `plans`; `digest` gives the digest of the marks that a measurement counted."""

    plans: Plans
    digest: Callable[[Pupil, Measured], str]

    def review(self, judge: Judge, review: Review, trigger: Trigger) -> Iterator[Decision]:
        """Yield what changes for a pupil: raised, changed, cleared and withdrawn alerts in no particular order."""
        pupil, records, asked = judge.pupil, review.book.active, None
        if review.categories != ALL_COUNT:
            asked = self._asked(judge, review)
            if not asked:
                return
        moving, spoken = self._moving(judge, review.book), set()
        for gauge, measured in self._speaking(judge, review.affected, asked):
            key = measured.span.key or moving.get(gauge.id) or _day_key(judge)
            place = gauge.id, key
            spoken.add(place)
            record = records.get(place)
            if record is None:
                before, reason = review.book.alerts.get(place), AlertReason.THRESHOLD_CROSSED
                yield Decision(pupil, gauge, key, before, AlertState.RAISED, reason, measured)
            elif self._is_changed(gauge, key, record, measured, review, trigger):
                yield Decision(pupil, gauge, key, record, AlertState.RAISED, AlertReason.EVIDENCE_CHANGED, measured)
        for place, record in records.items():
            if place in spoken or (asked is not None and place[0] not in asked):
                continue
            ruled = self.plans.gauges.get(place[0])
            if ruled and _concerns(judge, review.affected, ruled, record) and is_kept(judge, ruled, record):
                yield _end(judge, ruled, place[1], record, trigger)

    def _moving(self, judge: Judge, book: AlertBook) -> Mapping[str, str]:
        """Return the keys of the active alerts about windows that end at as_of, by rule."""
        if book.rules.isdisjoint(self.plans.moving_rules):
            return NO_KEYS
        gauges, moving = self.plans.gauges, self.plans.moving_rules
        return {
            rule: key
            for (rule, key), record in book.active.items()
            if rule in moving and is_kept(judge, gauges[rule], record)
        }

    def waking_day(self, judge: Judge, book: AlertBook) -> int:
        """Return the first as_of at which a pupil reviewed just now has to be reviewed again though it attends."""
        return waking_day(judge, [self.plans.gauges[rule] for rule in book.rules & self.plans.rules_that_follow_as_of])

    def denominators(self, judge: Judge, book: AlertBook) -> dict[tuple[str, str, str], int | None]:
        """Return the denominators of the active alerts of a pupil as they are now, by (pupil, rule, key)."""
        return {
            (judge.pupil.id, rule, key): judge.denominator(gauge, _span(judge, gauge, record))
            for (rule, key), record in book.active.items()
            if (gauge := self.plans.gauges.get(rule)) and judge.as_of >= 0
        }

    def _asked(self, judge: Judge, review: Review) -> frozenset[str]:
        """Return the rules that the event concerns, and those whose alerts may end only because as_of moves on."""
        asked = self.plans.stirred(judge.plan(judge.as_of), review.categories, review.also)
        ending = review.book.rules & self.plans.rules_that_follow_as_of
        return asked if ending <= asked else asked | ending

    def _speaking(self, judge: Judge, affected: int, asked: Asked) -> Iterator[tuple[Gauge, Measured]]:
        if judge.as_of < 0:
            return
        for period in self._periods(judge, affected, asked):
            span = judge.calendar_span(period)
            if span.counted and span.as_of >= 0:
                plan = judge.plan_in(span.year).narrowed(asked)
                yield from judge.hear_all(plan.ladders(period.kind, span.planned), span)
        yield from self._looking_back(judge, affected, asked)
        yield from judge.hear_moving(judge.plan(judge.as_of).narrowed(asked))

    def _looking_back(self, judge: Judge, affected: int, asked: Asked) -> Iterator[tuple[Gauge, Measured]]:
        for period in self._later_periods(judge, affected, asked):
            span = judge.calendar_span(period)
            if span.counted and span.as_of >= 0:
                plan = judge.plan_in(span.year).narrowed(asked)
                yield from judge.hear_all(plan.looking_back(period.kind, span.planned), span)

    def _periods(self, judge: Judge, affected: int, asked: Asked) -> Iterable[Period]:
        kinds = self.plans.kinds(asked)
        if not kinds:
            return ()
        days = affected
        if affected == EVERYTHING or affected.bit_count() > FEW_DAYS:
            start, end = judge.pupil.late()
            days = (judge.absence(ALL_COUNT).days | start | end) & judge.school_days.days & affected
        if days & (days - 1) == 0:
            return judge.frame.periods(kinds, days.bit_length() - 1) if days else ()
        periods = [period for position in positions_of(days) for period in judge.frame.periods(kinds, position)]
        return {(period.kind, period.start): period for period in periods}.values()

    def _later_periods(self, judge: Judge, affected: int, asked: Asked) -> Iterator[Period]:
        """Yield the windows after affected days that look back at them, without those that hold any."""
        rules = self.plans.rules_that_look_back
        if affected <= 0 or not rules or (asked is not None and asked.isdisjoint(rules)):
            return
        frame = judge.frame
        for kind in self.plans.kinds_that_look_back:
            period = frame.period(kind, lowest(affected, 0))
            while period.stop <= judge.as_of:
                period = frame.period(kind, period.stop)
                if not affected & period.days:
                    yield period

    def _is_changed(
        self, gauge: Gauge, key: str, record: AlertRecord, measured: Measured, review: Review, trigger: Trigger
    ) -> bool:
        if measured.value != record.value or measured.marks != record.marks:
            return True
        if review.changed & measured.days and self.digest(review.pupil, measured) != record.digest:
            return True
        if gauge.is_calendar and gauge.of is not None and gauge.of is not Denominator.HELD_SCHOOL_DAYS:
            return measured.school_days != record.school_days
        if trigger.denominators is None:
            return False
        before = trigger.denominators.get((review.pupil.id, gauge.id, key), measured.school_days)
        return before != measured.school_days


def is_kept(judge: Judge, gauge: Gauge, record: AlertRecord) -> bool:
    """Whether an alert is of a school year that is still kept; others stay as they are."""
    kept_from = judge.frame.origin + max(judge.pupil.kept_from, 0)
    return record.as_of >= kept_from or (gauge.is_calendar and record.after_last > kept_from)


def _concerns(judge: Judge, affected: int, gauge: Gauge, record: AlertRecord) -> bool:
    """Whether an alert's window has an affected day."""
    if not gauge.is_calendar or affected == EVERYTHING:
        return True
    frame = judge.frame
    first, after_last = record.first - frame.origin, record.after_last - frame.origin
    if gauge.looks_back:
        first = min(first, frame.year_start(frame.year_at(after_last - 1)))
    return bool(affected & days_between(first, after_last))


def _end(judge: Judge, gauge: Gauge, key: str, record: AlertRecord, trigger: Trigger) -> Decision:
    then = Judge(judge.school, judge.pupil, record.as_of - judge.frame.origin)
    earlier = measured_again(then, gauge, record)
    measured = measured_again(judge, gauge, record) if judge.as_of >= 0 else earlier.without_as_of()
    if measured.span.as_of < 0:
        measured = earlier.without_as_of()
    if earlier.speaks and _is_under(then, gauge, earlier.span.as_of):
        ended = gauge.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS
        reason = AlertReason.RUN_ENDED if ended else AlertReason.WINDOW_MOVED
        return Decision(judge.pupil, gauge, key, record, AlertState.CLEARED, reason, measured)
    return Decision(judge.pupil, gauge, key, record, AlertState.WITHDRAWN, trigger.withdrawal, measured)


def _is_under(judge: Judge, gauge: Gauge, as_of: int) -> bool:
    return gauge in judge.plan(as_of).gauges


def measured_again(judge: Judge, gauge: Gauge, record: AlertRecord) -> Measured:
    """Measure the window of an alert once more, at the judge's as_of."""
    span = _span(judge, gauge, record)
    return judge.measure(gauge, span, judge.count(gauge.counted, span))


def _span(judge: Judge, gauge: Gauge, record: AlertRecord) -> Span:
    if gauge.is_calendar:
        frame = judge.frame
        return judge.calendar_span(frame.period(gauge.kind, record.after_last - 1 - frame.origin))
    return judge.moving_span(gauge)


def _day_key(judge: Judge) -> str:
    return judge.frame.day(judge.as_of).isoformat()
