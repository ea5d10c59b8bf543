"""`naervaer retention show|apply`: for how long data is kept, as the settings say."""

import click

from cli.settings import settings
from deploy.topics import keep_topics
from schemas.retention import catalogue_kept
from sinks.remnants import TablesUnreadableError
from sinks.retention import keep_rows_for


@click.group("retention")
def command() -> None:
    """Show or set for how long data is kept."""


@command.command()
def show() -> None:
    """Show for how many days each topic and the tables keep data, by the settings."""
    retention = settings().retention
    for topic in catalogue_kept(retention):
        click.echo(f"{topic.retention.days:>6}  {topic.name}")
    click.echo(f"{retention.tables:>6}  ClickHouse, counted from the day a row is about")


@command.command()
def apply() -> None:
    """Set the periods on the topics that exist and on the tables of ClickHouse; what is older is deleted."""
    given = settings()
    kept = keep_topics(given.bootstrap, catalogue_kept(given.retention), given.security)
    click.echo(f"{len(kept)} topics set")
    try:
        tables = keep_rows_for(given.clickhouse_url, given.retention.tables)
    except TablesUnreadableError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(tables)} tables set")
