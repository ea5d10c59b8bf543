"""Every metric of the worker, one typed place, a comment each. No school and no pupil in a label.

Owns names and labels; decides nothing. Filled by the planner, the carrier and the watch; served by the worker.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from agents.failure import End

_STEP_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SIZE_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Metrics:
    """The metrics of one worker, registered in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register all metrics."""
        # Events read, right or wrong, by the topic they came from.
        self.events = Counter("naervaer_events", "Events read", ["topic"], registry=registry)
        # Registrations (entries of roll calls) applied.
        self.registrations = Counter("naervaer_registrations", "Registrations applied", registry=registry)
        # Events sent to a dead-letter topic, by the topic they came from and the reason.
        self.rejections = Counter("naervaer_rejections", "Events rejected", ["topic", "reason"], registry=registry)
        # Events found on a partition that is not their school's, sent on to the right one.
        self.forwarded = Counter("naervaer_forwarded", "Events forwarded", ["topic"], registry=registry)
        # Alert versions published, by rule and state (raised, cleared, withdrawn).
        self.alerts = Counter("naervaer_alerts", "Alert versions published", ["rule", "state"], registry=registry)
        # Notifications published, by audience and kind.
        self.notifications = Counter(
            "naervaer_notifications", "Notifications published", ["audience", "kind"], registry=registry
        )
        # Events waiting: the end of the partition less the committed offset.
        self.lag = Gauge("naervaer_lag_events", "Events not yet committed", ["topic", "partition"], registry=registry)
        # Seconds per batch in each step: decode, judge, emit, store.
        self.seconds = Histogram(
            "naervaer_step_seconds", "Seconds per batch", ["step"], buckets=_STEP_BUCKETS, registry=registry
        )
        # Events per batch.
        self.batch = Histogram("naervaer_batch_events", "Events per batch", buckets=_SIZE_BUCKETS, registry=registry)
        # Bytes of state written to the changelog.
        self.state_bytes = Counter("naervaer_state_bytes", "Bytes written to the changelog", registry=registry)
        # Seconds since the newest event handled was written to Kafka.
        self.age = Gauge("naervaer_newest_event_age_seconds", "Age of the newest event handled", registry=registry)
        # Register entries held in memory.
        self.entries = Gauge("naervaer_register_entries", "Register entries held", registry=registry)
        # 1 while the worker has its partitions and their state, 0 while it starts, rebalances or recovers.
        self.ready = Gauge("naervaer_ready", "Worker is ready", registry=registry)
        # Changelog records still to be read before the worker is ready.
        self.recovering = Gauge("naervaer_recovery_remaining", "Changelog records still to read", registry=registry)
        # Changelog records read since the worker started: those of its partitions, and of those it stands by for.
        self.changelog_read = Gauge("naervaer_changelog_records_read", "Changelog records read", registry=registry)
        # Seconds for which the partition that rests longest has not moved, though events wait and it is its turn.
        self.resting = Gauge("naervaer_resting_seconds", "Longest rest of a partition", registry=registry)
        # How often workers of this directory ended themselves, by reason; `stalled` when nothing moved for too long.
        self.ends = Counter("naervaer_ends", "Workers that ended themselves", ["reason"], registry=registry)

    def book_ends(self, ends: Mapping[str, int]) -> None:
        """Count the ends of the workers before this one, by reason; every reason is shown from the start."""
        for reason in End:
            self.ends.labels(reason.value).inc(ends.get(reason, 0))

    def book_events(self, topics: Iterable[str]) -> None:
        """Count the events of a batch."""
        for topic, number in Tally(topics).items():
            self.events.labels(topic).inc(number)
