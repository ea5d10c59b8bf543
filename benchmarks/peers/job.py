"""The reduced job that every peer does, and the frame in which it is measured.

Per pupil and quarter the half days registered and those of unlawful absence are counted; whenever a pupil with unlawful
absence is registered, the counts go out, with whether they are 15 % of the quarter's planned school days. No
corrections, no calendars, no rosters, no evidence. Each peer writes `warm` and `done` to its standard output.
"""

import os
import sys
from dataclasses import dataclass, field

PLANNED_SCHOOL_DAYS = 37
THRESHOLD_PERCENT = 15
STANDARD_OUTPUT = 1


def half_days(grade: int) -> int:
    """Give what one moment is worth: half a day from grade 7 on, else a whole one."""
    return 1 if grade >= 7 else 2


def is_unlawful(status: str, category: str | None) -> bool:
    """Tell whether a registration is unlawful absence; one that nobody explained is."""
    return status == "absent" and (category is None or category == "unlawful")


def quarter(date: str) -> str:
    """Give the calendar quarter of an ISO date."""
    return f"{date[:4]}-Q{(int(date[5:7]) + 2) // 3}"


def is_alert(unlawful_half_days: int) -> bool:
    """Tell whether so many half days are 15 % of the quarter or more."""
    return 100 * unlawful_half_days >= 2 * THRESHOLD_PERCENT * PLANNED_SCHOOL_DAYS


@dataclass(frozen=True, slots=True)
class Setting:
    """What a peer is told by its environment."""

    bootstrap: str
    source: str
    target: str
    directory: str
    warm_messages: int
    all_messages: int


def setting() -> Setting:
    """Read the environment."""
    return Setting(
        os.environ["BENCH_BOOTSTRAP"],
        os.environ["BENCH_SOURCE"],
        os.environ["BENCH_TARGET"],
        os.environ["BENCH_DIRECTORY"],
        int(os.environ["BENCH_WARM"]),
        int(os.environ["BENCH_ALL"]),
    )


@dataclass(slots=True)
class Progress:
    """Counts messages and says when the warm-up and when everything is through."""

    setting: Setting
    seen: int = 0
    _next: int = field(init=False)

    def __post_init__(self) -> None:
        """Wait for the end of the warm-up first."""
        self._next = self.setting.warm_messages

    def add(self, messages: int = 1) -> None:
        """Book messages that were handled."""
        self.seen += messages
        if self.seen >= self._next:
            self._say()

    def _say(self) -> None:
        done = self.seen >= self.setting.all_messages
        os.write(STANDARD_OUTPUT, b"done\n" if done else b"warm\n")  # Faust gives sys.stdout to its log
        self._next = sys.maxsize if done else self.setting.all_messages
