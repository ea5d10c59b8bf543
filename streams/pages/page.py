"""A page of the register as bytes: one class, one month, its roll calls one after the other.

Owns the format. A page is written again at every roll call of its class and month, so a roll call is appended
without reading those before it. Read and written by the register alone.
"""

import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from streams.pages.sheet import Sheet

FORMAT: Final = 1
COMPRESSED: Final = b"\x02"
"""First byte of a page that is stored compressed; the rest is zlib of the plain page."""
_PAGE: Final = struct.Struct("<BHI")  # format, number of pupils, bytes of their names
_SHEET: Final = struct.Struct("<IBBBqBHI")  # length, day of month, flags, grade, recorded, bytes of suffix, id; pupils
_LENGTH: Final = struct.Struct("<I")
_DAY_AT: Final = 4
_FLAGS_AT: Final = 5
_MOMENT: Final = 1
_INDEXED: Final = 2
_COMPLETE_SHIFT: Final = 2
_COMPLETE_BITS: Final = 0b11
_RANK_SHIFT: Final = 4
GREATEST_RANK: Final = 15


def page_key(school: str, class_: str, day: date) -> str:
    """Return the key of the page that holds a day of a class, for example "280123|7B|2025-09"."""
    return f"{school}|{class_}|{day.year:04d}-{day.month:02d}"


def is_page(key: str) -> bool:
    """Whether the key of an entry is that of a page."""
    return key[6:7] == "|"


def month_of(key: str) -> date:
    """Return the first of the month that a page's key names."""
    return date(int(key[-7:-3]), int(key[-2:]), 1)


@dataclass(slots=True)
class Page:
    """A page open for writing: the pupils it names, in the order they were first listed, and its sheets as bytes.

    `moments`: the set of 2 * day of the month + moment for which it has a roll call.
    """

    key: str
    names: tuple[str, ...] = ()
    body: bytearray = field(default_factory=bytearray)
    head: bytes = b""
    moments: int = 0

    def append(self, sheet: Sheet) -> bool:
        """Write one more roll call at the end of the page; whether it is the only one of its day and moment."""
        count = len(sheet.pupils)
        indexed = self.names[:count] != sheet.pupils
        if indexed:
            known = set(self.names)
            self.names += tuple([sys.intern(pupil) for pupil in sheet.pupils if pupil not in known])
            self.head = b""
            indexed = self.names[:count] != sheet.pupils
        self.body += _sheet_bytes(sheet, self.names if indexed else None)
        bit = 1 << 2 * date.fromordinal(sheet.day).day + sheet.moment
        is_only = not self.moments & bit
        self.moments |= bit
        return is_only

    def to_bytes(self) -> bytes:
        """Return the page as the store keeps it."""
        if not self.head:
            names = "\n".join(self.names).encode()
            self.head = _PAGE.pack(FORMAT, len(self.names), len(names)) + names
        return b"".join((self.head, self.body))

    def sheets(self) -> Iterator[Sheet]:
        """Read the roll calls of the page in the order they were written."""
        return _sheets(self.key, self.names, self.body)


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """A page to which hardly anything will be added: it is stored compressed."""

    page: Page

    def to_bytes(self) -> bytes:
        """Return the page as the store keeps it."""
        return compressed(self.page.to_bytes())


def read_page(key: str, data: bytes) -> Page:
    """Open a stored page. Raises ValueError when it is not in this format."""
    data = plain(data)
    form, count, size = _PAGE.unpack_from(data)
    names = tuple(data[_PAGE.size : _PAGE.size + size].decode().split("\n")) if count else ()
    if form != FORMAT or len(names) != count:
        raise ValueError(
            f"register page {key!r} is not in format {FORMAT}: the changelog was written by another version"
        )
    moments = 0
    for day, moment in _heads(data):
        moments |= 1 << 2 * day + moment
    return Page(key, names, bytearray(data[_PAGE.size + size :]), moments=moments)


def compressed(data: bytes) -> bytes:
    """Return a plain stored page compressed."""
    return COMPRESSED + zlib.compress(data, 1)


def is_compressed(data: bytes) -> bool:
    """Whether a stored page is compressed."""
    return data.startswith(COMPRESSED)


def plain(data: bytes) -> bytes:
    """Return a stored page as it was before it was compressed."""
    return zlib.decompress(data[1:]) if is_compressed(data) else data


def write_page(key: str, sheets: Iterable[Sheet]) -> Page:
    """Make a page of these roll calls."""
    page = Page(key)
    for sheet in sheets:
        page.append(sheet)
    return page


def _sheet_bytes(sheet: Sheet, names: tuple[str, ...] | None) -> bytes:
    suffix, identity = sheet.suffix.encode("ascii"), sheet.id.encode()
    indices = b""
    flags = sheet.moment * _MOMENT | sheet.complete << _COMPLETE_SHIFT | sheet.rank << _RANK_SHIFT
    if names is not None:
        index = {name: position for position, name in enumerate(names)}
        indices = array("I", [index[pupil] for pupil in sheet.pupils]).tobytes()
        flags |= _INDEXED
    length = _SHEET.size + len(suffix) + len(identity) + len(sheet.codes) + len(indices)
    day = date.fromordinal(sheet.day).day
    head = _SHEET.pack(length, day, flags, sheet.grade, sheet.recorded, len(suffix), len(identity), len(sheet.codes))
    return b"".join((head, suffix, identity, sheet.codes, indices))


def _sheets(key: str, names: tuple[str, ...], body: bytearray) -> Iterator[Sheet]:
    offset = 0
    while offset < len(body):
        yield _sheet_at(key, names, body, offset)
        offset += _LENGTH.unpack_from(body, offset)[0]


def find_sheets(key: str, data: bytes, day: date, moment: int) -> list[Sheet]:
    """Return the roll calls of one moment of one day on a stored page, without reading the others."""
    data = plain(data)
    found = []
    page: Page | None = None
    offset = start = _PAGE.size + _PAGE.unpack_from(data)[2]
    while offset < len(data):
        if data[offset + _DAY_AT] == day.day and data[offset + _FLAGS_AT] & _MOMENT == moment:
            page = page or read_page(key, data)
            found.append(_sheet_at(key, page.names, page.body, offset - start))
        offset += _LENGTH.unpack_from(data, offset)[0]
    return found


def sheet_heads(key: str, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield day (proleptic ordinal) and moment of every roll call on a stored page, without reading whom they list."""
    month = month_of(key).toordinal() - 1
    return ((month + day, moment) for day, moment in _heads(plain(data)))


def _heads(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield day of the month and moment of every roll call on a plain stored page."""
    offset = _PAGE.size + _PAGE.unpack_from(data)[2]
    while offset < len(data):
        yield data[offset + _DAY_AT], data[offset + _FLAGS_AT] & _MOMENT
        offset += _LENGTH.unpack_from(data, offset)[0]


def _sheet_at(key: str, names: tuple[str, ...], body: bytearray, offset: int) -> Sheet:
    length, day, flags, grade, recorded, suffix_size, id_size, count = _SHEET.unpack_from(body, offset)
    suffix_at = offset + _SHEET.size
    id_at = suffix_at + suffix_size
    codes_at = id_at + id_size
    indices_at = codes_at + count
    codes = bytes(body[codes_at:indices_at])
    pupils = names[:count]
    if flags & _INDEXED:
        indices = array("I")
        indices.frombytes(body[indices_at : offset + length])
        pupils = tuple([names[index] for index in indices])
    return Sheet(
        school=key[:6],
        class_=key[7:-8],
        grade=grade,
        day=month_of(key).toordinal() - 1 + day,
        moment=flags & _MOMENT,
        recorded=recorded,
        suffix=body[suffix_at:id_at].decode("ascii"),
        id=body[id_at:codes_at].decode(),
        complete=flags >> _COMPLETE_SHIFT & _COMPLETE_BITS,
        pupils=pupils,
        codes=codes,
        listed=dict(zip(pupils, codes, strict=True)),
        rank=flags >> _RANK_SHIFT,
    )
