"""One version of an alert as the message that tells it, and ids that everybody can work out again.

Owns the message's fields and their order; those that do not apply are null. Pure. Used by the makers of alerts about
pupils and about classes and schools.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import orjson

from schemas import Alert, AlertReason, Audience
from streams.alerts.evidence import Proofs
from streams.alerts.record import AlertRecord
from streams.law.rule import Comparison, Denominator, Rule, Unit
from streams.pages.sheet import instant_at, utc_text
from streams.register.register import Register
from streams.windows.days import school_year_of

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "naervaer")
_SEPARATOR = "\x1f"


class Measure(NamedTuple):
    """What was measured, as messages show it; `percent` with one decimal, null without a denominator."""

    unit: Unit
    value: int | float
    school_days: int | None
    percent: str | None
    of: Denominator | None
    threshold: str
    comparison: Comparison


class Content(NamedTuple):
    """What a version says: `subject` as in the alert's id, `recorded` in microseconds since 1970."""

    rule: Rule
    subject: str
    pupil: str | None
    key: str
    reason: AlertReason
    record: AlertRecord
    recorded: int
    audiences: tuple[Audience, ...]
    measure: Measure
    evidence: Proofs
    is_late: bool = False


@dataclass(frozen=True)
class Announced:
    """A new version of an alert: `json` the message, `evidence` the JSON of its marks, `record` what is remembered.

    `key` is that of its window; `pupil` is None for a class or a school.
    """

    id: str
    school: str
    pupil: str | None
    recorded_at: datetime
    json: bytes
    evidence: bytes
    reason: AlertReason
    rule: Rule
    record: AlertRecord
    measure: Measure
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


def announced(register: Register, content: Content) -> Announced:
    """Make a version of an alert."""
    rule, record, evidence = content.rule, content.record, content.evidence
    identity, marks = alert_id(rule.id, register.school, content.subject, content.key), evidence.json
    window = orjson.dumps(_window(content))
    measure = orjson.dumps(content.measure._asdict(), option=orjson.OPT_SORT_KEYS)
    message = {
        "id": identity,
        "version": record.version,
        "state": record.state,
        "reason": content.reason,
        "rule": rule.id,
        "rule_version": rule.version,
        "source": rule.source,
        "subject": rule.subject,
        "school": register.school,
        "class": record.class_ or None,
        "grade": record.grade,
        "pupil": content.pupil,
        "window": orjson.Fragment(window),
        "measure": orjson.Fragment(measure),
        "as_of": iso_day(record.as_of),
        "recorded_at": utc_text(content.recorded),
        "calendar": record.calendar,
        "audiences": content.audiences,
        "evidence": orjson.Fragment(marks),
        "evidence_sha256": evidence.sha256(rule.id, rule.version, window, measure),
    }
    if content.is_late:
        message["late_registration"] = True
    return Announced(
        id=identity,
        school=register.school,
        pupil=content.pupil,
        recorded_at=instant_at(content.recorded),
        json=orjson.dumps(message),
        evidence=marks,
        reason=content.reason,
        rule=rule,
        record=record,
        measure=content.measure,
        municipality=register.municipality(school_year_of(date.fromordinal(record.as_of))),
        key=content.key,
    )


def _window(content: Content) -> dict[str, str]:
    """Return the window; its names stand in the order of canonical JSON."""
    record = content.record
    return {
        "after_last": iso_day(record.after_last),
        "first": iso_day(record.first),
        "key": content.key,
        "kind": content.rule.window.kind,
    }


@lru_cache(maxsize=4096)
def iso_day(ordinal: int) -> str:
    """Return a proleptic ordinal as messages write a day."""
    return date.fromordinal(ordinal).isoformat()
