"""The messages of a morning in files, laid out once and written to as many topics as there are programs to measure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import orjson

from benchmarks.national import MORNING, Keyed, Nation, registrations
from benchmarks.peers.job import half_days, is_alert, is_unlawful, quarter

Form = Literal["roll calls", "registrations"]
Counts = dict[tuple[str, str], tuple[int, int, bool]]
"""By pupil and quarter: half days registered, half days of unlawful absence, whether that is an alert."""


@dataclass(frozen=True, slots=True)
class Data:
    """Files of the warm-up and of the morning, in one form, and how many messages each holds."""

    warm_up: Path
    morning: Path
    warm_messages: int
    morning_messages: int
    registrations: int
    """Registrations of the morning."""


def write(path: Path, messages: Iterable[Keyed]) -> int:
    """Write messages, one a line: key, tab, value; give their number."""
    with path.open("wb") as file:
        return sum(file.write(b"%s\t%s\n" % (key.encode(), value)) > 0 for key, value in messages)


def lay_out(nation: Nation, form: Form, folder: Path) -> Data:
    """Write the files for a nation."""
    warm, morning = nation.warm_up(), nation.day(MORNING)
    if form == "registrations":
        warm, morning = registrations(warm), registrations(morning)
    name = f"{form.replace(' ', '-')}-{nation.classes}"
    before, then = folder / f"{name}.warm-up", folder / f"{name}.morning"
    return Data(before, then, write(before, warm), write(then, morning), nation.classes * nation.pupils)


@lru_cache(maxsize=4)
def expected(nation: Nation) -> Counts:
    """Work out by plain arithmetic what every program must have counted of the pupils with unlawful absence."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for messages in (nation.warm_up(), nation.day(MORNING)):
        for pupil, value in registrations(messages):
            each = orjson.loads(value)
            registered, unlawful = counts.get((pupil, quarter(each["date"])), (0, 0))
            worth = half_days(each["grade"])
            unlawful += worth if is_unlawful(each["status"], each.get("category")) else 0
            counts[pupil, quarter(each["date"])] = registered + worth, unlawful
    return {key: (*both, is_alert(both[1])) for key, both in counts.items() if both[1]}
