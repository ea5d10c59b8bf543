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
from streams.alerts.crossing import crossing
from streams.alerts.evidence import Evidence, Proofs
from streams.alerts.judge import Measured
from streams.alerts.late_registration import is_late
from streams.alerts.lifecycle import Decision, Trigger
from streams.alerts.record import AlertRecord
from streams.law.rule import Rule, Unit
from streams.pages.sheet import instant_at, utc_text
from streams.register.register import Register
from streams.windows.days import school_year_of
from streams.windows.gauge import Gauge
from streams.words.notifications import alert_text

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "naervaer")
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Announced:
    """A new version of an alert: `json` the message, `evidence` the JSON of its marks, `record` what is remembered.

    `key` is that of its window.
    """

    id: str
    school: str
    recorded_at: datetime
    json: bytes
    evidence: bytes
    reason: AlertReason
    rule: Rule
    record: AlertRecord
    municipality: str
    key: str

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
    proofs = evidence.proofs(register, decision.pupil, decision.measured)
    return _announced(register, decision, _record(register, decision, trigger, proofs.digest), trigger.recorded, proofs)


def announced_again(register: Register, decision: Decision, record: AlertRecord, evidence: Evidence) -> Announced:
    """Make the newest version of an active alert once more, as it was published."""
    proofs = evidence.proofs(register, decision.pupil, decision.measured)
    return _announced(register, decision, record, record.recorded_at, proofs)


def _announced(register: Register, decision: Decision, record: AlertRecord, recorded: int, proofs: Proofs) -> Announced:
    pupil, gauge, rule, marks = decision.pupil, decision.gauge, decision.gauge.rule, proofs.json
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
        "recorded_at": utc_text(recorded),
        "calendar": record.calendar,
        "audiences": rule.audiences if is_raised else record.told,
        "evidence": orjson.Fragment(marks),
        "evidence_sha256": proofs.sha256(rule.id, rule.version, window, measure),
    }
    if is_late(gauge.kind, record.after_last, marks):
        message["late_registration"] = True
    municipality = register.municipality(school_year_of(date.fromordinal(record.as_of)))
    return Announced(
        id=identity,
        school=register.school,
        recorded_at=instant_at(recorded),
        json=orjson.dumps(message),
        evidence=marks,
        reason=decision.reason,
        rule=rule,
        record=record,
        municipality=municipality,
        key=decision.key,
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
        notification(each, audience, "raised" if each.record.is_raised else "withdrawn")
        for each in announced
        if each.reason is AlertReason.THRESHOLD_CROSSED or each.record.state is AlertState.WITHDRAWN
        for audience in each.alert.audiences
    )


def notification(
    announced: Announced, audience: Audience, kind: NotificationKind, reminded_on: str = ""
) -> Notification:
    """Return what one audience is told about a version of an alert; `reminded_on` is the date of a reminder."""
    alert = announced.alert
    return Notification(
        id=name_id("notification", alert.id, str(alert.version), audience, kind, reminded_on),
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
