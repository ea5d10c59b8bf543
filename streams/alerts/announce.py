"""A decision about an alert as the messages that tell it: the alert's new version and its notifications.

Owns the numbers as shown and who is told. Pure. Called by the pipeline with what the lifecycle decided.
"""

from collections.abc import Iterable
from typing import NamedTuple

from schemas import AlertReason, AlertState, Audience, Notification, NotificationKind
from streams.alerts.crossing import crossing
from streams.alerts.evidence import Evidence, Proofs
from streams.alerts.judge import Measured
from streams.alerts.late_registration import is_late
from streams.alerts.lifecycle import Decision, Trigger
from streams.alerts.record import AlertRecord
from streams.alerts.version import Announced, Content, Measure, announced, name_id
from streams.law.rule import Unit
from streams.register.register import Register
from streams.windows.gauge import Gauge
from streams.words.notifications import alert_text


def announce(register: Register, decision: Decision, trigger: Trigger, evidence: Evidence) -> Announced:
    """Make the next version of an alert."""
    proofs = evidence.proofs(register, decision.pupil, decision.measured)
    return _announced(register, decision, _record(register, decision, trigger, proofs.digest), trigger.recorded, proofs)


def announced_again(register: Register, decision: Decision, record: AlertRecord, evidence: Evidence) -> Announced:
    """Make the newest version of an active alert once more, as it was published."""
    proofs = evidence.proofs(register, decision.pupil, decision.measured)
    return _announced(register, decision, record, record.recorded_at, proofs)


def _announced(register: Register, decision: Decision, record: AlertRecord, recorded: int, proofs: Proofs) -> Announced:
    rule = decision.gauge.rule
    content = Content(
        rule=rule,
        subject=decision.pupil.id,
        pupil=decision.pupil.id,
        key=decision.key,
        reason=decision.reason,
        record=record,
        recorded=recorded,
        audiences=rule.audiences if record.is_raised else record.told,
        measure=_measure(decision.gauge, decision.measured),
        evidence=proofs,
        is_late=is_late(decision.gauge.kind, record.after_last, proofs.json),
    )
    return announced(register, content)


def notifications(versions: Iterable[Announced]) -> tuple[Notification, ...]:
    """Return who is told what: an alert that was raised or withdrawn, one notification per audience."""
    return tuple(
        notification(each, audience, "raised" if each.record.is_raised else "withdrawn")
        for each in versions
        if each.reason is AlertReason.THRESHOLD_CROSSED or each.record.state is AlertState.WITHDRAWN
        for audience in each.alert.audiences
    )


def notification(version: Announced, audience: Audience, kind: NotificationKind, reminded_on: str = "") -> Notification:
    """Return what one audience is told about a version of an alert; `reminded_on` is the date of a reminder."""
    alert = version.alert
    return Notification(
        id=name_id("notification", alert.id, str(alert.version), audience, kind, reminded_on),
        audience=audience,
        kind=kind,
        alert=alert,
        title=version.rule.title,
        text=alert_text(alert, version.rule, kind),
    )


class Place(NamedTuple):
    """Where and when an alert stands: dates as ordinals."""

    as_of: int
    class_: str
    grade: int | None
    first: int
    after_last: int
    calendar: str | None


def _place(register: Register, decision: Decision) -> Place:
    """Return the place as of now; that of the version before for a pupil without any school day with a mark."""
    span, before, frame = decision.measured.span, decision.before, register.frame
    home = decision.pupil.home_in(frame.year_at(span.as_of)) if span.as_of >= 0 else None
    if home is not None:
        calendar = register.papers.timetable.calendar_id(frame.year_at(span.as_of))
        first, after_last = span.first.toordinal(), span.after_last.toordinal()
        return Place(span.as_of + frame.origin, home.class_, home.grade, first, after_last, calendar)
    if before is None:
        raise ValueError("an alert cannot be raised for a pupil without any school day with a mark")
    return Place(before.as_of, before.class_, before.grade, before.first, before.after_last, before.calendar)


def _record(register: Register, decision: Decision, trigger: Trigger, evidence_digest: str) -> AlertRecord:
    measured, place = decision.measured, _place(register, decision)
    crossed = crossing(decision.gauge.rule, decision.before, decision.reason, trigger.recorded)
    return AlertRecord(
        version=crossed.version,
        state=decision.state,
        value=measured.value,
        marks=measured.marks,
        digest=evidence_digest,
        school_days=measured.school_days,
        as_of=place.as_of,
        class_=place.class_,
        grade=place.grade,
        first=place.first,
        after_last=place.after_last,
        calendar=place.calendar,
        raised_at=crossed.raised_at,
        told=crossed.told,
        raised_version=crossed.raised_version,
        changed_at=crossed.changed_at,
    )


def _measure(gauge: Gauge, measured: Measured) -> Measure:
    threshold, school_days = gauge.rule.threshold, measured.school_days
    return Measure(
        unit=gauge.counted.unit,
        value=shown_value(gauge.counted.unit, measured.value),
        school_days=school_days,
        percent=shown_percent(measured.value, school_days) if school_days else None,
        of=threshold.of,
        threshold=threshold.text,
        comparison=threshold.comparison,
    )


def shown_value(unit: Unit, value: int) -> int | float:
    """Return a value as messages show it: half days as days (13 -> 6.5), counts as they are; whole when whole."""
    if unit is not Unit.DAYS:
        return value
    return value / 2 if value % 2 else value // 2


def shown_percent(half_days: int, school_days: int) -> str:
    """Return half days as a percentage of (one or more) school days with one decimal, truncated."""
    tenths = half_days * 500 // school_days
    return f"{tenths // 10}.{tenths % 10}"
