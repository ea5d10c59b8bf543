"""The real pipeline behind the same face as the oracle: an event in, messages as JSON data out.

Owns a store in memory that gets an outcome's writes after each event, as a worker would do.
Must not judge. Used by the agreement tests.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas import encode
from streams.law.rule import Rulebook
from streams.outcome import Outcome
from streams.pipeline import Pipeline
from streams.replay.cascade import cascade
from tests.oracle.message import Told
from tests.oracle.sent import Sent


@dataclass
class MemoryStore:
    """Register entries in a dict."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return the entries of one school."""
        return {key: entry for key, entry in self.kept.items() if key.startswith(school)}

    def schools(self, partition: int) -> Iterable[str]:
        """Return all schools: the pipeline of a test has one partition."""
        del partition
        return sorted({key[:6] for key in self.kept if not key.startswith("#")})

    def apply(self, writes: Mapping[str, bytes | None]) -> None:
        """Store and delete."""
        for key, entry in writes.items():
            if entry is None:
                self.kept.pop(key, None)
            else:
                self.kept[key] = entry


class PipelineRun:
    """A pipeline and its store; `newest` holds the newest version of every alert by its id."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.store = MemoryStore()
        self.pipeline = Pipeline(rulebook, self.store)
        self.newest: dict[str, dict[str, object]] = {}

    def handle(self, one: Sent) -> Told:
        """Return what one event makes, and store its writes; what follows at other schools too."""
        first = self.pipeline.handle(one.event(), one.raw)
        self.store.apply(first.writes)
        told = self._tell(first)
        for outcome in cascade(self.pipeline, first):
            self.store.apply(outcome.writes)
            there = self._tell(outcome)
            told = Told([*told.alerts, *there.alerts], sorted([*told.notifications, *there.notifications]))
        return told

    def active(self) -> list[dict[str, object]]:
        """Return the alerts that are raised."""
        return [alert for alert in self.newest.values() if alert["state"] == "raised"]

    def _tell(self, outcome: Outcome) -> Told:
        alerts: list[dict[str, object]] = [json.loads(encode(alert)) for alert in outcome.alerts]
        self.newest |= {str(alert["id"]): alert for alert in alerts}
        notifications = [
            (one.id, str(one.audience), str(one.kind), one.alert.id, one.alert.version) for one in outcome.notifications
        ]
        return Told(alerts, sorted(notifications))

    def forget(self) -> None:
        """Drop what the pipeline holds in memory."""
        self.pipeline.forget()

    def restart(self) -> None:
        """Go on with a new pipeline on what is stored."""
        self.pipeline = Pipeline(self.rulebook, self.store)
