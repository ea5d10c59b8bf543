"""`naervaer clock`: the clock agent in the foreground."""

import signal
import threading
from datetime import UTC, datetime

import click
from kafka.errors import KafkaError

from agents.clock import Clock
from agents.logs import log_to_stderr
from agents.partitions import UnfitTopicsError
from cli.settings import settings


@click.command("clock")
def command() -> None:
    """Tick for every partition when a local deadline has passed, until it is stopped.

    Deadlines are NAERVAER_CLOCK_START, NAERVAER_CLOCK_END and NAERVAER_CLOCK_DAY, Danish time. One is enough;
    a second one changes nothing.
    """
    given, stop = settings(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log_to_stderr()
    try:
        Clock(given.bootstrap, given.deadline_hours, lambda: datetime.now(UTC), stop.wait, given.security).run()
    except (UnfitTopicsError, KafkaError) as error:
        raise click.ClickException(str(error)) from error
