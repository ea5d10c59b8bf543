"""`naervaer migrate`: the tables of ClickHouse in the shape that this version needs."""

import click

from cli.settings import settings
from sinks.migrations import MigrationError, migrate


@click.command("migrate")
def command() -> None:
    """Make the tables of ClickHouse, or bring them up to date; a second run changes nothing."""
    try:
        applied = migrate(settings().clickhouse_url)
    except MigrationError as error:
        raise click.ClickException(f"the tables of ClickHouse cannot be made: {error}") from error
    for migration in applied:
        click.echo(f"applied  {migration.name}")
    if not applied:
        click.echo("the tables are up to date")
