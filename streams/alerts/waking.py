"""How long a pupil who attends need not be reviewed: the first as_of at which anything about its alerts may change.

Owns the bounds only: a review before that day would find nothing, one too many does no harm. Pure. Called by the
school; whatever touches the pupil's marks makes it be reviewed anyway.
"""

from collections.abc import Iterable

from streams.alerts.judge import ALL_DAYS, Judge
from streams.law.rule import WindowKind
from streams.windows.gauge import Gauge, has_shrinking_denominator
from streams.windows.spans import AFTER_EVERY_DAY, lowest

FEWEST_DAYS_OF_A_MONTH = 28


def waking_day(judge: Judge, active: Iterable[Gauge]) -> int:
    """Return the first position of as_of at which a pupil reviewed just now has to be reviewed though it attends.

    `active`: the rules with an active alert that may end because as_of moves on.
    """
    ending = {gauge.id: gauge for gauge in active}
    days = [_may_end(judge, gauge) for gauge in ending.values()]
    plan = judge.plan(judge.as_of)
    if plan.patient and judge.pupil.has_absence:
        days += [_may_begin(judge, each) for each in plan.patient_gauges if each.id not in ending]
    return min(days, default=AFTER_EVERY_DAY)


def _may_end(judge: Judge, gauge: Gauge) -> int:
    tomorrow = judge.as_of + 1
    if gauge.is_calendar or gauge.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS or not gauge.counts_absence:
        return tomorrow
    if gauge.minimum and gauge.kind is WindowKind.ROLLING_MONTHS:
        return tomorrow
    span = judge.moving_span(gauge)
    count = judge.count(gauge.counted, span)
    school_days = judge.denominator(gauge, span)
    if not gauge.is_crossed(count.value, school_days):
        return tomorrow
    oldest = lowest(count.start | count.end, judge.as_of)
    days = [gauge.valid_until - judge.frame.origin, _falls_out(judge, gauge, oldest)]
    if school_days is not None and gauge.right:
        days.append(judge.school_days.after(judge.as_of, gauge.most_school_days(count.value) - school_days + 1))
    return min(days)


def _falls_out(judge: Judge, gauge: Gauge, oldest: int) -> int:
    """Return the first as_of at which a rolling window may no longer hold its oldest absence."""
    if gauge.kind is WindowKind.ROLLING_MONTHS:
        return oldest + FEWEST_DAYS_OF_A_MONTH * gauge.length
    return judge.school_days.after(oldest, gauge.length)


def _may_begin(judge: Judge, gauge: Gauge) -> int:
    if not judge.has_enough(gauge, ALL_DAYS):
        return AFTER_EVERY_DAY
    if gauge.is_calendar or not gauge.counts_absence or has_shrinking_denominator(gauge.rule):
        return judge.as_of + 1
    span = judge.moving_span(gauge)
    if span.held < gauge.minimum and judge.has_enough(gauge, span.counted):
        return judge.school_days.after(judge.as_of, gauge.minimum - span.held)
    return AFTER_EVERY_DAY
