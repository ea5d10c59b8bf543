"""The options `--events FILE` and `--from-kafka`: which events of the past a command works on, and how far it is.

Wiring only. Used by the commands that work something out again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from cli.settings import settings
from sources.events import Events, FileEvents, KafkaEvents
from sources.log import Log

PROGRESS_SECONDS = 2.0

F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def events_options(function: F) -> F:
    """Give a command the two options, as arguments `file` and `from_kafka`."""
    function = click.option(
        "--from-kafka", is_flag=True, help="Read the events of all input topics of the broker, up to now."
    )(function)
    return click.option(
        "--events", "file", type=_FILE, help='Read the events of a file, lines {"topic": ..., "value": {...}}.'
    )(function)


def events_from(file: Path | None, *, from_kafka: bool) -> Events:
    """Return the events that the options ask for; exactly one of the two must be given."""
    if (file is not None) == from_kafka:
        raise click.UsageError("say either --events FILE or --from-kafka")
    return (
        FileEvents(file, _tell_unused)
        if file is not None
        else KafkaEvents(Log(settings().bootstrap, settings().security))
    )


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
