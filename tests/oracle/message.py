"""One alert version as the message that should be on the topic, built by hand from the contract.

Owns ids, display of numbers and the hash of the evidence. Must not decide anything. Called by the replayer.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from uuid import NAMESPACE_URL, UUID, uuid5

from streams.law.rule import Rule
from tests.oracle.judgement import Judgement
from tests.oracle.known import danish_day

NAERVAER = uuid5(NAMESPACE_URL, "naervaer")


Notice = tuple[str, str, str, str, int]
"""Id, audience, kind, alert and version of a notification."""


@dataclass(frozen=True)
class Told:
    """What one event makes: alert versions in their order, notifications by id, or a crash."""

    alerts: list[dict[str, object]]
    notifications: list[Notice]
    crash: str = ""


@dataclass(frozen=True)
class Version:
    """One version of one alert; `message()` is what is sent."""

    rule: Rule
    school: str
    pupil: str
    key: str
    number: int
    state: str
    reason: str
    judgement: Judgement
    recorded_at: datetime

    @property
    def alert(self) -> str:
        """The id of the alert."""
        return str(named("alert", self.rule.id, self.school, self.pupil, self.key))

    def message(self) -> dict[str, object]:
        """Return the alert as JSON data."""
        now = self.judgement
        proof = self._proof()
        return {
            **proof,
            "id": self.alert,
            "version": self.number,
            "state": self.state,
            "reason": self.reason,
            "source": self.rule.source,
            "subject": "pupil",
            "school": self.school,
            "class": now.class_,
            "grade": now.grade,
            "pupil": self.pupil,
            "as_of": now.as_of.isoformat(),
            "recorded_at": zulu(self.recorded_at),
            "calendar": now.calendar,
            "audiences": list(self.rule.audiences),
            "evidence_sha256": hashlib.sha256(compact(proof)).hexdigest(),
            **({"late_registration": True} if self._is_late() else {}),
        }

    def _is_late(self) -> bool:
        """Whether a quarter's alert rests on a mark that was recorded when the quarter was over in Denmark."""
        is_quarter = self.rule.window.kind == "calendar_quarter"
        return is_quarter and any(
            danish_day(mark.recorded_at) >= self.judgement.after_last for mark, _ in self.judgement.evidence
        )

    def notifications(self) -> list[Notice]:
        """Id, audience, kind, alert and version of everything that is sent to somebody."""
        if self.reason == "evidence_changed" or self.state == "cleared":
            return []
        number = str(self.number)
        return [
            (
                str(named("notification", self.alert, number, audience, self.state, "")),
                audience,
                self.state,
                self.alert,
                self.number,
            )
            for audience in self.rule.audiences
        ]

    def _proof(self) -> dict[str, object]:
        now = self.judgement
        return {
            "rule": self.rule.id,
            "rule_version": self.rule.version,
            "window": {
                "kind": str(self.rule.window.kind),
                "key": self.key,
                "first": now.first.isoformat(),
                "after_last": now.after_last.isoformat(),
            },
            "measure": {
                "unit": str(self.rule.count.unit),
                "value": plain(now.value),
                "school_days": now.school_days,
                "percent": percent(now.value, now.school_days),
                "of": str(self.rule.threshold.of) if self.rule.threshold.of else None,
                "threshold": self.rule.threshold.text,
                "comparison": str(self.rule.threshold.comparison),
            },
            "evidence": [
                {
                    "date": mark.date.isoformat(),
                    "moment": mark.moment,
                    "category": mark.category,
                    "value": plain(value),
                    "roll_call": mark.roll_call,
                    "recorded_at": zulu(mark.recorded_at),
                }
                for mark, value in now.evidence
            ],
        }


def named(*parts: str) -> UUID:
    """Return the id of a thing, from what it is."""
    return uuid5(NAERVAER, "\x1f".join(parts))


def plain(value: Fraction) -> int | float:
    """Whole values as int, halves as float."""
    return int(value) if value.denominator == 1 else float(value)


def percent(value: Fraction, school_days: int | None) -> str | None:
    """One decimal, truncated; None without school days."""
    if not school_days:
        return None
    tenths = 1000 * value // school_days
    return f"{tenths // 10}.{tenths % 10}"


def zulu(instant: datetime) -> str:
    """RFC 3339 in UTC with Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def compact(data: Mapping[str, object]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
