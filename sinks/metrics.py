"""Every metric of the sink, one typed place, a comment each. No school and no pupil in a label.

Owns names and labels; decides nothing. Filled by `sink`, served by `runner`.
"""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class SinkMetrics:
    """The metrics of one sink, registered in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register all metrics."""
        # Rows that ClickHouse acknowledged, by table.
        self.rows = Counter("naervaer_sink_rows", "Rows written", ["table"], registry=registry)
        # Batches that ClickHouse acknowledged.
        self.batches = Counter("naervaer_sink_batches", "Batches written", registry=registry)
        # Seconds per batch, from the first try to the acknowledgement.
        self.seconds = Histogram(
            "naervaer_sink_batch_seconds", "Seconds per batch", buckets=_SECONDS_BUCKETS, registry=registry
        )
        # Tries that failed and were repeated.
        self.retries = Counter("naervaer_sink_retries", "Failed tries to write a batch", registry=registry)
        # Facts that could not be read and went to the dead-letter topic.
        self.rejections = Counter("naervaer_sink_rejections", "Facts that could not be read", registry=registry)
        # Facts waiting: the end of the partition less the offset written.
        self.lag = Gauge("naervaer_sink_lag_facts", "Facts not yet written", ["partition"], registry=registry)
        # 1 while ClickHouse takes what it is given, 0 while it is away.
        self.clickhouse_up = Gauge("naervaer_sink_clickhouse_up", "ClickHouse takes rows", registry=registry)

    def book_batch(self, rows: Mapping[str, int], seconds: float) -> None:
        """Count a batch that was acknowledged: rows by table, and how long it took."""
        for table, number in rows.items():
            self.rows.labels(table).inc(number)
        self.batches.inc()
        self.seconds.observe(seconds)
        self.clickhouse_up.set(1)

    def book_retry(self) -> None:
        """Count a try that failed."""
        self.retries.inc()
        self.clickhouse_up.set(0)
