"""The school year 2025/26 for patterns: its days as sets of positions, and pupils of 5B whose absence is written short.

Owns shortcuts only. Used by the tests of patterns.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_
from pathlib import Path

from schemas import Alert, Notification
from streams.law.packs import load_rulebook
from streams.law.rule import Rule, Rulebook
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.windows.days import frame_from
from tests.oracle.pipeline_run import MemoryStore
from tests.oracle.sent import Sent, calendar, roll_call

FRAME = frame_from(2024)
SHIPPED = {rule.id: rule for rule in load_rulebook(Path(__file__).parents[2] / "rules").rules}
OFF = ("2025-10-13..2025-10-18", "2025-12-20..2026-01-05", "2026-02-09..2026-02-14", "2026-03-30..2026-04-07")
YEAR = calendar("cal-1", 2025, "2025-08-11", "2026-06-27", OFF)


def school_days() -> list[date]:
    """Return the school days of the year."""
    off = [tuple(map(date.fromisoformat, text.split(".."))) for text in OFF]
    days = [date(2025, 8, 11) + timedelta(days=n) for n in range(320)]
    return [day for day in days if day.weekday() < 5 and not any(a <= day < b for a, b in off)]


def positions(days: Iterable[str | date]) -> int:
    """Return dates as a set of positions in the frame."""
    return reduce(or_, (1 << FRAME.position(date.fromisoformat(str(day))) for day in days), 0)


def weekdays(weekday: int, count: int, first: str = "2025-08-11") -> list[str]:
    """Return so many school days on a weekday (0: Monday) from a date on."""
    found = [day for day in school_days() if day.weekday() == weekday and day >= date.fromisoformat(first)]
    return [day.isoformat() for day in found[:count]]


def run_of(first: str, count: int) -> list[str]:
    """Return so many school days on end."""
    found = [day.isoformat() for day in school_days() if day >= date.fromisoformat(first)]
    return found[:count]


def away(days: Iterable[str], what: str = "absent unlawful", pupil: str = "p1", version: int = 1) -> list[Sent]:
    """Return roll calls of 5B about one pupil; a later version corrects an earlier one."""
    return [
        roll_call(
            f"rc-{day}-{pupil}-{version}",
            day,
            [f"{pupil} {what}"],
            **{"class": "5B"},
            grade=5,
            recorded_at=f"{day}T{7 + version:02d}:05:00+02:00",
        )
        for day in days
    ]


def there(days: Iterable[str], pupil: str = "p1", version: int = 1) -> list[Sent]:
    """Return roll calls in which the pupil is present."""
    return away(days, "present", pupil, version)


def outcomes(rules: Sequence[Rule], events: Iterable[Sent]) -> list[Outcome]:
    """Return what the pipeline makes of events."""
    store = MemoryStore()
    pipeline = Pipeline(Rulebook(tuple(rules)), store)
    found = []
    for one in events:
        found.append(pipeline.handle(one.event(), one.raw))
        store.apply(found[-1].writes)
    return found


def alerts(rules: Sequence[Rule], events: Iterable[Sent]) -> list[Alert]:
    """Return every version of every alert."""
    return [alert for outcome in outcomes(rules, events) for alert in outcome.alerts]


def notifications(rules: Sequence[Rule], events: Iterable[Sent]) -> list[Notification]:
    """Return every notification."""
    return [note for outcome in outcomes(rules, events) for note in outcome.notifications]


def raised(rules: Sequence[Rule], events: Iterable[Sent]) -> set[tuple[str, str | None, float]]:
    """Return rule, pupil and value of the alerts that are active in the end."""
    newest = {alert.id: alert for alert in alerts(rules, events)}
    return {(each.rule, each.pupil, each.measure.value) for each in newest.values() if each.state == "raised"}
