"""When an alert is raised, changes, is cleared or withdrawn: one pupil reviewed after one event.

Owns the decision, which is a value that somebody else acts on. Reads the pupil, its school and the alerts it has;
changes nothing. Called by the school; the alert as a message is made in `streams.alerts.announce`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from schemas import AlertReason, AlertState
from streams.alerts.judge import Judge, Measured
from streams.alerts.record import AlertBook, AlertRecord
from streams.alerts.waking import waking_day
from streams.law.rule import Denominator, WindowKind
from streams.register.pupil import Pupil
from streams.windows.days import Period, days_between, positions_of
from streams.windows.plan import ALL_COUNT, Gauge, Group, Plans
from streams.windows.spans import Span, lowest

EVERYTHING = -1
"""All days: the set of which every set is a part."""

FEW_DAYS = 64

Denominators: TypeAlias = Mapping[tuple[str, str, str], int | None]
Asked: TypeAlias = set[str] | None
"""The rules that are asked, None for all."""


@dataclass(frozen=True)
class Trigger:
    """The event under review. `withdrawal` is the reason it gives, `recorded` its instant in microseconds.

    `denominators`: for a calendar or roster, the denominators of all active alerts before it, by (pupil, rule, key).
    """

    withdrawal: AlertReason
    recorded: int
    denominators: Denominators | None = None


@dataclass(frozen=True, slots=True)
class Review:
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
        pupil = judge.pupil
        active = self.active(judge, review.book)
        asked = None
        if review.categories != ALL_COUNT:
            asked = _asked(judge, active.values()) | self.plans.counting[review.categories] | review.also
        if asked is not None and not asked:
            return
        moving = {rule: key for (rule, key), (gauge, _) in active.items() if not gauge.is_calendar}
        for gauge, measured in self._speaking(judge, review.affected, asked):
            key = measured.span.key or moving.get(gauge.id) or _day_key(judge)
            _, record = active.pop((gauge.id, key), (None, None))
            if record is None:
                before, reason = review.book.alerts.get((gauge.id, key)), AlertReason.THRESHOLD_CROSSED
                yield Decision(pupil, gauge, key, before, AlertState.RAISED, reason, measured)
            elif self._is_changed(gauge, key, record, measured, review, trigger):
                yield Decision(pupil, gauge, key, record, AlertState.RAISED, AlertReason.EVIDENCE_CHANGED, measured)
        for (rule, key), (gauge, record) in active.items():
            if (asked is None or rule in asked) and _concerns(judge, review.affected, gauge, record):
                yield _end(judge, gauge, key, record, trigger)

    def active(self, judge: Judge, book: AlertBook) -> dict[tuple[str, str], tuple[Gauge, AlertRecord]]:
        """Return the active alerts of a pupil that are still judged."""
        if not book.active:
            return {}
        gauges, kept_from = self.plans.gauges, judge.frame.origin + max(judge.pupil.kept_from, 0)
        return {
            place: (gauge, record)
            for place, record in book.active.items()
            if (gauge := gauges.get(place[0])) and (record.as_of >= kept_from or is_kept(judge, gauge, record))
        }

    def waking_day(self, judge: Judge, book: AlertBook) -> int:
        """Return the first as_of at which a pupil reviewed just now has to be reviewed again though it attends."""
        return waking_day(judge, [gauge for gauge, _ in self.active(judge, book).values() if gauge.follows_as_of])

    def denominators(self, judge: Judge, book: AlertBook) -> dict[tuple[str, str, str], int | None]:
        """Return the denominators of the active alerts of a pupil as they are now, by (pupil, rule, key)."""
        return {
            (judge.pupil.id, rule, key): judge.denominator(gauge, _span(judge, gauge, record))
            for (rule, key), record in book.active.items()
            if (gauge := self.plans.gauges.get(rule)) and judge.as_of >= 0
        }

    def _speaking(self, judge: Judge, affected: int, asked: Asked) -> Iterator[tuple[Gauge, Measured]]:
        if judge.as_of < 0:
            return
        for period in self._periods(judge, affected, asked):
            span = judge.calendar_span(period)
            if span.counted and span.as_of >= 0:
                for group in _within_reach(judge, judge.plan(span.as_of).by_kind[period.kind], span):
                    if asked is None or not asked.isdisjoint(group.ids):
                        yield from judge.hear(group, span, asked)
        yield from self._looking_back(judge, affected, asked)
        for group in judge.plan(judge.as_of).moving:
            if (asked is None or not asked.isdisjoint(group.ids)) and judge.may_reach(group):
                yield from judge.hear(group, judge.moving_span(group), asked)

    def _looking_back(self, judge: Judge, affected: int, asked: Asked) -> Iterator[tuple[Gauge, Measured]]:
        for period in self._later_periods(judge, affected, asked):
            span = judge.calendar_span(period)
            if span.counted and span.as_of >= 0:
                for group in judge.plan(span.as_of).looking_back[period.kind]:
                    yield from judge.hear(group, span, asked)

    def _periods(self, judge: Judge, affected: int, asked: Asked) -> Iterable[Period]:
        if asked is not None and not any(self.plans.gauges[rule].is_calendar for rule in asked):
            return ()
        days = affected
        if affected == EVERYTHING or affected.bit_count() > FEW_DAYS:
            start, end = judge.pupil.late()
            days = (judge.absence(ALL_COUNT).days | start | end) & judge.school_days.days & affected
        kinds = self.plans.kinds
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


def _asked(judge: Judge, active: Iterable[tuple[Gauge, AlertRecord]]) -> set[str]:
    """Return the rules whose alerts may end, or begin, only because as_of moves on."""
    return {gauge.id for gauge, _ in active if gauge.follows_as_of} | judge.plan(judge.as_of).patient


def _within_reach(judge: Judge, groups: Sequence[Group], span: Span) -> Sequence[Group]:
    """Leave out the groups at the end that need more days than the window has with an absent or late mark."""
    if not groups or groups[-1].counted.least == 1:
        return groups
    return groups[: bisect_right(groups, judge.unusual(span.counted), key=_least)]


def _least(group: Group) -> int:
    return group.counted.least


def is_kept(judge: Judge, gauge: Gauge, record: AlertRecord) -> bool:
    """Whether an alert is of a school year that is still kept; others stay as they are."""
    last = record.after_last - 1 if gauge.is_calendar else record.as_of
    return last - judge.frame.origin >= max(judge.pupil.kept_from, 0)


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
