"""When an alert last crossed its threshold, and whom that was told: what a new version takes over from the one before.

Pure. Used by the makers of alerts about pupils and about classes and schools.
"""

from typing import NamedTuple

from schemas import AlertReason, Audience
from streams.alerts.record import AlertRecord
from streams.law.rule import Rule


class Crossing(NamedTuple):
    """The fields of `AlertRecord` of the same names; instants in microseconds since 1970."""

    version: int
    raised_at: int
    told: tuple[Audience, ...]
    raised_version: int
    changed_at: int | None


def crossing(rule: Rule, before: AlertRecord | None, reason: AlertReason, recorded: int) -> Crossing:
    """Return those of the version that an event recorded at `recorded` makes: crossing again begins them anew."""
    version = before.version + 1 if before else 1
    changed_at = recorded if reason is AlertReason.EVIDENCE_CHANGED else None
    if before is None or reason is AlertReason.THRESHOLD_CROSSED:
        return Crossing(version, recorded, rule.audiences, version, changed_at)
    return Crossing(version, before.raised_at, before.told, before.raised_version, changed_at)
