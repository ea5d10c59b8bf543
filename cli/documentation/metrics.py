"""docs/metrics.md, from the metrics of worker and sink."""

import inspect
import re
from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from agents.metrics import Metrics
from cli.documentation.markdown import listed, page, quoted, table
from sinks.metrics import SinkMetrics

_COMMENT = re.compile(r"# ([^\n]+)\n\s+self\.(\w+) = ")


def metrics_page() -> str:
    """Give the page."""
    return page(
        "Metrics",
        "Prometheus metrics. No school and no pupil stands in a label. What to watch, and what to do then, stands in "
        "[operations](operations.md).",
        "## Worker",
        "At `http://127.0.0.1:19100/metrics`; port and address are the settings `NAERVAER_METRICS_PORT` and "
        "`NAERVAER_METRICS_HOST`.",
        _table(Metrics(CollectorRegistry())),
        "## ClickHouse sink",
        "On the port of the setting `NAERVAER_SINK_METRICS_PORT`; when it is not set, nowhere.",
        _table(SinkMetrics(CollectorRegistry())),
    )


def _table(metrics: Metrics | SinkMetrics) -> str:
    return table(("metric", "type", "labels", "meaning"), _rows(metrics))


def _rows(metrics: Metrics | SinkMetrics) -> Iterator[tuple[str, ...]]:
    comments = {name: text for text, name in _COMMENT.findall(inspect.getsource(type(metrics)))}
    for name, metric in vars(metrics).items():
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            suffix = "_total" if family.type == "counter" else ""
            yield quoted(family.name + suffix), family.type, listed(metric._labelnames), comments[name]
