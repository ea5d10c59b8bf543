"""The files of one nation that the worker reads: papers, warm-up, morning, and the morning after."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.datafile import Data, lay_out, write
from benchmarks.national import NEXT_MORNING, Nation


@dataclass(frozen=True, slots=True)
class NationFiles:
    """Where they are, and how many schools they are about."""

    calendars: Path
    rosters: Path
    days: Data
    next_morning: Path
    schools: int
    warm_registrations: int


def lay_out_nation(nation: Nation, folder: Path) -> NationFiles:
    """Write the files."""
    calendars, rosters, next_morning = (folder / name for name in ("calendars", "rosters", "next-morning"))
    schools = write(calendars, nation.calendars())
    write(rosters, nation.rosters())
    write(next_morning, nation.day(NEXT_MORNING))
    days = lay_out(nation, "roll calls", folder)
    return NationFiles(calendars, rosters, days, next_morning, schools, days.warm_messages * nation.pupils)
