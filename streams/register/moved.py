"""The marks of a pupil who changed school: as they came from another school, and as they are handed on.

Owns the way between a mark and its form in a Handover. A moved mark is a roll call with the entry of one pupil alone,
so that nothing about another child leaves the school. Pure. Used by the moves, the register and the departures.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import orjson

from schemas import MovedMark
from streams.pages.sheet import LEAVE, SICKNESS, UNEXPLAINED, Sheet, sheet_from
from streams.register.pupil import Pupil, code_name

Place: TypeAlias = tuple[int, int]
"""A day (proleptic ordinal) and a moment."""


class Moved(NamedTuple):
    """A mark: its roll call, listing the pupil alone or nobody, and its code with what notices explained put in."""

    sheet: Sheet
    code: int

    def to_bytes(self) -> bytes:
        """Return the mark as a handover has it."""
        mark: dict[str, object] = {"roll_call": orjson.Fragment(self.sheet.canonical)}
        if self.sheet.codes and self.sheet.codes[0] & 7 != self.code:
            mark["explained"] = code_name(self.code)
        return orjson.dumps(mark)


MovedMarks: TypeAlias = Mapping[Place, Moved]


def alone(sheet: Sheet, pupil: str) -> Sheet:
    """Return a roll call as if it listed this pupil alone, or nobody when it only implies the pupil's mark."""
    code = sheet.listed.get(pupil)
    if code is None:
        return replace(sheet, pupils=(), codes=b"", listed={}, rank=0)
    return replace(sheet, pupils=(pupil,), codes=bytes([code]), listed={pupil: code}, rank=0)


def moved_from(mark: MovedMark, raw: object) -> tuple[Place, Moved]:
    """Read a mark of a handover; `raw` is its roll call as parsed JSON."""
    sheet = sheet_from(mark.roll_call, orjson.dumps(raw))
    code = sheet.codes[0] & 7 if sheet.codes else 0
    if mark.explained:
        code = SICKNESS if mark.explained == "sickness" else LEAVE
    return (sheet.day, sheet.moment), Moved(sheet, code)


def explained(pupil: Pupil, code: int, position: int) -> int:
    """Return a code with what the notices of this school explain put in."""
    if code == UNEXPLAINED and pupil.notified_sick >> position & 1:
        return SICKNESS
    if code == UNEXPLAINED and pupil.notified_leave >> position & 1:
        return LEAVE
    return code
