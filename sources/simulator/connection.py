"""The day on which a school's system reaches nobody until the afternoon, so that the school seems silent.

What was registered that day arrives as it was, only later. Owns the choice of the day. Called when a school year is
settled.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sources.simulator.chance import chance
from sources.simulator.district import midnight

FROM, UNTIL = 5, 30  # school days after the summer, when systems are new
BACK_AT = timedelta(hours=13)


def cut_off_day(seed: int, school: str, start: int, days: Sequence[date]) -> date | None:
    """Give the day of a school year without a connection; None where the year is too short."""
    chosen = days[FROM:UNTIL]
    return chance(seed, "cut off", school, start).choice(chosen) if chosen else None


def back_again(day: date) -> datetime:
    """Give the instant at which the connection is back."""
    return midnight(day) + BACK_AT
