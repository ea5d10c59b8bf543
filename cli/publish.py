"""`naervaer publish FILE`: send the messages of a file to Kafka, each checked before it leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cli.settings import settings
from sources.lines import BadLine, Line, read_lines
from sources.publisher import Publisher, Refused, Undelivered

MOST_REFUSALS_SHOWN = 20


@click.command("publish")
@click.argument("file", type=click.File("rb"))
def command(file: BinaryIO) -> None:
    """Publish messages from FILE, or from the standard input when FILE is `-`.

    Each line is {"topic": "...", "value": {...}}. A wrong message is refused with its line and the reason, the others
    are sent; the exit code is 1 when any was refused.
    """
    with _progress(file) as counted:
        try:
            with Publisher(settings().bootstrap, settings().security) as publisher:
                for line in read_lines(file):
                    counted.add(line, _publish(publisher, line))
        except Undelivered as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{counted.sent:,} published, {counted.refused:,} refused")
    if counted.refused:
        raise SystemExit(1)


def _publish(publisher: Publisher, line: Line | BadLine) -> str | None:
    if isinstance(line, BadLine):
        return line.reason
    try:
        publisher.publish(line.topic, line.value)
    except Refused as refused:
        return str(refused)
    return None


@dataclass
class _Count:
    progress: Progress
    task: TaskID
    sent: int = 0
    refused: int = 0

    def add(self, line: Line | BadLine, refusal: str | None) -> None:
        self.progress.advance(self.task, line.size)
        if refusal is None:
            self.sent += 1
            return
        self.refused += 1
        if self.refused <= MOST_REFUSALS_SHOWN:
            self.progress.console.print(f"line {line.number}: {refusal}", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _progress(file: BinaryIO) -> Iterator[_Count]:
    """Show how far a file is read, on the standard error and only for a person."""
    console = Console(stderr=True)
    columns = (TextColumn("publishing"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield _Count(progress, progress.add_task("publish", total=_size(file)))


def _size(file: BinaryIO) -> int | None:
    if not file.seekable():
        return None
    size = file.seek(0, 2)
    file.seek(0)
    return size
