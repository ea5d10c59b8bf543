"""The table of contents of the command `naervaer`.

A command's module is imported only when the command runs, so that `--help` answers at once.
"""

from importlib import import_module

import click

from deploy.local.errors import LocalPartError

COMMANDS = {
    "up": ("cli.up", "Start everything on this machine, with a simulated school district."),
    "topics": ("cli.topics", "Create the topics on a Kafka cluster."),
    "migrate": ("cli.migrate", "Make the tables of ClickHouse, or bring them up to date."),
    "publish": ("cli.publish", "Publish messages from a file."),
    "replay": ("cli.replay", "Judge a file of events without Kafka."),
    "explain": ("cli.explain", "Explain one alert to a person, in Danish or English."),
    "rules": ("cli.rules", "Check, list and show the rule packs; ask what others would do."),
    "dlq": ("cli.dlq", "List and show dead letters, send them again, or drop them."),
    "evidence": ("cli.evidence", "Write the case file of one alert, or verify one."),
    "verify": ("cli.verify", "Work everything out again and compare it with the alerts and with ClickHouse."),
    "erase": ("cli.erase", "Erase a pupil's data, with a receipt."),
    "pupil": ("cli.pupil", "Export all that is stored about one pupil."),
    "retention": ("cli.retention", "Show or set for how long data is kept."),
    "simulate": ("cli.simulate", "Make the registrations of a simulated school district."),
    "worker": ("cli.worker", "Turn registrations into alerts; runs until it is stopped."),
    "clock": ("cli.clock", "Tick at local deadlines, so that missing roll calls are found; runs until it is stopped."),
    "sink": ("cli.sink", "Write facts to ClickHouse; runs until it is stopped."),
    "report": ("cli.report", "Serve the report page; runs until it is stopped."),
    "clickhouse": ("cli.clickhouse", "Run the embedded ClickHouse; runs until it is stopped."),
    "settings": ("cli.show_settings", "List the settings that the environment can give."),
}


class Contents(click.Group):
    """A group whose commands are the `command` of the modules in COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what a local part has to say goes to the terminal without a traceback, with exit code 1."""
        try:
            return super().invoke(ctx)
        except LocalPartError as error:
            raise click.ClickException(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the table without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])


@click.command(cls=Contents, context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="naervaer")
def main() -> None:
    """Nærvær: attendance registrations in, legal absence alerts and figures out."""
