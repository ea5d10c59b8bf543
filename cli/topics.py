"""`naervaer topics create`: the topics of the catalogue on a Kafka cluster."""

import click

from cli.settings import settings
from deploy.acls import create_acls
from deploy.topics import create_topics
from schemas.retention import catalogue_kept
from streams.pipeline import PARTITIONS

DEFAULT_PARTITIONS = PARTITIONS


@click.group("topics")
def command() -> None:
    """Create the topics on a Kafka cluster."""


@command.command()
@click.option("--partitions", type=click.IntRange(1, 10_000), default=DEFAULT_PARTITIONS, show_default=True)
@click.option("--acls", is_flag=True, help="also grant each role what it may do; needs an account that may")
def create(*, partitions: int, acls: bool) -> None:
    """Create the topics that are missing; those that exist stay as they are."""
    given = settings()
    created = create_topics(given.bootstrap, partitions, catalogue_kept(given.retention), given.security)
    for name in created.made:
        click.echo(f"created  {name}")
    for name in created.found:
        click.echo(f"exists   {name}")
    if acls:
        click.echo(f"granted  {create_acls(given.bootstrap, given.security)} rights")
