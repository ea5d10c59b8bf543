"""A small school as tests of deadlines tell it: calendar, roster, roll calls, notices and the clock.

7B has p1 and p2, 2A has p3 and p4. September 2025: the 15th is a Monday.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas import (
    ACKNOWLEDGEMENTS,
    CALENDARS,
    CLOCK,
    ERASURES,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    Alert,
    Notification,
    Rejection,
    decode_unkeyed,
)
from streams.law.packs import load_rulebook
from streams.law.rule import Rulebook
from streams.pipeline import Pipeline
from streams.routing import partition_of
from tests.oracle.pipeline_run import MemoryStore

SCHOOL = "280123"
RULES = load_rulebook(Path(__file__).parents[2] / "rules")
CLASSES = {"7B": (7, ("p1", "p2")), "2A": (2, ("p3", "p4"))}
HOURS = {"day": "00:10", "start": "10:00", "end": "16:00"}

Event = tuple[str, dict[str, Any]]


def calendar(school: str = SCHOOL, **fields: object) -> Event:
    value = {"id": "cal-1", "school": school, "school_year": "2025/26", "recorded_at": "2025-06-01T12:00:00+02:00"}
    return CALENDARS, {**value, "first_day": "2025-08-11", "after_last_day": "2026-06-27", **fields}


def roster(school: str = SCHOOL, **fields: object) -> Event:
    classes = [
        {"class": name, "grade": grade, "pupils": [{"pupil": pupil, "first": "2025-08-11"} for pupil in pupils]}
        for name, (grade, pupils) in CLASSES.items()
    ]
    value = {"id": "ro-1", "school": school, "school_year": "2025/26", "recorded_at": "2025-08-01T12:00:00+02:00"}
    return ROSTERS, {**value, "municipality": "259", "classes": classes, **fields}


def roll_call(day: str, class_: str = "7B", moment: str = "start", **fields: Any) -> Event:
    """Everybody present unless `absent` says otherwise: pupil -> category, None = not explained."""
    grade, pupils = CLASSES[class_]
    absent = fields.pop("absent", {})
    hour = "08:05" if moment == "start" else "14:05"
    entries = [
        {"pupil": name, "status": "absent", **({"category": absent[name]} if absent[name] else {})}
        if name in absent
        else {"pupil": name, "status": "present"}
        for name in pupils
    ]
    value = {"id": f"rc-{day}-{class_}-{moment}", "school": SCHOOL, "class": class_, "grade": grade, "date": day}
    rest = {"moment": moment, "recorded_at": f"{day}T{hour}:00+02:00", "entries": entries}
    return ROLL_CALLS, {**value, **rest, **fields}


def notice(pupil: str, first: str, after_last: str, received: str, category: str = "sickness") -> Event:
    value = {"id": f"no-{pupil}-{first}-{received}", "school": SCHOOL, "pupil": pupil, "first": first}
    return NOTICES, {**value, "after_last": after_last, "category": category, "received_at": f"{received}:00+02:00"}


def erasure(pupil: str, requested: str) -> Event:
    value = {"id": f"er-{pupil}-{requested}", "school": SCHOOL, "pupil": pupil}
    return ERASURES, {**value, "requested_at": f"{requested}:00+02:00"}


def transfer(pupil: str, day: str) -> Event:
    value = {"id": f"tr-{pupil}", "school": SCHOOL, "pupil": pupil, "to_school": "280124", "date": day}
    return TRANSFERS, {**value, "recorded_at": f"{day}T12:00:00+02:00"}


def acknowledgement(alert: str, version: int, at: str, until: str | None = None) -> Event:
    value = {"id": f"ack-{alert[:8]}-{version}-{at}", "school": SCHOOL, "alert": alert, "version": version}
    return ACKNOWLEDGEMENTS, {**value, "by": "principal", "at": f"{at}:00+02:00", "until": until}


def tick(day: str, deadline: str, partition: int | None = None) -> Event:
    partition = partition_of(SCHOOL, 12) if partition is None else partition
    value = {"id": f"tick-{partition}-{day}-{deadline}", "school": None, "partition": partition}
    return CLOCK, {**value, "at": f"{day}T{HOURS[deadline]}:00+02:00", "local_date": day, "deadline": deadline}


@dataclass
class Run:
    """A pipeline that was given events; `told` are all alert versions, `sent` all notifications."""

    rulebook: Rulebook = RULES
    told: list[Alert] = field(default_factory=list)
    sent: list[Notification] = field(default_factory=list)
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        self.pipeline = Pipeline(self.rulebook, self.store)

    def give(self, *events: Event) -> "Run":
        """Handle events, storing what follows after each as a worker does."""
        for topic, value in events:
            raw = json.dumps(value).encode()
            event = decode_unkeyed(topic, raw)
            assert not isinstance(event, Rejection), event
            for outcome in self.pipeline.outcomes(event, raw):
                self.pipeline.fact(outcome)
                self.store.apply(outcome.writes)
                self.told += outcome.alerts
                self.sent += outcome.notifications
        return self

    def restart(self) -> "Run":
        """Go on as a new process does, from what is stored."""
        self.pipeline = Pipeline(self.rulebook, self.store)
        return self

    def active(self, prefix: str = "") -> dict[tuple[str, str | None, str], Alert]:
        """Return the raised alerts about classes and schools by rule, class and window key."""
        newest = {alert.id: alert for alert in self.told}
        return {
            (alert.rule, alert.class_, alert.window.key): alert
            for alert in newest.values()
            if alert.state == "raised" and alert.subject != "pupil" and alert.rule.startswith(prefix)
        }

    def versions(self, rule: str) -> list[tuple[int, str, str, int | float]]:
        """Return the versions of a rule's alerts: number, state, reason, value."""
        return [(a.version, str(a.state), str(a.reason), a.measure.value) for a in self.told if a.rule == rule]

    def notified(self, rule: str) -> list[tuple[str, str]]:
        """Return who was notified of a rule's alerts: audience and kind."""
        return [(each.audience, each.kind) for each in self.sent if each.alert.rule == rule]


def after(events: Iterable[Event], rulebook: Rulebook = RULES) -> Run:
    """Give all events to a new pipeline."""
    return Run(rulebook).give(*events)


def standing(events: Sequence[Event]) -> dict[tuple[str, str | None, str], tuple[int | float, object]]:
    """Return the active lists after events: value and lines by rule, class and window key."""
    active = after(events).active()
    return {place: (alert.measure.value, alert.evidence) for place, alert in active.items()}
