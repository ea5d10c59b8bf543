"""What the state remembers of a pupil's alerts between events: enough to tell a change and to write the next version.

Owns the stored form, one entry per pupil, and a bounded memory of entries already read, which is only ever an aid.
The evidence itself is not kept, only its digest: it follows from the register. Used by the school.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import orjson

from schemas import AUDIENCES, AlertReason, AlertState, Audience
from streams.pages.entries import Storable

BOOKS_KEPT = 20_000
RAISED_ONCE = (1, None)
"""`raised_version` and `changed_at` of nearly all alerts, which is not written down."""
LONG_BYTES = 1000
"""A longer entry is stored compressed."""

Place: TypeAlias = tuple[str, str]
"""Rule and window key."""


class AlertRecord(NamedTuple):
    """The newest version of an alert. `value` is half days, episodes or late arrivals; dates are proleptic ordinals.

    `marks` and `digest` stand for the evidence; `raised_at` (microseconds since 1970) is when it last crossed.
    `raised_version` is that with which it last crossed, `changed_at` when its evidence last changed since then.
    `told` are the audiences that got the raise. About a class there is no grade without a roster, about a school
    neither: `class_` is '', `grade` None.
    """

    version: int
    state: AlertState
    value: int
    marks: int
    digest: str
    school_days: int | None
    as_of: int
    class_: str
    grade: int | None
    first: int
    after_last: int
    calendar: str | None
    raised_at: int
    told: tuple[Audience, ...]
    raised_version: int = 1
    changed_at: int | None = None

    @property
    def recorded_at(self) -> int:
        """When the event was recorded that made this version of an active alert (microseconds since 1970)."""
        return self.raised_at if self.changed_at is None else self.changed_at

    @property
    def reason(self) -> AlertReason:
        """Why this version of an active alert was made."""
        return AlertReason.THRESHOLD_CROSSED if self.changed_at is None else AlertReason.EVIDENCE_CHANGED

    @property
    def is_raised(self) -> bool:
        """Whether the alert is active."""
        return self.state is AlertState.RAISED


@dataclass(frozen=True)
class AlertBook:
    """All alerts of a pupil by (rule, window key)."""

    alerts: Mapping[Place, AlertRecord]

    @cached_property
    def active(self) -> Mapping[Place, AlertRecord]:
        """Those that are raised."""
        raised = AlertState.RAISED
        return {place: record for place, record in self.alerts.items() if record.state is raised}

    @property
    def rules(self) -> frozenset[str]:
        """The rules of those that are raised."""
        return frozenset([rule for rule, _ in self.active])


EMPTY = AlertBook({})


@dataclass(frozen=True, slots=True)
class UnwrittenBook:
    """A book that is an entry of the register; `before` is the stored form that it replaces."""

    books: "AlertBooks"
    book: AlertBook
    before: bytes | None

    def to_bytes(self) -> bytes:
        """Return the book as it is stored."""
        return self.books.write(self.book, self.before)


class AlertBooks:
    """Reads and writes the alerts of pupils."""

    def __init__(self) -> None:
        self._known: dict[bytes, AlertBook] = {}

    def read(self, data: bytes | Storable | None) -> AlertBook:
        """Read an entry; no alerts when there is none."""
        if data is None:
            return EMPTY
        if isinstance(data, UnwrittenBook):
            return data.book
        if not isinstance(data, bytes):
            data = data.to_bytes()
        return self._known.get(data) or self._keep(data, _read(data))

    def write(self, book: AlertBook, before: bytes | None) -> bytes:
        """Return the stored form, which replaces the entry `before`."""
        if before is not None:
            self._known.pop(before, None)
        rows = [_row(place, record) for place, record in book.alerts.items()]
        data = orjson.dumps(rows)
        data = zlib.compress(data, 1) if len(data) > LONG_BYTES else bytes(memoryview(data))
        self._keep(data, book)
        return data

    def forget_all(self) -> None:
        """Drop everything remembered."""
        self._known.clear()

    def _keep(self, data: bytes, book: AlertBook) -> AlertBook:
        if len(self._known) >= BOOKS_KEPT:
            self._known.clear()
        self._known[data] = book
        return book


def _row(place: Place, record: AlertRecord) -> tuple[object, ...]:
    later = (record.raised_version, record.changed_at)
    return (
        *place,
        record.version,
        record.state,
        record.value,
        record.marks,
        record.digest,
        record.school_days,
        record.as_of,
        record.class_,
        record.grade,
        record.first,
        record.after_last,
        record.calendar,
        record.raised_at,
        [AUDIENCES.index(audience) for audience in record.told],
        *(later if later != RAISED_ONCE else ()),
    )


def _read(data: bytes) -> AlertBook:
    rows = orjson.loads(data if data[:1] == b"[" else zlib.decompress(data))
    alerts = {}
    for rule, key, *fields in rows:
        named = dict(zip(AlertRecord._fields, fields, strict=False))
        named["state"] = AlertState(named["state"])
        named["told"] = tuple([AUDIENCES[index] for index in named["told"]])
        alerts[rule, key] = AlertRecord(**named)
    return AlertBook(alerts)
