"""`naervaer worker`: one worker in the foreground."""

import click
from kafka.errors import KafkaError

from agents.partitions import UnfitTopicsError
from agents.worker import run
from cli.settings import settings
from streams.law.packs import PackError


@click.command("worker")
def command() -> None:
    """Turn registrations into alerts, notifications and facts, until it is stopped.

    Start as many as there are partitions at most; each needs a directory and a metrics port of its own.
    """
    given = settings()
    try:
        run(
            given.bootstrap,
            given.rules,
            given.dir / "worker",
            given.metrics_port,
            given.metrics_host,
            given.standbys,
            security=given.security,
        )
    except (PackError, UnfitTopicsError, KafkaError) as error:
        raise click.ClickException(str(error)) from error
