"""A decision about an alert as the messages that tell it: the alert's new version and its notifications.

Owns ids, texts and the numbers as shown. Pure. Called by the pipeline with what the lifecycle decided.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import orjson

from schemas import Alert, AlertReason, AlertState, Audience, Measure, Notification, NotificationKind, Window
from streams.alert_record import AlertRecord
from streams.days import school_year_of
from streams.evidence import Evidence, digest, evidence_sha256
from streams.judge import Measured
from streams.lifecycle import Decision, Trigger
from streams.plan import Gauge
from streams.register import Register
from streams.rules import Rule, Unit
from streams.sheet import instant_at
from streams.texts import alert_text

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "naervaer")
_SEPARATOR = "\x1f"


class Announced(NamedTuple):
    """A version of an alert, the rule it speaks for, what the state remembers of it, and the municipality."""

    alert: Alert
    rule: Rule
    record: AlertRecord
    municipality: str


def name_id(*parts: str) -> str:
    """Return the UUID (version 5) that these parts name."""
    return str(uuid.uuid5(NAMESPACE, _SEPARATOR.join(parts)))


@lru_cache(maxsize=4096)
def alert_id(rule: str, school: str, subject: str, key: str) -> str:
    """Return the id of the alert of a rule about a pupil (or `class:7B`, `school:`) in a window."""
    return name_id("alert", rule, school, subject, key)


def announce(register: Register, decision: Decision, trigger: Trigger, evidence: Evidence) -> Announced:
    """Make the next version of an alert."""
    pupil, gauge, measured, before = decision.pupil, decision.gauge, decision.measured, decision.before
    proofs = evidence.proofs(register, pupil, measured)
    record = _record(register, decision, trigger, digest(proofs))
    first, after_last = date.fromordinal(record.first), date.fromordinal(record.after_last)
    window = Window(kind=measured.span.kind, key=decision.key, first=first, after_last=after_last)
    measure = _measure(gauge, measured)
    rule = gauge.rule
    alert = Alert(
        id=alert_id(rule.id, register.school, pupil.id, decision.key),
        version=record.version,
        state=decision.state,
        reason=decision.reason,
        rule=rule.id,
        rule_version=rule.version,
        source=rule.source,
        subject="pupil",
        school=register.school,
        class_=record.class_,
        grade=record.grade,
        pupil=pupil.id,
        window=window,
        measure=measure,
        as_of=date.fromordinal(record.as_of),
        recorded_at=instant_at(trigger.recorded),
        calendar=record.calendar,
        audiences=before.told if before and decision.state is not AlertState.RAISED else rule.audiences,
        evidence=tuple([proof.mark for proof in proofs]),
        evidence_sha256=evidence_sha256(rule.id, rule.version, _window_json(window), _measure_json(measure), proofs),
    )
    municipality = register.municipality(school_year_of(alert.as_of))
    return Announced(alert, rule, record, municipality)


def notifications(announced: Iterable[Announced]) -> tuple[Notification, ...]:
    """Return who is told what: an alert that was raised or withdrawn, one notification per audience."""
    return tuple(
        _notification(each, audience, "raised" if each.alert.state is AlertState.RAISED else "withdrawn")
        for each in announced
        if each.alert.reason is AlertReason.THRESHOLD_CROSSED or each.alert.state is AlertState.WITHDRAWN
        for audience in each.alert.audiences
    )


def _notification(announced: Announced, audience: Audience, kind: NotificationKind) -> Notification:
    alert = announced.alert
    return Notification(
        id=name_id("notification", alert.id, str(alert.version), audience, kind, ""),
        audience=audience,
        kind=kind,
        alert=alert,
        title=announced.rule.title,
        text=alert_text(alert, announced.rule, kind),
    )


def _record(register: Register, decision: Decision, trigger: Trigger, evidence_digest: str) -> AlertRecord:
    before, measured, frame = decision.before, decision.measured, register.frame
    span, rule = measured.span, decision.gauge.rule
    is_new = decision.reason is AlertReason.THRESHOLD_CROSSED or before is None
    record = AlertRecord(
        version=before.version + 1 if before else 1,
        state=decision.state,
        value=measured.value,
        marks=measured.marks,
        digest=evidence_digest,
        school_days=measured.school_days,
        as_of=span.as_of + frame.origin,
        class_="",
        grade=0,
        first=span.first.toordinal(),
        after_last=span.after_last.toordinal(),
        calendar=register.timetable.calendar_id(frame.year_at(span.as_of)),
        raised_at=trigger.recorded if is_new or before is None else before.raised_at,
        told=rule.audiences if is_new or before is None else before.told,
    )
    home = decision.pupil.home_in(frame.year_at(span.as_of)) if span.as_of >= 0 else None
    if home is not None:
        return replace(record, class_=home.class_, grade=home.grade)
    return _in_place_of(record, before)


def _in_place_of(record: AlertRecord, before: AlertRecord | None) -> AlertRecord:
    """Return the record with the place of the version before, for a pupil without any school day with a mark."""
    if before is None:
        raise ValueError("an alert cannot be raised without an as_of")
    return replace(
        record,
        as_of=before.as_of,
        class_=before.class_,
        grade=before.grade,
        first=before.first,
        after_last=before.after_last,
        calendar=before.calendar,
    )


def _measure(gauge: Gauge, measured: Measured) -> Measure:
    threshold = gauge.rule.threshold
    return Measure(
        unit=gauge.unit,
        value=shown_value(gauge.unit, measured.value),
        school_days=measured.school_days,
        percent=shown_percent(measured.value, measured.school_days) if measured.school_days else None,
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


def _window_json(window: Window) -> bytes:
    return orjson.dumps(
        {
            "after_last": window.after_last.isoformat(),
            "first": window.first.isoformat(),
            "key": window.key,
            "kind": window.kind,
        }
    )


def _measure_json(measure: Measure) -> bytes:
    return orjson.dumps(measure.model_dump(), option=orjson.OPT_SORT_KEYS)
