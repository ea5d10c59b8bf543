"""The configuration of a simulated school district: its seed, size, dates and municipalities.

Owns no choice by chance. Made by the command line and by tests, read by every module of the simulator.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from schemas.dates import COPENHAGEN


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and the two breaks that Danish municipalities place differently."""

    code: str
    name: str
    winter_week: int = 7  # ISO week of the winter break
    back_after_new_year: int = 2  # earliest day of January for a school start on a Monday

    def __post_init__(self) -> None:
        """Refuse codes that are not three digits."""
        if len(self.code) != 3 or not self.code.isdecimal():
            raise ValueError(f"municipality code {self.code!r} is not three digits")


MUNICIPALITIES = (
    Municipality("259", "Køge"),
    Municipality("101", "København"),
    Municipality("461", "Odense", back_after_new_year=5),
    Municipality("330", "Slagelse"),
    Municipality("751", "Aarhus"),
    Municipality("400", "Bornholm", back_after_new_year=5),
    Municipality("851", "Aalborg", winter_week=8),
    Municipality("550", "Tønder"),
    Municipality("561", "Esbjerg", back_after_new_year=5),
    Municipality("820", "Vesthimmerland", winter_week=8),
)


@dataclass(frozen=True, slots=True)
class District:
    """What to simulate: `pupils` pupils on the dates [first, after_last), everything else by `seed`."""

    seed: int
    pupils: int
    first: date
    after_last: date
    municipalities: tuple[Municipality, ...] = MUNICIPALITIES

    def __post_init__(self) -> None:
        """Refuse a district without pupils, municipalities or days."""
        if self.pupils < 1:
            raise ValueError(f"a district needs at least one pupil, not {self.pupils}")
        if self.first >= self.after_last:
            raise ValueError(f"the end {self.after_last} must be after the beginning {self.first}")
        if not self.municipalities:
            raise ValueError("a district needs at least one municipality")

    @property
    def begins(self) -> datetime:
        """The simulated instant of the first date's midnight in Denmark."""
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The simulated instant at which the simulation is over, itself excluded."""
        return midnight(self.after_last)


def midnight(day: date) -> datetime:
    """Give the instant at which `day` begins in Denmark."""
    return datetime.combine(day, time(), tzinfo=COPENHAGEN)
