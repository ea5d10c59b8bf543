"""How long each kind of data is kept: the defaults, and the catalogue of topics with other periods.

Pure. The settings give other periods; `naervaer topics create` and `naervaer retention apply` carry them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from schemas.topics import ALERTS, CATALOGUE, FACTS, HANDOVERS, Topic

TABLE_DAYS = 1826
"""Five years, as municipal deletion rules commonly have it for what belongs to a pupil's case."""


def _days(topic: str) -> int:
    return next(each.retention.days for each in CATALOGUE if each.name == topic)


@dataclass(frozen=True, slots=True)
class Retention:
    """Days, by kind of data: six kinds of topics, and the tables of ClickHouse."""

    registrations: int = CATALOGUE[0].retention.days
    alerts: int = _days(ALERTS)
    notifications: int = _days("naervaer.notifications.principal.v1")
    facts: int = _days(FACTS)
    handovers: int = _days(HANDOVERS)
    dead_letters: int = _days(f"{FACTS}.dlq")
    tables: int = TABLE_DAYS

    def of(self, topic: Topic) -> int:
        """Return for how many days a topic of the catalogue keeps its records."""
        if topic.direction == "dead-letter":
            return self.dead_letters
        if topic.direction == "in":
            return self.registrations
        return {ALERTS: self.alerts, FACTS: self.facts, HANDOVERS: self.handovers}.get(topic.name, self.notifications)


def catalogue_kept(retention: Retention, catalogue: Sequence[Topic] = CATALOGUE) -> tuple[Topic, ...]:
    """Return the catalogue with these periods."""
    return tuple(replace(topic, retention=timedelta(days=retention.of(topic))) for topic in catalogue)
