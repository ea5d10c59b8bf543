"""What a target is: how much absence a municipality wants to have at most in a school year, and of whom.

Owns the frozen types that a rule pack is read into; decides nothing. Made by `streams.law.target_fields`; the progress
towards a target is worked out in ClickHouse.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from schemas import Text
from streams.law.rule import Scope, ValidInterval


class Whom(StrEnum):
    """Whose absence a target is about: each pupil's, or that of all pupils of a school or a municipality together."""

    PUPIL = "pupil"
    SCHOOL = "school"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Target:
    """One target of a pack: at most `percent` of the school days of a school year, whatever the cause of absence.

    `text` is the percentage as it is shown, such as "4" or "4.5".
    """

    id: str
    title: Text
    source: str
    valid: ValidInterval
    scope: Scope
    percent: Fraction
    text: str
    whom: Whom
    pack: str
    pack_version: date

    @property
    def version(self) -> str:
        """Pack and the date it changed, for example "koge@2025-08-01"."""
        return f"{self.pack}@{self.pack_version.isoformat()}"
