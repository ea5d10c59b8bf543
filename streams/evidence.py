"""The marks that prove an alert, as the alert lists them, and their digests.

Owns the canonical form of evidence and a bounded memory of marks already written out, which is only ever an aid.
Asks the register for the roll call behind each mark. Used by the lifecycle (digest) and by whoever makes alerts.
"""

import hashlib
from typing import NamedTuple

import orjson

from schemas import EvidenceMark
from streams.judge import Measured
from streams.pupil import Pupil, code_name
from streams.register import Register
from streams.sheet import MOMENTS, instant_at, utc_text

MARKS_KEPT = 200_000


class Proof(NamedTuple):
    """One mark: as a message and in canonical JSON."""

    mark: EvidenceMark
    canonical: bytes


class Evidence:
    """Writes out the marks that a measurement counted."""

    def __init__(self) -> None:
        self._proofs: dict[tuple[str, str, int, int], tuple[str, bool, Proof]] = {}

    def proofs(self, register: Register, pupil: Pupil, measured: Measured) -> list[Proof]:
        """Return the counted marks by date and moment (start before end)."""
        proofs = []
        days, start, end = measured.start | measured.end, measured.start, measured.end
        while days:
            bit = days & -days
            position = bit.bit_length() - 1
            days ^= bit
            if start & bit:
                proofs.append(self._proof(register, pupil, position, 0))
            if end & bit:
                proofs.append(self._proof(register, pupil, position, 1))
        return proofs

    def forget(self, school: str, pupil: str, day: int, moment: int) -> None:
        """Drop a mark that another roll call has won."""
        self._proofs.pop((school, pupil, day, moment), None)

    def forget_all(self) -> None:
        """Drop everything remembered."""
        self._proofs.clear()

    def _proof(self, register: Register, pupil: Pupil, position: int, moment: int) -> Proof:
        key = (register.school, pupil.id, position + register.frame.origin, moment)
        category = code_name(pupil.category_at(position, moment))
        whole = not pupil.upper >> position & 1
        known = self._proofs.get(key)
        if known and known[0] == category and known[1] == whole:
            return known[2]
        if len(self._proofs) >= MARKS_KEPT:
            self._proofs.clear()
        proof = _write_out(register, pupil, position, moment, category)
        self._proofs[key] = category, whole, proof
        return proof


def digest(proofs: list[Proof]) -> str:
    """Return what tells one list of marks from another: 16 hexadecimal digits."""
    return hashlib.sha256(b",".join([proof.canonical for proof in proofs])).hexdigest()[:16]


def evidence_sha256(rule: str, rule_version: str, window: bytes, measure: bytes, proofs: list[Proof]) -> str:
    """Return the SHA-256 of the canonical JSON of {rule, rule_version, window, measure, evidence}.

    `window` and `measure` are canonical JSON already.
    """
    evidence = b",".join([proof.canonical for proof in proofs])
    head = b'{"evidence":[' + evidence + b'],"measure":' + measure
    tail = b',"rule":' + orjson.dumps(rule) + b',"rule_version":' + orjson.dumps(rule_version)
    return hashlib.sha256(head + tail + b',"window":' + window + b"}").hexdigest()


def _write_out(register: Register, pupil: Pupil, position: int, moment: int, category: str) -> Proof:
    best = register.winner(pupil, position, moment)
    if best is None:
        raise LookupError(f"no roll call behind a mark of day {position}: the register has lost a page")
    sheet = best[0]
    value: int | float = 0
    if category:
        value = 0.5 if pupil.upper >> position & 1 else 1
    mark = EvidenceMark(
        date=register.frame.day(position),
        moment=MOMENTS[moment],
        category=category,
        value=value,
        roll_call=sheet.id,
        recorded_at=instant_at(sheet.recorded),
    )
    canonical = orjson.dumps(
        {
            "category": category,
            "date": mark.date.isoformat(),
            "moment": mark.moment,
            "recorded_at": utc_text(sheet.recorded),
            "roll_call": sheet.id,
            "value": value,
        }
    )
    return Proof(mark, canonical)
