"""`naervaer settings`: the settings, as docs/settings.md shows them."""

import click

from cli.settings import settings_table


@click.command("settings")
def command() -> None:
    """List the settings that the environment can give."""
    click.echo(settings_table(), nl=False)
