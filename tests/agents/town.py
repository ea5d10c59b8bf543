"""Two simulated schools of one municipality with clock ticks and pupils who change school, as parcels of events.

Events of different topics reach the worker in any order, so a parcel holds those of one topic, or of several that judge
nobody yet, and is sent when the one before it is judged. What an old school finds out of a pupil who is gone has a
parcel of its own: it travels on to the new school, whose own roll calls must not overtake it.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from schemas import (
    CALENDARS,
    CLOCK,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    ClockTick,
    Entry,
    RollCall,
    Transfer,
    encode,
)
from sources.simulator import MUNICIPALITIES, District, simulate
from sources.simulator.outbox import Published, Simulated
from sources.simulator.ticks import with_ticks
from streams.windows.ticks import DeadlineHours
from tests.agents.conftest import PARTITIONS, RULES

FIRST, MIDDLE, AFTER_LAST = date(2025, 8, 25), datetime(2025, 9, 25, tzinfo=UTC), date(2025, 10, 2)
TOWN = District(49, 680, FIRST, AFTER_LAST, MUNICIPALITIES[:1])
DAYS_FOUND_OUT = 8
PAPERS = (CALENDARS, ROSTERS, NOTICES)  # judge nobody before the first roll call
ONE_BY_ONE = ((ROLL_CALLS,), (TRANSFERS,), (CLOCK,))

Version = tuple[str, int]


@dataclass(frozen=True)
class Parcel:
    """Events of topics that do not depend on each other; `is_handed_over`: they send marks on to other schools."""

    topics: tuple[str, ...]
    events: tuple[Published, ...]
    is_handed_over: bool = False


def parcels() -> tuple[Parcel, ...]:
    """Give all events of the two schools, those before the middle first."""
    published = list(with_ticks(simulate(TOWN), TOWN, PARTITIONS, DeadlineHours()))
    before = [each for each in published if each.at < MIDDLE]
    after = [each for each in published if each.at >= MIDDLE]
    moved = [each.event for each in before if isinstance(each.event, Transfer)]
    late = [each for transfer in moved for each in _found_out(transfer, before)]
    return (
        *_parcels(before, (PAPERS, *ONE_BY_ONE)),
        Parcel((ROLL_CALLS,), tuple(late), is_handed_over=True),
        *_parcels(after, (*((each,) for each in PAPERS), *ONE_BY_ONE)),
    )


def _found_out(transfer: Transfer, published: Iterable[Published]) -> Iterator[Simulated]:
    """Yield that the old school finds out weeks later: the pupil stayed away on the last days there."""
    lessons = [
        event
        for _, _, event in published
        if isinstance(event, RollCall) and event.school == transfer.school
        if any(entry.pupil == transfer.pupil for entry in event.entries)
    ]
    away = Entry(pupil=transfer.pupil, status="absent", category="unlawful")
    for lesson in lessons[-DAYS_FOUND_OUT:]:
        change = {"id": f"late-{lesson.id}", "recorded_at": MIDDLE, "complete": False, "entries": (away,)}
        yield Simulated(MIDDLE, ROLL_CALLS, lesson.model_copy(update=change))


def _parcels(published: Sequence[Published], order: Iterable[tuple[str, ...]]) -> Iterator[Parcel]:
    for topics in order:
        found = tuple(each for topic in topics for each in published if each.topic == topic)
        if found:
            yield Parcel(topics, found, is_handed_over=TRANSFERS in topics)


def place(published: Published) -> dict[str, Any]:
    """Give the key of an event, or the partition of a tick."""
    event = published.event
    if isinstance(event, ClockTick):
        return {"partition": event.partition}
    return {"key": event.school.encode()}


def replayed(sent: Iterable[Parcel], directory: Path) -> dict[Version, bytes]:
    """Give every alert version that `naervaer replay` writes for the parcels."""
    file, alerts = directory / "events.jsonl", directory / "alerts.jsonl"
    events = (each for parcel in sent for each in parcel.events)
    lines = (b'{"topic":"%b","value":%b}\n' % (each.topic.encode(), encode(each.event)) for each in events)
    file.write_bytes(b"".join(lines))
    options = ["--rules", str(RULES), "--alerts", str(alerts), "--partitions", str(PARTITIONS)]
    subprocess.run([sys.executable, "-m", "cli", "replay", str(file), *options], check=True, capture_output=True)
    return dict(identified(line) for line in alerts.read_bytes().splitlines())


def identified(value: bytes) -> tuple[Version, bytes]:
    """Give an alert's id and version, and its bytes."""
    alert: dict[str, Any] = json.loads(value)
    return (alert["id"], alert["version"]), value
