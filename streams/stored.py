"""The entries of the register other than pages: calendars, rosters, notices, erasures.

Owns their keys and stored forms. A calendar and a roster are kept as received, in canonical JSON, because that is
what decides between two of equal recorded_at and id. Read and written by the register.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from pydantic import TypeAdapter

from schemas import AbsenceNotice, canonical_json

CALENDAR = "/calendar/"
ROSTER = "/roster/"
NOTICES = "/notices/"
ERASURE = "/erasure/"

_NOTICES = TypeAdapter(tuple[AbsenceNotice, ...])


class Versioned(Protocol):
    """Anything of which the greatest (recorded_at, id) holds."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""


Document = TypeVar("Document", bound=Versioned)


def entry_key(school: str, part: str, name: str) -> str:
    """Return the key of an entry of a school, for example "280123/calendar/2025/26"."""
    return f"{school}{part}{name}"


def entry_name(key: str, part: str) -> str | None:
    """Return what the key of an entry names, None when it is of another part."""
    return key[6 + len(part) :] if key.startswith(part, 6) else None


def replaces(document: Document, raw: bytes, kept: Document | None, kept_raw: bytes | None) -> bool:
    """Whether a calendar or roster holds instead of the one kept; `raw` is the event as received."""
    if kept is None or kept_raw is None:
        return True
    version, kept_version = (document.recorded_at, document.id), (kept.recorded_at, kept.id)
    return version > kept_version or (version == kept_version and canonical_json(raw) > kept_raw)


def notices_bytes(notices: Sequence[AbsenceNotice]) -> bytes:
    """Return the stored form of a pupil's notices."""
    return _NOTICES.dump_json(tuple(notices), by_alias=True, exclude_none=True)


def notices_from(data: bytes) -> tuple[AbsenceNotice, ...]:
    """Read the stored form of a pupil's notices."""
    return _NOTICES.validate_json(data)
