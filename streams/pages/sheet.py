"""One roll call as the register keeps it: who was listed, with what, recorded when.

Owns the order between roll calls about the same thing (recorded_at, id, canonical JSON) and the way back to the
event as it was received, which that order needs. Made by the register from a RollCall or from a page.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final

import orjson

from schemas import Entry, RollCall, canonical_json

PRESENT: Final = 0
LATE: Final = 1
SICKNESS: Final = 2
LEAVE: Final = 3
UNLAWFUL: Final = 4
UNEXPLAINED: Final = 5
NULL_CATEGORY: Final = 8
"""Added to a code whose entry says `"category": null` where it could have been left out."""

START: Final = 0
END: Final = 1
MOMENTS: Final = ("start", "end")

COMPLETE_LEFT_OUT: Final = 0
COMPLETE: Final = 1
COMPLETE_FALSE: Final = 2
COMPLETE_NULL: Final = 3

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_CODES: Final[Mapping[tuple[str, str | None], int]] = {
    ("present", None): PRESENT,
    ("late", None): LATE,
    ("absent", "sickness"): SICKNESS,
    ("absent", "leave"): LEAVE,
    ("absent", "unlawful"): UNLAWFUL,
    ("absent", None): UNEXPLAINED,
}
_ENTRIES: Final[Mapping[int, Mapping[str, str | None]]] = {
    code + null: {"status": status, **({"category": category} if category or null else {})}
    for (status, category), code in _CODES.items()
    for null in (0, NULL_CATEGORY)
}
_COMPLETE_VALUES: Final = {COMPLETE: True, COMPLETE_FALSE: False, COMPLETE_NULL: None}
_RECORDED_AT: Final = re.compile(rb'"recorded_at"\s*:\s*"[0-9-]{10}T[0-9:]{8}([^"\\]*)"')


def microseconds(instant: datetime) -> int:
    """Return an instant as whole microseconds since 1970-01-01T00:00:00Z."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant_at(recorded: int) -> datetime:
    """Return the UTC instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=recorded)


@lru_cache(maxsize=4096)
def utc_text(recorded: int) -> str:
    """Return an instant in microseconds as RFC 3339 text in UTC with Z."""
    return instant_at(recorded).replace(tzinfo=None).isoformat() + "Z"


@dataclass(frozen=True)
class Sheet:
    """A roll call as kept: `recorded` in microseconds since 1970, `suffix` the fraction and offset as spelled.

    `codes` holds one code per listed pupil; `day` is a proleptic ordinal, `moment` 0 (start) or 1 (end). `rank` is not
    0 where an erasure made the event as received unknown that decided between equals: the greater rank wins.
    """

    school: str
    class_: str
    grade: int
    day: int
    moment: int
    recorded: int
    suffix: str
    id: str
    complete: int
    pupils: tuple[str, ...]
    codes: bytes
    listed: Mapping[str, int] = field(compare=False, repr=False)
    rank: int = field(default=0, compare=False)

    @property
    def version(self) -> tuple[int, str]:
        """What decides between two roll calls, but for the tie of equal (recorded_at, id)."""
        return self.recorded, self.id

    @property
    def is_complete(self) -> bool:
        """Whether enrolled pupils who are not listed were present."""
        return self.complete == COMPLETE

    @cached_property
    def canonical(self) -> bytes:
        """The event as received, in canonical JSON."""
        event = {
            "class": self.class_,
            "date": date.fromordinal(self.day).isoformat(),
            "entries": [
                {"pupil": pupil, **_ENTRIES[code]} for pupil, code in zip(self.pupils, self.codes, strict=True)
            ],
            "grade": self.grade,
            "id": self.id,
            "moment": MOMENTS[self.moment],
            "recorded_at": self._recorded_text(),
            "school": self.school,
        }
        if self.complete != COMPLETE_LEFT_OUT:
            event["complete"] = _COMPLETE_VALUES[self.complete]
        return canonical_json(orjson.dumps(event))

    def without(self, pupils: Container[str]) -> "Sheet":
        """Return the roll call as if these pupils had not been listed; itself when none is."""
        kept = [(pupil, code) for pupil, code in zip(self.pupils, self.codes, strict=True) if pupil not in pupils]
        if len(kept) == len(self.pupils):
            return self
        names = tuple([pupil for pupil, _ in kept])
        codes = bytes([code for _, code in kept])
        return replace(self, pupils=names, codes=codes, listed=dict(kept))

    def outranks(self, other: "Sheet") -> bool:
        """Whether this roll call wins against another about the same thing."""
        if self.version != other.version:
            return self.version > other.version
        if self.rank and other.rank:
            return self.rank > other.rank
        return self.canonical > other.canonical

    def covers(self, other: "Sheet") -> bool:
        """Whether the other, of the same class and moment and outranked by this one, can never win a mark again."""
        return (self.is_complete or not other.is_complete) and self.listed.keys() >= other.listed.keys()

    def _recorded_text(self) -> str:
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{self.suffix}").tzinfo
        return instant_at(self.recorded).astimezone(zone).isoformat()[:19] + self.suffix


def sheet_from(roll_call: RollCall, raw: bytes) -> Sheet:
    """Return the sheet of a roll call; `raw` is the JSON that it was decoded from."""
    codes = bytes([_CODES[entry.status, entry.category] for entry in roll_call.entries])
    if b"null" in raw:
        codes = bytes(map(_with_null, codes, roll_call.entries))
    pupils = tuple([entry.pupil for entry in roll_call.entries])
    return Sheet(
        school=roll_call.school,
        class_=roll_call.class_,
        grade=roll_call.grade,
        day=roll_call.date.toordinal(),
        moment=MOMENTS.index(roll_call.moment),
        recorded=microseconds(roll_call.recorded_at),
        suffix=_suffix(raw),
        id=roll_call.id,
        complete=_completeness(roll_call, raw),
        pupils=pupils,
        codes=codes,
        listed=dict(zip(pupils, codes, strict=True)),
    )


def _with_null(code: int, entry: Entry) -> int:
    return code + NULL_CATEGORY * (entry.category is None and "category" in entry.model_fields_set)


def _suffix(raw: bytes) -> str:
    spelled = _RECORDED_AT.findall(raw)
    if len(spelled) == 1:
        return bytes(spelled[0]).decode("ascii")
    return str(orjson.loads(raw)["recorded_at"])[19:]


def _completeness(roll_call: RollCall, raw: bytes) -> int:
    if roll_call.complete:
        return COMPLETE
    if "complete" not in roll_call.model_fields_set:
        return COMPLETE_LEFT_OUT
    if b"null" in raw and orjson.loads(raw)["complete"] is None:
        return COMPLETE_NULL
    return COMPLETE_FALSE
