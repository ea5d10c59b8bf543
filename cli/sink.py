"""`naervaer sink`: the writer to ClickHouse in the foreground."""

import click

from cli.settings import settings
from sinks.faults import GiveUp
from sinks.runner import run


@click.command("sink")
def command() -> None:
    """Write facts to ClickHouse, until it is stopped. While ClickHouse is away, facts wait on Kafka."""
    given = settings()
    try:
        run(
            given.bootstrap,
            given.clickhouse_url,
            metrics_port=given.sink_metrics_port,
            metrics_host=given.metrics_host,
            security=given.security,
        )
    except GiveUp as error:
        raise click.ClickException(str(error)) from error
