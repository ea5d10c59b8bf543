"""Finds where two runs of the same events differ, makes the case small, and writes it so that a person can read it.

Owns nothing but the comparison; both sides are given as functions. Used by the agreement tests.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from traceback import format_exc

from tests.oracle.message import Told
from tests.oracle.sent import Sent
from tests.oracle.windows import PERIODS

Teller = Callable[[Sent], Told]
Alert = dict[str, object]
Sides = Callable[[], tuple[Teller, Teller]]


@dataclass(frozen=True)
class Difference:
    """The events up to the first one at which the sides differ, and what each side said there."""

    events: Sequence[Sent]
    expected: Told
    got: Told

    def text(self) -> str:
        """Return the events line by line, then what differs."""
        lines = ["after these events", *[f"  {one.kind} {json.dumps(one.value)}" for one in self.events]]
        lines += ["expected"] + [f"  {line}" for line in _only(self.expected, self.got)]
        lines += ["got"] + [f"  {line}" for line in _only(self.got, self.expected)]
        return "\n".join(lines)


def _only(told: Told, other: Told) -> list[str]:
    lines = [_line(alert, other) for alert in told.alerts if alert not in other.alerts]
    lines += [str(one) for one in told.notifications if one not in other.notifications]
    lines += told.crash.splitlines()
    return lines or ["nothing else (the order differs, or something is missing)"]


def _line(alert: Alert, other: Told) -> str:
    """Write an alert; of one that the other side tells differently only its name and what differs."""
    name = [alert["rule"], alert["pupil"], alert["window"], alert["version"]]
    for twin in other.alerts:
        if (twin["id"], twin["version"]) == (alert["id"], alert["version"]):
            differing = {field: value for field, value in alert.items() if twin.get(field) != value}
            return f"{name} {json.dumps(differing, sort_keys=True)}"
    return json.dumps(alert, sort_keys=True)


def difference(sides: Sides, events: Sequence[Sent]) -> Difference | None:
    """Return the first difference between two runs, or None."""
    expect, get = sides()
    for number, one in enumerate(events, start=1):
        expected, got = expect(one), _told(get, one)
        if expected != got:
            return Difference(events[:number], expected, got)
    return None


def _told(get: Teller, one: Sent) -> Told:
    try:
        return get(one)
    except Exception:  # noqa: BLE001 - whatever is raised is a difference, to be made small like any other
        return Told([], [], format_exc())


def smallest(sides: Sides, found: Difference) -> Difference:
    """Return a difference with no event left that could be left out."""
    step = len(found.events)
    while step:
        start = 0
        while start < len(found.events):
            less = difference(sides, [*found.events[:start], *found.events[start + step :]])
            found, start = (less, start) if less else (found, start + step)
        step //= 2
    return found


def active(alert: Alert) -> str:
    """Return what must be the same in whatever order the events came: no key of a rolling window or run, no dates."""
    window, measure = alert["window"], alert["measure"]
    assert isinstance(window, dict)
    assert isinstance(measure, dict)
    periodic = window["kind"] in PERIODS
    return json.dumps(
        {
            **{name: alert[name] for name in ("rule", "school", "pupil", "evidence")},
            "window": window if periodic else window["kind"],
            "value": measure["value"],
            "id": alert["id"] if periodic else None,
        }
    )
