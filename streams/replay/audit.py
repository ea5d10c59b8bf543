"""What stands on the topic of alerts against what the events make of them now.

Owns what must agree: the active alerts by rule, school, subject, window, value and evidence, and that a version has one
text. Not the version numbers: events of different topics have no common order, and another order counts differently.
Pure. Called by `naervaer verify`; rows for the analysts are compared in `streams.replay.audit_rows`.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from pydantic import ValidationError

from schemas import ALERTS, Alert, AlertState
from streams.replay.told import told
from streams.windows.days import CALENDAR_KINDS

Place: TypeAlias = tuple[str, str, str, str]
"""Rule, school, subject, and the key of a calendar window ('' for the others: there is one active alert at most)."""


class Kind(StrEnum):
    """How something found disagrees with what was worked out."""

    MISSING = "missing"
    EXTRA = "extra"
    DIFFERENT = "different"


class Difference(NamedTuple):
    """One disagreement: on which topic or table, of which kind, about what."""

    where: str
    kind: Kind
    what: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}: {self.what}" + (f": {self.detail}" if self.detail else "")


class Texts(NamedTuple):
    """The versions of alerts on the topic, by alert in their order.

    `contradicted`: (alert, version) of those with two texts; `unreadable`: how many records are no alerts.
    """

    versions: Mapping[str, tuple[Alert, ...]]
    contradicted: tuple[tuple[str, int], ...]
    unreadable: int


def texts_of(values: Iterable[bytes]) -> Texts:
    """Read the values of the topic; each version may stand there several times."""
    texts: dict[tuple[str, int], bytes] = {}
    alerts: dict[str, dict[int, Alert]] = defaultdict(dict)
    contradicted, unreadable = [], 0
    for value in values:
        try:
            alert = Alert.model_validate_json(value)
        except ValidationError:
            unreadable += 1
            continue
        name = alert.id, alert.version
        if texts.setdefault(name, value) != value:
            contradicted.append(name)
        alerts[alert.id].setdefault(alert.version, alert)
    versions = {name: tuple(alerts[name][number] for number in sorted(alerts[name])) for name in alerts}
    return Texts(versions, tuple(sorted(set(contradicted))), unreadable)


def text_differences(texts: Texts, *, is_whole: bool) -> Iterator[Difference]:
    """Yield versions with two texts, and versions that are left out, if the topic `is_whole`: nothing has expired."""
    if texts.unreadable:
        yield Difference(ALERTS, Kind.EXTRA, f"{texts.unreadable} records that are no alerts")
    for name, version in texts.contradicted:
        yield Difference(ALERTS, Kind.DIFFERENT, f"{name} version {version}", "two texts of one version")
    for name, versions in texts.versions.items():
        first = 1 if is_whole else versions[0].version
        missing = set(range(first, versions[-1].version)) - {alert.version for alert in versions}
        for version in sorted(missing):
            yield Difference(ALERTS, Kind.MISSING, f"{name} version {version}")


def by_school(texts: Texts) -> dict[str, list[tuple[Alert, ...]]]:
    """Return the versions of each alert, in their order, by school."""
    found: dict[str, list[tuple[Alert, ...]]] = defaultdict(list)
    for versions in texts.versions.values():
        found[versions[0].school].append(versions)
    return found


def active_differences(
    expected: Iterable[Alert], found: Iterable[Alert], rules: Container[str]
) -> Iterator[Difference]:
    """Compare the active alerts worked out with those found, by the rules that are on."""
    ours = {place_of(alert): alert for alert in active(expected)}
    theirs = {place_of(alert): alert for alert in active(found) if alert.rule in rules}
    for place in sorted(ours.keys() | theirs.keys()):
        mine, yours = ours.get(place), theirs.get(place)
        what = " ".join(each for each in place if each)
        if yours is None:
            yield Difference(ALERTS, Kind.MISSING, what)
        elif mine is None:
            yield Difference(ALERTS, Kind.EXTRA, what)
        elif mine.measure.value != yours.measure.value:
            detail = f"value {yours.measure.value}, worked out {mine.measure.value}"
            yield Difference(ALERTS, Kind.DIFFERENT, what, detail)
        elif mine.evidence != yours.evidence:
            yield Difference(ALERTS, Kind.DIFFERENT, what, "other evidence")


def active(alerts: Iterable[Alert]) -> Iterator[Alert]:
    """Yield those that are raised."""
    return (alert for alert in alerts if alert.state is AlertState.RAISED)


def place_of(alert: Alert) -> Place:
    """Return what an active alert is compared by."""
    key = alert.window.key if alert.window.kind in CALENDAR_KINDS else ""
    return alert.rule, alert.school, told(alert).subject, key
