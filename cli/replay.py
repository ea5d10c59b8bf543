"""`naervaer replay`: the pipeline over a file of events, without Kafka.

Wiring only: the file in, alerts and rejects out, progress on standard error.
"""

import os
import sys
import time
from pathlib import Path
from typing import BinaryIO

import click

from cli.replay_jobs import ReplayFailedError, Written, replay_file
from cli.settings import settings
from streams.law.packs import PackError, load_rulebook
from streams.pipeline import PARTITIONS

PROGRESS_SECONDS = 2.0
OUTPUT = click.File("wb", lazy=False)
"""A file that is there after the run even when nothing was written to it, so that no older one is taken for it."""


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--rules", type=click.Path(path_type=Path), default=None, help="Directory of rule packs.")
@click.option("--alerts", type=OUTPUT, default="-", help="Where every alert version goes, a line each.")
@click.option("--rejects", type=OUTPUT, default=None, help="Where lines that cannot be used go, with reasons.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=lambda: os.cpu_count() or 1,
    show_default="one per processor",
    help="Processes that share the schools; the output does not depend on it.",
)
@click.option(
    "--partitions",
    type=click.IntRange(1),
    default=PARTITIONS,
    show_default=True,
    help="Partitions of the topics that the clock ticks in FILE are for.",
)
def command(
    file: BinaryIO, rules: Path | None, alerts: BinaryIO, rejects: BinaryIO | None, jobs: int, partitions: int
) -> None:
    """Judge the events in FILE (- for standard input), lines {"topic": ..., "value": {...}}, and write every alert."""
    try:
        rulebook = load_rulebook(rules or settings().rules)
    except PackError as error:
        raise click.ClickException(str(error)) from error
    progress = Progress()
    try:
        for line in replay_file(rulebook, file, jobs, partitions):
            alerts.write(line.alerts)
            if rejects is not None:
                rejects.write(line.reject)
            progress.count(line)
    except ReplayFailedError as error:
        raise click.ClickException(f"{error}; what is written ends in the middle") from error
    progress.tell("done")


class Progress:
    """What was read so far, told on standard error."""

    def __init__(self) -> None:
        self.lines = self.registrations = self.versions = self.rejected = 0
        self._started = self._told = time.monotonic()

    def count(self, line: Written) -> None:
        """Count a line, and tell every few seconds."""
        self.lines = line.number
        self.registrations += line.registrations
        self.versions += line.versions
        self.rejected += bool(line.reject)
        if self.lines % 256 == 0 and time.monotonic() - self._told > PROGRESS_SECONDS:
            self._told = time.monotonic()
            self.tell("so far")

    def tell(self, when: str) -> None:
        """Tell what was read, and how fast."""
        seconds = max(time.monotonic() - self._started, 1e-9)
        click.echo(
            f"{when}: {self.lines} lines, {self.registrations} registrations ({self.registrations / seconds:,.0f}/s), "
            f"{self.versions} alert versions, {self.rejected} rejected",
            err=True,
        )
        sys.stderr.flush()
