"""The marks that prove an alert, as the alert lists them, and their digests.

Owns the canonical form of evidence and a bounded memory of marks already written out, which is only ever an aid.
Asks the register for the roll call behind each mark. Used by the lifecycle (digest) and by whoever makes alerts.
"""

import hashlib
from typing import NamedTuple

import orjson

from schemas import EvidenceMark
from streams.days import positions_of
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
    """Writes out the marks that a measurement counted.

    A pupil's marks are remembered by 2 * day (proleptic ordinal) + moment until somebody says that they changed.
    """

    def __init__(self) -> None:
        self._proofs: dict[tuple[str, str], dict[int, Proof]] = {}
        self._count = 0

    def proofs(self, register: Register, pupil: Pupil, measured: Measured) -> list[Proof]:
        """Return the counted marks by date and moment (start before end)."""
        known = self._of(register.school, pupil.id)
        start, end, origin = measured.start, measured.end, register.frame.origin
        proofs = []
        for position in positions_of(start | end):
            for moment, days in enumerate((start, end)):
                if days >> position & 1:
                    mark = 2 * (position + origin) + moment
                    proof = known.get(mark)
                    if proof is None:
                        proof = known[mark] = _write_out(register, pupil, position, moment)
                        self._count += 1
                    proofs.append(proof)
        return proofs

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

    def _of(self, school: str, pupil: str) -> dict[int, Proof]:
        if self._count >= MARKS_KEPT:
            self.forget_all()
        return self._proofs.setdefault((school, pupil), {})


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


def _write_out(register: Register, pupil: Pupil, position: int, moment: int) -> Proof:
    best = register.winner(pupil, position, moment)
    if best is None:
        raise LookupError(f"no roll call behind a mark of day {position}: the register has lost a page")
    sheet, category = best[0], code_name(pupil.category_at(position, moment))
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
