"""A school after a year, as entries of its register, and copies of it under other names: a nation without its events.

A simulated school lives through a year in the pure pipeline, once. A copy has another code and other pupils in every
entry, as otherwise the copies would share what a nation does not. Called by `recovery`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import ascii_lowercase
from zlib import compress, decompress

from cli.settings import PROJECT
from schemas import ROLL_CALLS, RollCall, encode
from sources.simulator import MUNICIPALITIES, District, simulate
from streams.law.packs import load_rulebook
from streams.pages.page import compressed, is_compressed, plain
from streams.pipeline import Pipeline

PUPILS = 550
YEAR = (date(2025, 8, 11), date(2026, 6, 27))
LAST_DAY = datetime(2026, 6, 26, tzinfo=UTC)
_PUPIL = re.compile(rb"\bp-[a-z0-9]{3}(?=[a-z0-9]{7})")
_ZLIB = b"x\x01"
"""How what is compressed at level 1 begins."""


class Entries(dict[str, bytes]):
    """A store for a pipeline of one school."""

    def schools(self, partition: int) -> list[str]:
        """Give no schools: no clock ticks here."""
        del partition
        return []

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Give all entries; there is one school."""
        del school
        return self

    def put(self, writes: Mapping[str, bytes | None]) -> None:
        """Store what an event writes."""
        for key, value in writes.items():
            if value is None:
                self.pop(key, None)
            else:
                self[key] = value


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school before the last day of its year: its register's entries, and the roll calls of that morning."""

    school: str
    classes: int
    entries: Mapping[str, bytes]
    morning: tuple[bytes, ...]

    def copy(self, number: int) -> "SchoolYear":
        """Give the same school under the name of that number, and its pupils under others."""
        names = _Names(self.school.encode(), b"%06d" % (100_000 + number), _letters(number))
        entries = {names.in_text(key.encode()).decode(): names.in_entry(value) for key, value in self.entries.items()}
        return SchoolYear(names.school.decode(), self.classes, entries, tuple(map(names.in_text, self.morning)))


@dataclass(frozen=True, slots=True)
class _Names:
    """The code of a school to be replaced, the one to put there, and how its pupils begin."""

    before: bytes
    school: bytes
    pupils: bytes

    def in_text(self, text: bytes) -> bytes:
        return _PUPIL.sub(b"p-" + self.pupils, text.replace(self.before, self.school))

    def in_entry(self, value: bytes) -> bytes:
        if is_compressed(value):
            return compressed(self.in_text(plain(value)))
        return compress(self.in_text(decompress(value)), 1) if value.startswith(_ZLIB) else self.in_text(value)


def school_after_a_year() -> SchoolYear:
    """Let one school live through a school year but for its last day."""
    kept, classes, school, morning = Entries(), set[str](), "", []
    pipeline = Pipeline(load_rulebook(PROJECT / "rules"), kept)
    for simulated in simulate(District(1, PUPILS, *YEAR, MUNICIPALITIES[:1])):
        event = simulated.event
        school = school or str(event.school)
        if event.school != school:
            continue
        if simulated.at < LAST_DAY:
            kept.put(pipeline.handle(event, encode(event)).writes)
        elif simulated.topic == ROLL_CALLS:
            morning.append(encode(event))
        if isinstance(event, RollCall):
            classes.add(event.class_)
    return SchoolYear(school, len(classes), dict(kept), tuple(morning))


def copies(year: SchoolYear, classes: int) -> Iterator[SchoolYear]:
    """Yield as many copies as it takes to have so many classes."""
    return map(year.copy, range(-(-classes // year.classes)))


def _letters(number: int) -> bytes:
    """Give three letters for a number below 17,576."""
    base = len(ascii_lowercase)
    return "".join(ascii_lowercase[number // base**place % base] for place in (2, 1, 0)).encode()
