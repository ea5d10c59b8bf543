"""A few simulated schools as parcels of events, and what `naervaer replay` makes of them in the same order.

Events of different topics reach the worker in any order, so a parcel holds those of one topic, and the next one is
sent when it is judged: then every version of every alert must be the replay's, byte by byte.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from schemas import (
    CALENDARS,
    ERASURES,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    DayOff,
    Enrolment,
    Erasure,
    InputEvent,
    RosterClass,
    SchoolCalendar,
    SchoolRoster,
    encode,
)
from sources.simulator import MUNICIPALITIES, District, simulate
from tests.oracle.known import Known
from tests.oracle.marks import winning_marks

FIRST, AFTER_LAST = date(2025, 8, 11), date(2025, 10, 4)
MIDDLE = datetime(2025, 9, 6, tzinfo=UTC)
PUPILS = 100
RULES = Path(__file__).parents[2] / "rules"


@dataclass(frozen=True)
class Parcel:
    """Events of one topic: school and bytes."""

    topic: str
    events: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Schools:
    """Some schools, each in a municipality of its own, over eight weeks."""

    codes: tuple[str, ...]
    parcels: tuple[Parcel, ...]
    known: dict[str, Known]

    def erased(self, school: str) -> str:
        """Name the pupil of a school who is erased."""
        ((_, erasure),) = self.known[school].erasures
        return erasure.pupil

    def is_erased(self, alert: Mapping[str, Any]) -> bool:
        """Tell whether a version of an alert is about the erased pupil, up to the erasure."""
        ((_, erasure),) = self.known[alert["school"]].erasures
        recorded_at = datetime.fromisoformat(alert["recorded_at"])
        return bool(alert["pupil"] == erasure.pupil and recorded_at <= erasure.requested_at)


def schools(*seeds: int) -> Schools:
    """Simulate one school per seed, in as many municipalities as there are."""
    events = [simulated for seed in seeds for simulated in simulate(_district(seed))]
    known: dict[str, Known] = {}
    for one in events:
        known.setdefault(str(one.event.school), Known()).add(one.event, encode(one.event))
    revisions = [revision for each in known.values() for revision in _revisions(each)]
    for _, event in revisions:
        known[str(event.school)].add(event, encode(event))
    before = [(one.topic, one.event) for one in events if one.at < MIDDLE]
    after = [(one.topic, one.event) for one in events if one.at >= MIDDLE]
    parcels = tuple(parcel for part in (before, revisions, after) for parcel in _parcels(part))
    return Schools(tuple(known), parcels, known)


def _district(seed: int) -> District:
    return District(seed, PUPILS, FIRST, AFTER_LAST, (MUNICIPALITIES[seed % len(MUNICIPALITIES)],))


def _revisions(known: Known) -> Iterator[tuple[str, InputEvent]]:
    """Yield what changes in the middle: two days off, a pupil who leaves, the most absent one erased."""
    calendar, roster = known.calendar(2025), known.roster(2025)
    assert calendar is not None
    assert roster is not None
    yield CALENDARS, _revised_calendar(calendar)
    yield ROSTERS, _revised_roster(roster)
    erased = _most_absent(known)
    yield ERASURES, Erasure(id=f"erasure-{roster.school}", school=roster.school, pupil=erased, requested_at=MIDDLE)


def _most_absent(known: Known) -> str:
    marks = winning_marks(known)
    return max(sorted(marks), key=lambda pupil: sum(mark.status == "absent" for mark in marks[pupil]))


def _revised_calendar(calendar: SchoolCalendar) -> SchoolCalendar:
    closed = DayOff(first=date(2025, 8, 27), after_last=date(2025, 8, 29), name="Vandskade")
    changes = {"id": f"{calendar.id}-2", "recorded_at": MIDDLE, "days_off": (*calendar.days_off, closed)}
    return calendar.model_copy(update=changes)


def _revised_roster(roster: SchoolRoster) -> SchoolRoster:
    first, *others = roster.classes
    leaver = Enrolment(**{**dict(first.pupils[0]), "after_last": date(2025, 8, 25)})
    shorter = RosterClass(**{**dict(first), "pupils": (leaver, *first.pupils[1:])})
    return roster.model_copy(update={"id": f"{roster.id}-2", "recorded_at": MIDDLE, "classes": (shorter, *others)})


def _parcels(events: Sequence[tuple[str, InputEvent]]) -> Iterator[Parcel]:
    for topic in (CALENDARS, ROSTERS, ERASURES, NOTICES, ROLL_CALLS):
        found = tuple((str(event.school), encode(event)) for name, event in events if name == topic)
        if found:
            yield Parcel(topic, found)


def replayed(parcels: Iterable[Parcel], directory: Path) -> dict[tuple[str, int], bytes]:
    """Give every alert version, by id and version, that `naervaer replay` writes for the parcels."""
    file, alerts = directory / "events.jsonl", directory / "alerts.jsonl"
    with file.open("wb") as lines:
        for parcel in parcels:
            for _, value in parcel.events:
                lines.write(b'{"topic":"%b","value":%b}\n' % (parcel.topic.encode(), value))
    command = [sys.executable, "-m", "cli", "replay", str(file), "--rules", str(RULES), "--alerts", str(alerts)]
    subprocess.run(command, check=True, capture_output=True)
    return dict(identified(line) for line in alerts.read_bytes().splitlines())


def identified(value: bytes) -> tuple[tuple[str, int], bytes]:
    """Give an alert's id and version, and its bytes."""
    alert: dict[str, Any] = json.loads(value)
    return (alert["id"], alert["version"]), value
