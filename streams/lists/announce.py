"""A decision about a list as the message that tells it: the next version of an alert about a class or a school.

Owns what such a message says. Pure. Called by the list watch and the clusters.
"""

from datetime import date
from typing import NamedTuple

from schemas import AlertReason, AlertState
from streams.alerts.crossing import crossing
from streams.alerts.evidence import Proofs
from streams.alerts.lifecycle import Trigger
from streams.alerts.record import AlertRecord
from streams.alerts.version import Announced, Content, Measure, announced, iso_day
from streams.law.rule import Rule
from streams.lists.rules import Window
from streams.lists.standing import Item
from streams.register.register import Register
from streams.windows.days import school_year_of


class ListDecision(NamedTuple):
    """What becomes of one list; `class_` is '' for the school, `as_of` a proleptic ordinal."""

    rule: Rule
    class_: str
    grade: int | None
    window: Window
    before: AlertRecord | None
    state: AlertState
    reason: AlertReason
    items: tuple[Item, ...]
    as_of: int

    @property
    def subject(self) -> str:
        """Whom the list is about, as in the alert's id."""
        return f"class:{self.class_}" if self.rule.subject == "class" else "school:"

    def evidence(self) -> Proofs:
        """Return the lines in canonical JSON."""
        return Proofs.of(item.to_json(iso_day(item.day) if item.day else None) for item in self.items)

    def digest(self) -> str:
        """Return what tells this list from another."""
        return self.evidence().digest


def announce_list(register: Register, decision: ListDecision, trigger: Trigger) -> Announced:
    """Make the next version of an alert about a class or a school."""
    record = _record(register, decision, trigger)
    return _announced(register, decision, record, trigger.recorded)


def list_again(register: Register, decision: ListDecision, record: AlertRecord) -> Announced:
    """Make the newest version of an active alert once more, as it was published."""
    return _announced(register, decision, record, record.recorded_at)


def _announced(register: Register, decision: ListDecision, record: AlertRecord, recorded: int) -> Announced:
    content = Content(
        rule=decision.rule,
        subject=decision.subject,
        pupil=None,
        key=decision.window.key,
        reason=decision.reason,
        record=record,
        recorded=recorded,
        audiences=record.told,
        measure=_measure(decision),
        evidence=decision.evidence(),
    )
    return announced(register, content)


def _record(register: Register, decision: ListDecision, trigger: Trigger) -> AlertRecord:
    crossed = crossing(decision.rule, decision.before, decision.reason, trigger.recorded)
    return AlertRecord(
        version=crossed.version,
        state=decision.state,
        value=len(decision.items),
        marks=len(decision.items),
        digest=decision.digest(),
        school_days=None,
        as_of=decision.as_of,
        class_=decision.class_,
        grade=decision.grade,
        first=decision.window.first,
        after_last=decision.window.after_last,
        calendar=register.papers.timetable.calendar_id(school_year_of(date.fromordinal(decision.as_of))),
        raised_at=crossed.raised_at,
        told=crossed.told,
        raised_version=crossed.raised_version,
        changed_at=crossed.changed_at,
    )


def _measure(decision: ListDecision) -> Measure:
    rule = decision.rule
    return Measure(
        unit=rule.count.unit,
        value=len(decision.items),
        school_days=None,
        percent=None,
        of=None,
        threshold=rule.threshold.text,
        comparison=rule.threshold.comparison,
    )
