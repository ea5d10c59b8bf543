"""docs/commands.md, from the commands themselves."""

from collections.abc import Iterator

import click

from cli.documentation.markdown import code, page
from cli.main import COMMANDS, main

_WIDTH = 100


def commands_page() -> str:
    """Give the page."""
    context = click.Context(main, info_name="naervaer", max_content_width=_WIDTH, terminal_width=_WIDTH)
    context.show_default = True
    return page(
        "Commands",
        "`make setup` makes `.venv` with the command `.venv/bin/naervaer`. Every command takes `--help`. "
        "[Settings](settings.md) come from the environment. The exit code is 0 when all went well, 1 for an error that "
        "is told in one line, 2 for wrong arguments; a worker that makes no progress ends with 3.",
        *(block for name in COMMANDS for block in _command(name, main, context)),
    )


def _command(name: str, group: click.Group, parent: click.Context) -> Iterator[str]:
    command = group.get_command(parent, name)
    assert command is not None  # noqa: S101 (for the type checker)
    context = click.Context(command, info_name=name, parent=parent, help_option_names=["-h", "--help"])
    yield f"## {context.command_path}"
    yield code("text", command.get_help(context))
    if isinstance(command, click.Group):
        for subcommand in command.list_commands(context):
            yield from _command(subcommand, command, context)
