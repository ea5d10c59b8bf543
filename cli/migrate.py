"""`naervaer migrate`: the tables of ClickHouse in the shape that this version needs, with the targets of the packs."""

from pathlib import Path

import click

from cli.settings import settings
from sinks.migrations import MigrationError, migrate
from sinks.targets import put_targets
from streams.law.packs import PackError, load_targets


@click.command("migrate")
@click.option("--rules", type=click.Path(path_type=Path), help="directory of rule packs  [default: NAERVAER_RULES]")
def command(rules: Path | None) -> None:
    """Make the tables of ClickHouse, or bring them up to date, and write the targets of the rule packs.

    A second run changes nothing.
    """
    given = settings()
    try:
        targets = load_targets(rules or given.rules)
        applied = migrate(given.clickhouse_url)
        put_targets(given.clickhouse_url, targets)
    except PackError as error:
        raise click.ClickException(str(error)) from error
    except MigrationError as error:
        raise click.ClickException(f"the tables of ClickHouse cannot be made: {error}") from error
    for migration in applied:
        click.echo(f"applied  {migration.name}")
    if not applied:
        click.echo("the tables are up to date")
