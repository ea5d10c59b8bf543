"""The marks that prove an alert, as the alert lists them, and their digests.

Owns the canonical form of evidence and a bounded memory of marks already written out, which is only ever an aid.
Asks the register for the roll call behind each mark. Used by the lifecycle (digest) and by whoever makes alerts.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

import orjson

from streams.days import positions_of
from streams.judge import Measured
from streams.pupil import Pupil, code_name
from streams.register import Register
from streams.sheet import MOMENTS, Sheet, utc_text

MARKS_KEPT = 200_000


Proof: TypeAlias = bytes
"""One mark of an alert's evidence in canonical JSON."""

Behind: TypeAlias = tuple[str, int]
"""Id and recorded_at (microseconds since 1970) of the roll call behind a mark."""


class Evidence:
    """Writes out the marks that a measurement counted.

    A pupil's marks are remembered by 2 * day (proleptic ordinal) + moment until somebody says that they changed.
    """

    def __init__(self) -> None:
        self._proofs: dict[tuple[str, str], dict[int, Proof | Behind]] = {}
        self._count = 0

    def proofs(self, register: Register, pupil: Pupil, measured: Measured) -> list[Proof]:
        """Return the counted marks by date and moment (start before end)."""
        known = self._of(register.school, pupil.id)
        origin = 2 * register.frame.origin
        marks = [origin + 2 * position for position in positions_of(measured.found.start)]
        if measured.found.end:
            marks = sorted(marks + [origin + 2 * position + 1 for position in positions_of(measured.found.end)])
        proofs = []
        for mark in marks:
            proof = known.get(mark)
            if not isinstance(proof, bytes):
                proof = known[mark] = self._write_out(register, pupil, mark, proof)
            proofs.append(proof)
        return proofs

    def note(self, register: Register, pupil: Pupil, sheet: Sheet) -> None:
        """Remember the mark that a roll call has just won, as long as it is at hand; drop what it replaces."""
        position = sheet.day - register.frame.origin
        known = self._of(register.school, pupil.id)
        mark = 2 * sheet.day + sheet.moment
        known.pop(mark ^ 1, None)
        if pupil.code_at(position, sheet.moment):
            known[mark] = sheet.id, sheet.recorded
        else:
            known.pop(mark, None)

    def forget_day(self, school: str, pupil: str, day: int) -> None:
        """Drop a pupil's marks of a day (proleptic ordinal): another roll call has won one."""
        known = self._proofs.get((school, pupil))
        if known:
            known.pop(2 * day, None)
            known.pop(2 * day + 1, None)

    def forget_pupil(self, school: str, pupil: str) -> None:
        """Drop all marks of a pupil."""
        self._proofs.pop((school, pupil), None)

    def forget_all(self) -> None:
        """Drop everything remembered."""
        self._proofs.clear()
        self._count = 0

    def _write_out(self, register: Register, pupil: Pupil, mark: int, behind: Behind | None) -> Proof:
        position = mark // 2 - register.frame.origin
        self._count += 1
        return _write_out(pupil, position, mark, behind or _behind(register, pupil, position, mark % 2))

    def _of(self, school: str, pupil: str) -> dict[int, Proof | Behind]:
        if self._count >= MARKS_KEPT:
            self.forget_all()
        return self._proofs.setdefault((school, pupil), {})


def json_list(proofs: Iterable[Proof]) -> bytes:
    """Return marks as one canonical JSON list."""
    return b"[" + b",".join(proofs) + b"]"


def digest(evidence: bytes) -> str:
    """Return what tells one list of marks (canonical JSON) from another: 16 hexadecimal digits."""
    return hashlib.sha256(evidence).hexdigest()[:16]


def evidence_sha256(rule: str, rule_version: str, window: bytes, measure: bytes, evidence: bytes) -> str:
    """Return the SHA-256 of the canonical JSON of {rule, rule_version, window, measure, evidence}.

    `window`, `measure` and `evidence` are canonical JSON already.
    """
    head = b'{"evidence":' + evidence + b',"measure":' + measure
    tail = b',"rule":' + orjson.dumps(rule) + b',"rule_version":' + orjson.dumps(rule_version)
    return hashlib.sha256(head + tail + b',"window":' + window + b"}").hexdigest()


def _behind(register: Register, pupil: Pupil, position: int, moment: int) -> Behind:
    best = register.marks.winner(pupil, position, moment)
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
