"""A decision about an alert as the messages that tell it: the alert's new version and its notifications.

Owns ids, texts and the numbers as shown. Pure. Called by the pipeline with what the lifecycle decided.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import orjson

from schemas import Alert, AlertReason, AlertState, Audience, Notification, NotificationKind
from streams.alert_record import AlertRecord
from streams.days import school_year_of
from streams.evidence import Evidence
from streams.judge import Measured
from streams.lifecycle import Decision, Trigger
from streams.plan import Gauge
from streams.register import Register
from streams.rules import Rule, Unit
from streams.sheet import instant_at, utc_text
from streams.texts import alert_text

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "naervaer")
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Announced:
    """A new version of an alert: `json` the message, `evidence` the JSON of its marks, `record` what is remembered."""

    id: str
    school: str
    recorded_at: datetime
    json: bytes
    evidence: bytes
    reason: AlertReason
    rule: Rule
    record: AlertRecord
    municipality: str

    @cached_property
    def alert(self) -> Alert:
        """The message as a model."""
        return Alert.model_validate_json(self.json)


def name_id(*parts: str) -> str:
    """Return the UUID (version 5) that these parts name."""
    return str(uuid.uuid5(NAMESPACE, _SEPARATOR.join(parts)))


@lru_cache(maxsize=4096)
def alert_id(rule: str, school: str, subject: str, key: str) -> str:
    """Return the id of the alert of a rule about a pupil (or `class:7B`, `school:`) in a window."""
    return name_id("alert", rule, school, subject, key)


def announce(register: Register, decision: Decision, trigger: Trigger, evidence: Evidence) -> Announced:
    """Make the next version of an alert."""
    pupil, gauge, rule = decision.pupil, decision.gauge, decision.gauge.rule
    proofs = evidence.proofs(register, pupil, decision.measured)
    marks = proofs.json
    record = _record(register, decision, trigger, proofs.digest)
    identity = alert_id(rule.id, register.school, pupil.id, decision.key)
    window = orjson.dumps(_window(decision, record))
    measure = orjson.dumps(_measure(gauge, decision.measured), option=orjson.OPT_SORT_KEYS)
    is_raised = decision.state is AlertState.RAISED
    message = {
        "id": identity,
        "version": record.version,
        "state": decision.state,
        "reason": decision.reason,
        "rule": rule.id,
        "rule_version": rule.version,
        "source": rule.source,
        "subject": rule.subject,
        "school": register.school,
        "class": record.class_,
        "grade": record.grade,
        "pupil": pupil.id,
        "window": orjson.Fragment(window),
        "measure": orjson.Fragment(measure),
        "as_of": _iso(record.as_of),
        "recorded_at": utc_text(trigger.recorded),
        "calendar": record.calendar,
        "audiences": rule.audiences if is_raised else record.told,
        "evidence": orjson.Fragment(marks),
        "evidence_sha256": proofs.sha256(rule.id, rule.version, window, measure),
    }
    municipality = register.municipality(school_year_of(date.fromordinal(record.as_of)))
    return Announced(
        id=identity,
        school=register.school,
        recorded_at=instant_at(trigger.recorded),
        json=orjson.dumps(message),
        evidence=marks,
        reason=decision.reason,
        rule=rule,
        record=record,
        municipality=municipality,
    )


def _window(decision: Decision, record: AlertRecord) -> dict[str, str]:
    return {
        "after_last": _iso(record.after_last),
        "first": _iso(record.first),
        "key": decision.key,
        "kind": decision.measured.span.kind,
    }


@lru_cache(maxsize=4096)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def notifications(announced: Iterable[Announced]) -> tuple[Notification, ...]:
    """Return who is told what: an alert that was raised or withdrawn, one notification per audience."""
    return tuple(
        _notification(each, audience, "raised" if each.record.is_raised else "withdrawn")
        for each in announced
        if each.reason is AlertReason.THRESHOLD_CROSSED or each.record.state is AlertState.WITHDRAWN
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


class Place(NamedTuple):
    """Where and when an alert stands: dates as ordinals."""

    as_of: int
    class_: str
    grade: int
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
    before, measured, place = decision.before, decision.measured, _place(register, decision)
    told, raised_at = decision.gauge.rule.audiences, trigger.recorded
    if before is not None and decision.reason is not AlertReason.THRESHOLD_CROSSED:
        told, raised_at = before.told, before.raised_at
    return AlertRecord(
        version=before.version + 1 if before else 1,
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
        raised_at=raised_at,
        told=told,
    )


def _measure(gauge: Gauge, measured: Measured) -> dict[str, str | int | float | None]:
    threshold, school_days = gauge.rule.threshold, measured.school_days
    return {
        "unit": gauge.counted.unit,
        "value": shown_value(gauge.counted.unit, measured.value),
        "school_days": school_days,
        "percent": shown_percent(measured.value, school_days) if school_days else None,
        "of": threshold.of,
        "threshold": threshold.text,
        "comparison": threshold.comparison,
    }


def shown_value(unit: Unit, value: int) -> int | float:
    """Return a value as messages show it: half days as days (13 -> 6.5), counts as they are; whole when whole."""
    if unit is not Unit.DAYS:
        return value
    return value / 2 if value % 2 else value // 2


def shown_percent(half_days: int, school_days: int) -> str:
    """Return half days as a percentage of (one or more) school days with one decimal, truncated."""
    tenths = half_days * 500 // school_days
    return f"{tenths // 10}.{tenths % 10}"
