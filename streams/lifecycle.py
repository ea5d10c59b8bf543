"""When an alert is raised, changes, is cleared or withdrawn: one pupil reviewed after one event.

Owns the decision, which is a value that somebody else acts on. Reads the pupil, its school and the alerts it has;
changes nothing. Called by the pipeline; the alert as a message is made in `streams.announce`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from schemas import AlertReason, AlertState
from streams.alert_record import AlertRecord
from streams.days import Period, positions_of
from streams.judge import Judge, Measured, Span
from streams.plan import Gauge, Plans
from streams.pupil import Pupil
from streams.rules import Denominator, WindowKind

EVERYTHING = -1
"""All days: the set of which every set is a part."""

FEW_DAYS = 64

Denominators: TypeAlias = Mapping[tuple[str, str, str], int | None]


@dataclass(frozen=True)
class Trigger:
    """The event under review. `withdrawal` is the reason it gives, `recorded` its instant in microseconds.

    `denominators`: for a calendar or roster, the denominators of all active alerts before it, by (pupil, rule, key).
    """

    withdrawal: AlertReason
    recorded: int
    denominators: Denominators | None = None


@dataclass(frozen=True)
class Review:
    """A pupil to be judged: windows on `affected` days are looked at, marks on `changed` days may be new evidence.

    `quiet`: nothing happened but a day attended that moved as_of on, so that most rules need not be asked.
    """

    pupil: Pupil
    affected: int
    changed: int
    quiet: bool = False


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
        asked = self._asked(judge) if review.quiet else None
        spoken: set[tuple[str, str]] = set()
        moving = self._active_moving(pupil)
        for gauge, measured in self._speaking(judge, review.affected, asked):
            key = measured.span.key or moving.get(gauge.id) or _day_key(judge)
            spoken.add((gauge.id, key))
            record = pupil.alerts.get((gauge.id, key))
            if record is None or not record.is_raised:
                yield Decision(pupil, gauge, key, record, AlertState.RAISED, AlertReason.THRESHOLD_CROSSED, measured)
            elif self._is_changed(gauge, key, record, measured, review, trigger):
                yield Decision(pupil, gauge, key, record, AlertState.RAISED, AlertReason.EVIDENCE_CHANGED, measured)
        for (rule, key), record in list(pupil.alerts.items()):
            if record.is_raised and (rule, key) not in spoken and (asked is None or rule in asked):
                decision = self._end(judge, review.affected, rule, key, trigger)
                if decision:
                    yield decision

    def denominators(self, judge: Judge) -> dict[tuple[str, str, str], int | None]:
        """Return the denominators of the active alerts of a pupil as they are now, by (pupil, rule, key)."""
        return {
            (judge.pupil.id, rule, key): judge.denominator(gauge, self._span(judge, gauge, record))
            for (rule, key), record in judge.pupil.alerts.items()
            if record.is_raised and (gauge := self.plans.gauges.get(rule)) and judge.as_of >= 0
        }

    def _asked(self, judge: Judge) -> set[str]:
        """Return the rules whose alerts may end, or begin, only because as_of moves on."""
        gauges = self.plans.gauges
        active = {
            rule
            for (rule, _), record in judge.pupil.alerts.items()
            if record.is_raised and rule in gauges and gauges[rule].follows_as_of
        }
        return active | {gauge.id for gauge in judge.plan(judge.as_of).patient}

    def _speaking(self, judge: Judge, affected: int, asked: set[str] | None) -> Iterator[tuple[Gauge, Measured]]:
        if judge.as_of < 0:
            return
        for period in self._periods(judge, affected, asked):
            span = judge.calendar_span(period)
            if span.counted and span.as_of >= 0:
                for gauge in judge.plan(span.as_of).by_kind.get(period.kind, ()):
                    if (asked is None or gauge.id in asked) and judge.may_count(gauge, span.counted):
                        measured = judge.measure(gauge, span)
                        if measured.speaks:
                            yield gauge, measured
        for gauge in judge.plan(judge.as_of).at_as_of:
            if (asked is None or gauge.id in asked) and judge.may_count(gauge, EVERYTHING):
                measured = judge.measure(gauge, judge.moving_span(gauge))
                if measured.speaks:
                    yield gauge, measured

    def _periods(self, judge: Judge, affected: int, asked: set[str] | None) -> Iterable[Period]:
        pupil, frame = judge.pupil, judge.school.frame
        if asked is not None and not any(self.plans.gauges[rule].is_calendar for rule in asked):
            return ()
        days = affected
        if affected == EVERYTHING or affected.bit_count() > FEW_DAYS:
            start, end = pupil.late()
            days = (pupil.absent_days() | start | end) & judge.school_days.days & affected
        return {frame.period(kind, position) for position in positions_of(days) for kind in self.plans.kinds}

    def _active_moving(self, pupil: Pupil) -> dict[str, str]:
        gauges = self.plans.gauges
        return {
            rule: key
            for (rule, key), record in pupil.alerts.items()
            if record.is_raised and rule in gauges and not gauges[rule].is_calendar
        }

    def _is_changed(
        self, gauge: Gauge, key: str, record: AlertRecord, measured: Measured, review: Review, trigger: Trigger
    ) -> bool:
        if (measured.value, measured.marks) != (record.value, record.marks):
            return True
        counted = measured.start | measured.end
        if review.changed & counted and self.digest(review.pupil, measured) != record.digest:
            return True
        of = gauge.rule.threshold.of
        if gauge.is_calendar and of is not None and of is not Denominator.HELD_SCHOOL_DAYS:
            return measured.school_days != record.school_days
        before = (trigger.denominators or {}).get((review.pupil.id, gauge.id, key), measured.school_days)
        return before != measured.school_days

    def _end(self, judge: Judge, affected: int, rule: str, key: str, trigger: Trigger) -> Decision | None:
        pupil, frame = judge.pupil, judge.school.frame
        gauge, record = self.plans.gauges.get(rule), pupil.alerts[(rule, key)]
        if gauge is None or (gauge.is_calendar and not self._is_affected(judge, affected, record)):
            return None
        then = Judge(judge.school, pupil, record.as_of - frame.origin)
        earlier = then.measure(gauge, self._span(then, gauge, record))
        measured = self._measured_now(judge, then, gauge, record)
        if earlier.speaks and gauge in then.plan(earlier.span.as_of).gauges:
            ended = gauge.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS
            reason = AlertReason.RUN_ENDED if ended else AlertReason.WINDOW_MOVED
            return Decision(pupil, gauge, key, record, AlertState.CLEARED, reason, measured)
        return Decision(pupil, gauge, key, record, AlertState.WITHDRAWN, trigger.withdrawal, measured)

    def _measured_now(self, judge: Judge, then: Judge, gauge: Gauge, record: AlertRecord) -> Measured:
        if judge.as_of >= 0:
            measured = judge.measure(gauge, self._span(judge, gauge, record))
            if measured.span.as_of >= 0:
                return measured
        return then.measure(gauge, self._span(then, gauge, record)).without_as_of()

    def _is_affected(self, judge: Judge, affected: int, record: AlertRecord) -> bool:
        frame, pupil = judge.school.frame, judge.pupil
        start, stop = record.first - frame.origin, record.after_last - frame.origin
        if stop <= pupil.kept_from:
            return False
        return affected == EVERYTHING or bool(affected >> max(start, 0) & ((1 << (stop - max(start, 0))) - 1))

    def _span(self, judge: Judge, gauge: Gauge, record: AlertRecord) -> Span:
        if gauge.is_calendar:
            frame = judge.school.frame
            return judge.calendar_span(frame.period(gauge.kind, record.after_last - 1 - frame.origin))
        return judge.moving_span(gauge)


def _day_key(judge: Judge) -> str:
    return judge.school.frame.day(judge.as_of).isoformat()
