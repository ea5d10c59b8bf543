"""The options that say which events of the past a command works on (a file or Kafka), and how far it has come.

Wiring only. Used by the commands that work something out again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

from cli.settings import settings
from sources.events import Events, FileEvents, KafkaEvents
from sources.log import Log
from streams.pipeline import PARTITIONS

PROGRESS_SECONDS = 2.0

T = TypeVar("T")

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def events_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, as one argument `events`."""

    @wraps(function)
    def command(
        *arguments: object, file: Path | None, from_kafka: bool, partitions: int | None, **options: object
    ) -> None:
        events = events_from(file, from_kafka=from_kafka, partitions=partitions)
        function(*arguments, events=events, **options)

    command = click.option(
        "--partitions",
        type=click.IntRange(1),
        help=f"How many partitions tick in the file.  [default: {PARTITIONS}]",
    )(command)
    command = click.option(
        "--from-kafka", is_flag=True, help="Read the events of all input topics of the broker, up to now."
    )(command)
    return click.option(
        "--events", "file", type=_FILE, help='Read the events of a file, lines {"topic": ..., "value": {...}}.'
    )(command)


def events_from(file: Path | None, *, from_kafka: bool, partitions: int | None) -> Events:
    """Return the events that the options ask for; exactly one of file and broker must be given."""
    if (file is not None) == from_kafka:
        raise click.UsageError("say either --events FILE or --from-kafka")
    if file is not None:
        return FileEvents(file, _tell_unused, partitions or PARTITIONS)
    if partitions is not None:
        raise click.UsageError("--partitions goes with --events: a broker knows its own")
    return KafkaEvents(Log(settings().bootstrap, settings().security))


def _tell_unused(lines: int) -> None:
    click.echo(f"{lines:,} lines cannot be used; `naervaer replay --rejects` says why", err=True)


def counted(things: Iterable[T], what: str) -> Iterator[T]:
    """Pass things on and tell on standard error every few seconds how many there were."""
    told = time.monotonic()
    for number, thing in enumerate(things, start=1):
        yield thing
        if number % 256 == 0 and time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            click.echo(f"so far: {number:,} {what}", err=True)
