"""Who has seen which version of which alert, and until when that holds.

Owns the stored entries, one per alert; an acknowledgement is kept whether or not its alert is known. Decides nothing
but whether one is in force. Used by the reminders.
"""

from collections.abc import Iterable
from typing import NamedTuple

import orjson

from schemas import Acknowledgement, danish_date
from streams.alerts.record import AlertRecord
from streams.pages.entries import Entries
from streams.pages.stored import ACKNOWLEDGEMENTS, entry_key


class Seen(NamedTuple):
    """A version of an alert seen on a day; holds until another day, None = for ever (days as proleptic ordinals)."""

    version: int
    day: int
    until: int | None


class Acknowledgements:
    """The acknowledgements of one school."""

    def __init__(self, school: str, entries: Entries) -> None:
        self._school = school
        self._entries = entries

    def put(self, event: Acknowledgement) -> None:
        """Keep an acknowledgement; the same one again changes nothing."""
        until = event.until.toordinal() if event.until else None
        seen = Seen(event.version, danish_date(event.at).toordinal(), until)
        key = entry_key(self._school, ACKNOWLEDGEMENTS, event.alert)
        known = self._read(key)
        if seen not in known:
            rows = sorted([*known, seen], key=lambda each: (each.version, each.day, each.until or 0))
            self._entries.put(key, orjson.dumps([tuple(row) for row in rows]))

    def of(self, alert: str, record: AlertRecord) -> list[Seen]:
        """Return what holds for the newest version: versions seen, of those since the alert was raised."""
        known = self._read(entry_key(self._school, ACKNOWLEDGEMENTS, alert))
        return [each for each in known if record.raised_version <= each.version <= record.version]

    def _read(self, key: str) -> list[Seen]:
        data = self._entries.get(key)
        return [Seen(*row) for row in orjson.loads(data)] if data else []


def in_force(seen: Iterable[Seen], day: int) -> bool:
    """Whether any acknowledgement holds on a day."""
    return any(each.day <= day and (each.until is None or day < each.until) for each in seen)


def newest_end(seen: Iterable[Seen], day: int) -> int | None:
    """Return the newest day, up to a given one, on which an acknowledgement ceased to hold."""
    return max((each.until for each in seen if each.until is not None and each.until <= day), default=None)
