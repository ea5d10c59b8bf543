"""The versions of one alert as something told them: the alert topic, a file, or the rows of ClickHouse.

Owns the common form and what one version changed against the one before. Pure. Made by `naervaer explain`, read by
`streams.explain.alert`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from pydantic import TypeAdapter

from schemas import Alert, AlertReason, AlertRow, AlertState, EvidenceMark, ListedItem
from streams.law.rule import Comparison, Denominator, Rule, Threshold, WindowKind

_EVIDENCE = TypeAdapter[tuple[EvidenceMark | ListedItem, ...]](tuple[EvidenceMark | ListedItem, ...])


@dataclass(frozen=True, slots=True)
class AlertVersion:
    """One version of an alert. `unit`, `threshold`, `first` and `audiences` are None where the source has them not.

    `first` is the first day of the window; `value` is in the unit. About a class or a
    school `pupil` is None, and what is open stands in `listed` instead of marks in `evidence`.
    """

    id: str
    number: int
    state: AlertState
    reason: AlertReason
    rule: str
    rule_version: str
    school: str
    class_: str | None
    grade: int | None
    pupil: str | None
    kind: WindowKind
    key: str
    first: date | None
    value: int | float
    school_days: int | None
    percent: str | None
    unit: str | None
    threshold: Threshold | None
    source: str | None
    as_of: date
    recorded_at: datetime
    audiences: tuple[str, ...] | None
    evidence: tuple[EvidenceMark, ...]
    listed: tuple[ListedItem, ...] = ()

    @property
    def is_announced(self) -> bool:
        """Whether its audiences were notified: of a raise and of a withdrawal, not of changes in between."""
        return self.reason is AlertReason.THRESHOLD_CROSSED or self.state is AlertState.WITHDRAWN


class Changed(NamedTuple):
    """Marks of the evidence that one version gained, lost, or has from another roll call or category (before, now)."""

    gained: tuple[EvidenceMark, ...]
    lost: tuple[EvidenceMark, ...]
    replaced: tuple[tuple[EvidenceMark, EvidenceMark], ...]


def version_of_alert(alert: Alert) -> AlertVersion:
    """Return a version as the alert topic tells it."""
    measure, window = alert.measure, alert.window
    of = Denominator(measure.of) if measure.of else None
    return AlertVersion(
        id=alert.id,
        number=alert.version,
        state=alert.state,
        reason=alert.reason,
        rule=alert.rule,
        rule_version=alert.rule_version,
        school=alert.school,
        class_=alert.class_,
        grade=alert.grade,
        pupil=alert.pupil,
        kind=WindowKind(window.kind),
        key=window.key,
        first=window.first,
        value=measure.value,
        school_days=measure.school_days,
        percent=measure.percent,
        unit=measure.unit,
        threshold=Threshold(Fraction(measure.threshold), measure.threshold, of, Comparison(measure.comparison)),
        source=alert.source,
        as_of=alert.as_of,
        recorded_at=alert.recorded_at,
        audiences=alert.audiences,
        evidence=alert.marks,
        listed=alert.listed,
    )


def version_of_row(row: AlertRow, rule: Rule | None) -> AlertVersion:
    """Return a version as the table `alert_history` tells it; what the table has not is taken from the rule."""
    proof = _EVIDENCE.validate_json(row.evidence)
    evidence = tuple(each for each in proof if isinstance(each, EvidenceMark))
    kind = WindowKind(row.window_kind)
    is_run = kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS
    return AlertVersion(
        id=row.id,
        number=row.version,
        state=AlertState(row.state),
        reason=AlertReason(row.reason),
        rule=row.rule,
        rule_version=row.rule_version,
        school=row.school,
        class_=row.class_,
        grade=row.grade,
        pupil=row.pupil,
        kind=kind,
        key=row.window_key,
        first=evidence[0].date if is_run and evidence else None,
        value=row.value,
        school_days=row.school_days,
        percent=None if row.percent is None else str(row.percent),
        unit=rule.count.unit if rule else None,
        threshold=rule.threshold if rule else None,
        source=rule.source if rule else None,
        as_of=row.as_of,
        recorded_at=row.recorded_at,
        audiences=rule.audiences if rule else None,
        evidence=evidence,
        listed=tuple(each for each in proof if isinstance(each, ListedItem)),
    )


def in_order(versions: Iterable[AlertVersion]) -> tuple[AlertVersion, ...]:
    """Sort versions by their number, each once: the same version may have been told several times."""
    by_number = {version.number: version for version in versions}
    return tuple(by_number[number] for number in sorted(by_number))


def changed(before: AlertVersion, now: AlertVersion) -> Changed:
    """Compare the evidence of two versions, mark by mark, by date and moment."""
    old = {(mark.date, mark.moment): mark for mark in before.evidence}
    new = {(mark.date, mark.moment): mark for mark in now.evidence}
    return Changed(
        gained=tuple(mark for place, mark in new.items() if place not in old),
        lost=tuple(mark for place, mark in old.items() if place not in new),
        replaced=tuple((old[place], mark) for place, mark in new.items() if place in old and old[place] != mark),
    )
