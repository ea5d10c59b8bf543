"""What the oracle knows: all accepted events of one school as plain lists, nothing derived.

Owns how events about the same thing are ordered: greatest (recorded_at as an instant, id), then canonical JSON.
Must not look at the pipeline. Read by every other part of the oracle.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas import AbsenceNotice, Erasure, InputEvent, RollCall, SchoolCalendar, SchoolRoster, Transfer

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

Rank = tuple[datetime, str, bytes]
Judged = RollCall | SchoolCalendar | SchoolRoster | AbsenceNotice | Erasure | Transfer


def canonical(raw: bytes) -> bytes:
    """Sorted keys, no spaces, UTF-8."""
    return json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def stamp(event: Judged) -> datetime:
    """When the event says that it was recorded, received or requested."""
    match event:
        case AbsenceNotice():
            return event.received_at
        case Erasure():
            return event.requested_at
        case _:
            return event.recorded_at


def danish_day(instant: datetime) -> date:
    """Return the date on the wall in Denmark."""
    return instant.astimezone(COPENHAGEN).date()


@dataclass
class Known:
    """The events of one school, in no particular order, each with its rank."""

    roll_calls: list[tuple[Rank, RollCall]] = field(default_factory=list)
    calendars: list[tuple[Rank, SchoolCalendar]] = field(default_factory=list)
    rosters: list[tuple[Rank, SchoolRoster]] = field(default_factory=list)
    notices: list[tuple[Rank, AbsenceNotice]] = field(default_factory=list)
    erasures: list[tuple[Rank, Erasure]] = field(default_factory=list)
    transfers: list[tuple[Rank, Transfer]] = field(default_factory=list)

    def add(self, event: InputEvent, raw: bytes) -> None:
        """Keep an event; those that judge nobody (acknowledgements, clock ticks) are passed over."""
        match event:
            case RollCall():
                self.roll_calls.append((rank(event, raw), event))
            case SchoolCalendar():
                self.calendars.append((rank(event, raw), event))
            case SchoolRoster():
                self.rosters.append((rank(event, raw), event))
            case AbsenceNotice():
                self.notices.append((rank(event, raw), event))
            case Erasure():
                self.erasures.append((rank(event, raw), event))
            case Transfer():
                self.transfers.append((rank(event, raw), event))
            case _:
                pass

    def calendar(self, year: int) -> SchoolCalendar | None:
        """Return the calendar that holds for a school year."""
        found = [(rank, event) for rank, event in self.calendars if event.school_year == year_name(year)]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def transfer(self, pupil: str) -> Transfer | None:
        """Return the transfer that holds for a pupil."""
        found = [(rank, event) for rank, event in self.transfers if event.pupil == pupil]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def roster(self, year: int) -> SchoolRoster | None:
        """Return the roster that holds for a school year."""
        found = [(rank, event) for rank, event in self.rosters if event.school_year == year_name(year)]
        return max(found, key=lambda pair: pair[0])[1] if found else None


def rank(event: Judged, raw: bytes) -> Rank:
    """Decides between two events about the same thing: the greater one holds."""
    return (stamp(event), event.id, canonical(raw))


def school_year(day: date) -> int:
    """Return the year in which the school year of a date began on 1 August."""
    return day.year if day.month >= 8 else day.year - 1


def year_name(year: int) -> str:
    """2025 is "2025/26"."""
    return f"{year}/{(year + 1) % 100:02d}"
