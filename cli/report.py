"""`naervaer report`: the report page in the foreground. Wiring only."""

import click

from cli.settings import settings
from deploy.local.ports import LOOPBACK
from sinks.report import Language, ReportError, serve
from streams.law.packs import PackError, load_rulebook


@click.command("report")
@click.option(
    "--host", default=LOOPBACK, help="address to serve at; another than this machine's own shows it to others"
)
@click.option("--port", type=click.IntRange(1, 65535), default=18080)
def command(host: str, port: int) -> None:
    """Serve the report page: absence and alerts as sums, nothing about fewer than five pupils."""
    given = settings()
    try:
        rules = load_rulebook(given.rules).rules
        titles: dict[Language, dict[str, str]] = {
            "da": {rule.id: rule.title.da for rule in rules},
            "en": {rule.id: rule.title.en for rule in rules},
        }
        serve(given.clickhouse_url, titles, host, port)
    except (PackError, ReportError) as error:
        raise click.ClickException(str(error)) from error
