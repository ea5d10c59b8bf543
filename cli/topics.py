"""`naervaer topics create`: the topics of the catalogue on a Kafka cluster."""

import click

from cli.settings import settings
from deploy.topics import create_topics
from streams.pipeline import PARTITIONS

DEFAULT_PARTITIONS = PARTITIONS


@click.group("topics")
def command() -> None:
    """Create the topics on a Kafka cluster."""


@command.command()
@click.option("--partitions", type=click.IntRange(1, 10_000), default=DEFAULT_PARTITIONS, show_default=True)
def create(partitions: int) -> None:
    """Create the topics that are missing; those that exist stay as they are."""
    created = create_topics(settings().bootstrap, partitions)
    for name in created.made:
        click.echo(f"created  {name}")
    for name in created.found:
        click.echo(f"exists   {name}")
