"""`naervaer clickhouse`: the embedded ClickHouse in the foreground."""

from urllib.parse import urlsplit

import click

from cli.settings import LOCAL_CLICKHOUSE, settings
from sinks.embedded import ServerError, serve


@click.command("clickhouse")
@click.option("--port", type=click.IntRange(1, 65535), default=urlsplit(LOCAL_CLICKHOUSE).port, show_default=True)
def command(port: int) -> None:
    """Run the embedded ClickHouse behind ClickHouse's own HTTP interface, until it is stopped."""
    try:
        serve(settings().dir / "clickhouse", port)
    except ServerError as error:
        raise click.ClickException(str(error)) from error
