"""The figures of the live summary, read from the worker's metrics page.

Pure: text in, numbers out. Called by `naervaer up` once a second.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


@dataclass(frozen=True)
class Figures:
    """What a worker did since it started."""

    ready: bool
    registrations: int
    waiting: int
    """Events that are not yet committed."""
    rejected: int
    alerts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Alert versions by rule and state."""


def read_figures(page: str) -> Figures:
    """Read a metrics page in Prometheus' text format; what is not there is 0."""
    samples = list(_samples(page))
    alerts: dict[str, dict[str, int]] = {}
    for sample in samples:
        if sample.name == "naervaer_alerts_total":
            states = alerts.setdefault(sample.labels["rule"], {})
            states[sample.labels["state"]] = int(sample.value)
    return Figures(
        ready=_sum(samples, "naervaer_ready") == 1,
        registrations=_sum(samples, "naervaer_registrations_total"),
        waiting=_sum(samples, "naervaer_lag_events"),
        rejected=_sum(samples, "naervaer_rejections_total"),
        alerts=alerts,
    )


def _samples(page: str) -> Iterator[Sample]:
    for family in text_string_to_metric_families(page):
        yield from family.samples


def _sum(samples: list[Sample], name: str) -> int:
    return int(sum(sample.value for sample in samples if sample.name == name))


@dataclass(frozen=True)
class Rate:
    """How fast a counter grows, from readings of it at real seconds; a restart of the counter begins anew."""

    readings: tuple[tuple[float, int], ...] = ()

    def with_reading(self, seconds: float, count: int, span_seconds: float = 15.0) -> "Rate":
        """Add a reading and forget those older than the span."""
        if self.readings and count < self.readings[-1][1]:
            return Rate(((seconds, count),))
        kept = tuple(reading for reading in self.readings if reading[0] >= seconds - span_seconds)
        return Rate((*kept, (seconds, count)))

    @property
    def per_second(self) -> float:
        """The growth per second over the span; 0 with fewer than two readings."""
        if len(self.readings) < 2:
            return 0.0
        (first, before), (last, after) = self.readings[0], self.readings[-1]
        return (after - before) / (last - first)
