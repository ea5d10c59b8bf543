"""Short ways to write hand-worked examples: a school year, days of September 2025, what was said.

Owns shortcuts only. Used by the tests of the oracle itself.
"""

from collections.abc import Sequence

from streams.law.rule import Rule
from tests.oracle.message import Version
from tests.oracle.replayer import Replayer
from tests.oracle.sent import Sent, calendar, roll_call

YEAR = calendar("cal-1", 2025, "2025-08-11", "2026-06-27", ["2025-10-13..2025-10-18", "2025-12-20..2026-01-05"])
"""The school days of 2025-Q3 are 11 Aug - 30 Sep: 15 in August and 22 in September, 37 in all."""
BEFORE = calendar("cal-0", 2024, "2024-08-12", "2025-06-28")


def days(*numbers: int, moments: Sequence[str] = ("start", "end"), text: str = "p1 absent unlawful") -> list[Sent]:
    """Roll calls of 7B on days of September 2025."""
    return [
        roll_call(f"rc-{number}-{moment}", f"2025-09-{number:02d}", [text], moment=moment)
        for number in numbers
        for moment in moments
    ]


def young(day: str, text: str, **changes: object) -> Sent:
    """Return a roll call of class 3A, where a day is whole."""
    return roll_call(f"rc-{day}-{text}", day, [text], **{"class": "3A", "grade": 3, **changes})


def said(rules: Sequence[Rule], events: Sequence[Sent]) -> list[Version]:
    """All versions that the events make."""
    replayer = Replayer(rules)
    return [version for one in events for version in replayer.handle(one.event(), one.raw)]


def short(version: Version) -> str:
    """Return a version in one line: state, reason, key, value."""
    return f"{version.state} {version.reason} {version.key} {float(version.judgement.value):g}"


def proofs(version: Version) -> list[dict[str, object]]:
    """Return the evidence as sent."""
    evidence = version.message()["evidence"]
    assert isinstance(evidence, list)
    return evidence


def measure(version: Version) -> tuple[object, ...]:
    """Value, school days and percent as shown."""
    shown = version.message()["measure"]
    assert isinstance(shown, dict)
    return (shown["value"], shown["school_days"], shown["percent"])
