"""The entries of the register other than pages: their keys and stored forms.

Owns the forms only. A calendar and a roster are kept as received, in canonical JSON, because that is what decides
between two of equal recorded_at and id. Read and written by the papers and the books of alerts.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

import orjson

from schemas import AbsenceNotice, canonical_json, danish_date
from streams.pages.sheet import instant_at, microseconds

CALENDAR = "/calendar/"
ROSTER = "/roster/"
NOTICES = "/notices/"
ERASURE = "/erasure/"
ALERTS = "/alerts/"
LISTS = "/lists/"
ACKNOWLEDGEMENTS = "/acknowledgements/"


class Versioned(Protocol):
    """Anything of which the greatest (recorded_at, id) holds."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def recorded_at(self) -> datetime:
        """Return when it was recorded."""


class Version(NamedTuple):
    """What decides between two documents, but for the tie of equal (recorded_at, id)."""

    recorded_at: datetime
    id: str


class Notice(NamedTuple):
    """A notice as kept, in the order that decides between two: received (microseconds since 1970), then id."""

    received: int
    id: str
    after_last: int
    category: str
    first: int

    @property
    def received_on(self) -> int:
        """The Danish date of receipt, as proleptic ordinal."""
        return danish_date(instant_at(self.received)).toordinal()


def entry_key(school: str, part: str, name: str) -> str:
    """Return the key of an entry of a school, for example "280123/calendar/2025/26"."""
    return f"{school}{part}{name}"


def entry_name(key: str, part: str) -> str | None:
    """Return what the key of an entry names, None when it is of another part."""
    return key[6 + len(part) :] if key.startswith(part, 6) else None


def replaces(document: Versioned, raw: bytes, kept: Version | None, kept_raw: bytes | None) -> bool:
    """Whether a calendar or roster holds instead of the one kept; `raw` is the event as received."""
    if kept is None or kept_raw is None:
        return True
    version = Version(document.recorded_at, document.id)
    return version > kept or (version == kept and canonical_json(raw) > kept_raw)


def notice_from(event: AbsenceNotice) -> Notice:
    """Return what is kept of a notice."""
    first, after_last = event.first.toordinal(), event.after_last.toordinal()
    return Notice(microseconds(event.received_at), event.id, after_last, event.category, first)


def notices_bytes(notices: Iterable[Notice]) -> bytes:
    """Return the stored form of a pupil's notices."""
    return orjson.dumps([tuple(notice) for notice in notices])


def notices_from(data: bytes | None) -> list[Notice]:
    """Read the stored form of a pupil's notices; none when there is none."""
    return [Notice(*fields) for fields in orjson.loads(data)] if data else []
