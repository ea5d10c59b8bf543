"""The sink with the facts of a morning: rows a second, and what they take on the disk of ClickHouse."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import clickhouse_connect

from benchmarks.process import Cost, Measured, measure, running
from benchmarks.race import LIMIT_SECONDS, SETTLE_SECONDS
from benchmarks.worker import Served
from cli.probes import clickhouse_answers
from deploy.local.broker import LocalBroker
from deploy.local.ports import LOOPBACK, free_port
from schemas import FACTS
from sinks.migrations import migrate
from sinks.runner import GROUP
from sources.lag import lag
from sources.log import Log

_TABLES = "SELECT name FROM system.tables WHERE database = 'naervaer' AND engine LIKE '%MergeTree'"
_ON_DISK = """\
SELECT table, sum(rows), sum(bytes_on_disk) FROM system.parts
WHERE active AND database = 'naervaer' GROUP BY table HAVING sum(rows) > 0 ORDER BY table"""


class Sink(Served):
    """The sink process, beside a ClickHouse of its own."""

    def __init__(self, bootstrap: str, url: str, scratch: Path) -> None:
        """Start it."""
        port = free_port()
        environment = {
            "NAERVAER_KAFKA": bootstrap,
            "NAERVAER_CLICKHOUSE": url,
            "NAERVAER_SINK_METRICS_PORT": str(port),
        }
        super().__init__([sys.executable, "-m", "cli", "sink"], scratch / "sink.log", port, environment)
        self._log = Log(bootstrap)
        self.url = url
        self.rows_written = 0

    def has_caught_up(self) -> bool:
        """Tell whether every fact is written."""
        return self.figure("naervaer_sink_batches_total") > 0 and lag(self._log, GROUP, [FACTS]) == 0

    def rows(self) -> int:
        """Count the rows written so far."""
        return int(self.figure("naervaer_sink_rows_total"))


@contextmanager
def resting_sink(broker: LocalBroker, scratch: Path) -> Iterator[Sink]:
    """Give a sink that has written everything there was, and rests."""
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    server = Measured([sys.executable, "-m", "sinks.embedded", scratch / "clickhouse", str(port)], scratch / "ch.log")
    with running([server]):
        server.wait_until(lambda: clickhouse_answers(url), LIMIT_SECONDS, "the start of ClickHouse")
        migrate(url)
        sink = Sink(broker.bootstrap, url, scratch)
        with running([sink]):
            sink.wait_until(sink.has_caught_up, LIMIT_SECONDS, "writing the facts of the warm-up")
            sink.rows_written = sink.rows()
            sink.rest()
            yield sink


def write(sink: Sink) -> tuple[Cost, int]:
    """Let the resting sink write what came since; give its cost and the number of rows."""
    before = sink.rows_written
    cost = measure([sink], lambda: sink.rows() > before and sink.has_caught_up(), LIMIT_SECONDS, SETTLE_SECONDS)
    return cost, sink.rows() - before


def on_disk(url: str) -> Sequence[tuple[str, int, int]]:
    """Give table, rows and bytes on disk, with every part merged."""
    client = clickhouse_connect.get_client(dsn=url, autogenerate_session_id=False)
    try:
        for (table,) in client.query(_TABLES).result_rows:
            client.command(f"OPTIMIZE TABLE naervaer.{table} FINAL")
        return [(str(table), int(rows), int(size)) for table, rows, size in client.query(_ON_DISK).result_rows]
    finally:
        client.close()
