"""The marks that prove an alert, as the alert lists them, and their digests.

Owns the canonical form of evidence and a bounded memory of marks already written out, which is only ever an aid.
Asks the register for the roll call behind each mark. Used by the lifecycle (digest) and by whoever makes alerts.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

import orjson

from streams.alerts.judge import Measured
from streams.pages.sheet import MOMENTS, Sheet, utc_text
from streams.register.pupil import Pupil, code_name
from streams.register.register import Register
from streams.windows.days import positions_of

BYTES_KEPT = 64_000_000
TEXTS_OF_A_PUPIL = 8
BYTES_OF_A_MARK, BYTES_OF_A_PUPIL = 250, 500
"""About what Python adds for each that is remembered."""


Proof: TypeAlias = bytes
"""One mark of an alert's evidence in canonical JSON."""

Behind: TypeAlias = tuple[str, int]
"""Id and recorded_at (microseconds since 1970) of the roll call behind a mark."""


class Proofs:
    """The evidence of an alert: its marks in canonical JSON without brackets, and the hash begun with them."""

    __slots__ = ("_begun", "marks")

    def __init__(self, marks: bytes, begun: "hashlib._Hash") -> None:
        self.marks = marks
        self._begun = begun

    @classmethod
    def of(cls, marks: Iterable[Proof]) -> "Proofs":
        """Put marks together."""
        joined = b",".join(marks)
        return cls(joined, hashlib.sha256(b'{"evidence":[' + joined))

    def with_one_more(self, mark: Proof) -> "Proofs":
        """Return the evidence with a mark that comes after all others."""
        begun = self._begun.copy()
        begun.update(b"," + mark)
        return Proofs(b"%b,%b" % (self.marks, mark), begun)

    @property
    def json(self) -> bytes:
        """The list of the marks in canonical JSON."""
        return b"[%b]" % self.marks

    @property
    def digest(self) -> str:
        """What tells one list of marks from another: 16 hexadecimal digits."""
        return self._begun.hexdigest()[:16]

    def sha256(self, rule: str, rule_version: str, window: bytes, measure: bytes) -> str:
        """Return the SHA-256 of the canonical JSON of {rule, rule_version, window, measure, evidence}.

        `window` and `measure` are canonical JSON already.
        """
        digest = self._begun.copy()
        digest.update(b'],"measure":%b,"rule":%b,' % (measure, orjson.dumps(rule)))
        digest.update(b'"rule_version":%b,"window":%b}' % (orjson.dumps(rule_version), window))
        return digest.hexdigest()


class Known:
    """What is remembered of a pupil: the roll call behind each mark, marks written out, and marks put together.

    A mark is 2 * day (proleptic ordinal) + moment; `together` is by the days (positions) of start and end marks.
    """

    __slots__ = ("behind", "together", "written")

    def __init__(self) -> None:
        self.behind: dict[int, Behind] = {}
        self.written: dict[int, Proof] = {}
        self.together: dict[tuple[int, int, int], Proofs] = {}

    def forget(self, mark: int) -> int:
        """Drop a mark and what holds it; return the bytes that were freed, about."""
        freed = BYTES_OF_A_MARK if self.behind.pop(mark, None) else 0
        if (written := self.written.pop(mark, None)) is not None:
            freed += len(written) + BYTES_OF_A_MARK
            freed += sum(len(text.marks) + BYTES_OF_A_MARK for text in self.together.values())
            self.together.clear()
        return freed


class Evidence:
    """Writes out the marks that a measurement counted.

    A pupil's marks are remembered until somebody says that they changed; all are forgotten when they become many.
    """

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        self._known: dict[tuple[str, str], Known] = {}
        self._bytes_kept = bytes_kept
        self._size = 0

    def proofs(self, register: Register, pupil: Pupil, measured: Measured) -> Proofs:
        """Return the counted marks by date and moment (start before end)."""
        known, (_, start, end) = self._of(register.school, pupil.id), measured.found[:3]
        origin = register.frame.origin
        proofs = known.together.get((origin, start, end))
        if proofs is None:
            proofs = self._one_more(register, pupil, known, start, end)
            if proofs is None:
                proofs = self._from_the_first(register, pupil, known, _marks(origin, start, end))
            self._keep(known, (origin, start, end), proofs)
        return proofs

    def note(self, register: Register, pupil: Pupil, sheet: Sheet) -> None:
        """Remember the mark that a roll call has just won, as long as it is at hand; drop what it replaces."""
        mark = 2 * sheet.day + sheet.moment
        is_absence = pupil.code_at(sheet.day - register.frame.origin, sheet.moment)
        known = self._of(register.school, pupil.id) if is_absence else self._known.get((register.school, pupil.id))
        if known:
            self._size -= known.forget(mark) + known.forget(mark ^ 1)
            if is_absence:
                known.behind[mark] = sheet.id, sheet.recorded
                self._size += BYTES_OF_A_MARK

    def forget_day(self, school: str, pupil: str, day: int) -> None:
        """Drop a pupil's marks of a day (proleptic ordinal): another roll call has won one."""
        known = self._known.get((school, pupil))
        if known:
            self._size -= known.forget(2 * day) + known.forget(2 * day + 1)

    def forget_pupil(self, school: str, pupil: str) -> None:
        """Drop all marks of a pupil."""
        self._known.pop((school, pupil), None)

    def forget_all(self) -> None:
        """Drop everything remembered."""
        self._known.clear()
        self._size = 0

    def _keep(self, known: Known, marks: tuple[int, int, int], proofs: Proofs) -> None:
        """Remember marks put together, unless it is a single one, which is put together at once."""
        _, start, end = marks
        if start & (start - 1) or end & (end - 1) or (start and end):
            if len(known.together) >= TEXTS_OF_A_PUPIL:
                self._size -= len(known.together.pop(next(iter(known.together))).marks) + BYTES_OF_A_MARK
            known.together[marks] = proofs
            self._size += len(proofs.marks) + BYTES_OF_A_MARK

    def _one_more(self, register: Register, pupil: Pupil, known: Known, start: int, end: int) -> Proofs | None:
        """Return the evidence made from that without its last mark, when that is known."""
        origin, moment = register.frame.origin, end.bit_length() >= start.bit_length()
        last = (end if moment else start).bit_length() - 1
        if last < 0:
            return None
        before = (origin, start, end ^ 1 << last) if moment else (origin, start ^ 1 << last, end)
        proofs = known.together.pop(before, None)
        if proofs is None or not proofs.marks:
            return None
        self._size -= len(proofs.marks) + BYTES_OF_A_MARK
        return proofs.with_one_more(self._mark(register, pupil, known, 2 * (origin + last) + moment))

    def _from_the_first(self, register: Register, pupil: Pupil, known: Known, marks: list[int]) -> Proofs:
        written = known.written
        return Proofs.of([written.get(mark) or self._mark(register, pupil, known, mark) for mark in marks])

    def _mark(self, register: Register, pupil: Pupil, known: Known, mark: int) -> Proof:
        proof = known.written.get(mark)
        if proof is None:
            position = mark // 2 - register.frame.origin
            behind = known.behind.pop(mark, None)
            if behind is None:
                behind, self._size = _behind(register, pupil, position, mark % 2), self._size + BYTES_OF_A_MARK
            proof = known.written[mark] = _write_out(pupil, position, mark, behind)
            self._size += len(proof)
        return proof

    def _of(self, school: str, pupil: str) -> Known:
        if self._size >= self._bytes_kept:
            self.forget_all()
        known = self._known.get((school, pupil))
        if known is None:
            known = self._known[school, pupil] = Known()
            self._size += BYTES_OF_A_PUPIL
        return known


def _marks(origin: int, start: int, end: int) -> list[int]:
    marks = [2 * (origin + position) for position in positions_of(start)]
    if end:
        marks = sorted(marks + [2 * (origin + position) + 1 for position in positions_of(end)])
    return marks


def _behind(register: Register, pupil: Pupil, position: int, moment: int) -> Behind:
    best = register.marks.winners.of(pupil, position, moment)
    if best is None:
        raise LookupError(f"no roll call behind a mark of day {position}: the register has lost a page")
    return best[0].id, best[0].recorded


def _write_out(pupil: Pupil, position: int, mark: int, behind: Behind) -> Proof:
    """Write out a mark: `mark` is 2 * day (proleptic ordinal) + moment.

    Put together by hand, as many marks are remembered and what `orjson.dumps` returns keeps some 4 KB allocated.
    """
    roll_call, recorded = behind
    category = code_name(pupil.category_at(position, mark % 2))
    value: int | float = 0
    if category:
        value = 0.5 if pupil.upper >> position & 1 else 1
    day, moment = date.fromordinal(mark // 2).isoformat(), MOMENTS[mark % 2]
    head = f'{{"category":"{category}","date":"{day}","moment":"{moment}","recorded_at":"{utc_text(recorded)}"'
    return b"".join((head.encode(), b',"roll_call":', orjson.dumps(roll_call), b',"value":', b"%g" % value, b"}"))
