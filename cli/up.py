"""`naervaer up`: everything on one machine, started in order, watched, stopped in order. Wiring only."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console

from cli.settings import LOCAL_CLICKHOUSE, LOCAL_KAFKA, settings
from cli.signals import Stopped, stop_on_signals
from cli.up_alerts import NewestAlerts
from cli.up_figures import Rate
from cli.up_installation import Installation
from cli.up_options import District, UpOptions
from cli.up_screen import LiveScreen, PlainScreen, View

WATCH_SECONDS = 1.0
PORT = click.IntRange(1, 65535)


@click.command("up")
@click.option("--dir", "directory", type=click.Path(path_type=Path), help="data and logs  [default: NAERVAER_DIR]")
@click.option("--kafka-port", type=PORT, default=int(LOCAL_KAFKA.rpartition(":")[2]))
@click.option("--clickhouse-port", type=PORT, default=urlsplit(LOCAL_CLICKHOUSE).port)
@click.option("--web-port", type=PORT, default=18080, help="of the report page")
@click.option("--metrics-port", type=PORT, help="of the worker  [default: NAERVAER_METRICS_PORT]")
@click.option("--empty", is_flag=True, help="without the simulated school district")
@click.option("--pupils", type=click.IntRange(1), help="size of the simulated district")
@click.option("--speed", type=str, help="simulated seconds per real second, or max")
@click.option("--seed", type=int, help="another seed makes another district")
def command(  # noqa: PLR0913 - the options of the command
    *,
    directory: Path | None,
    kafka_port: int,
    clickhouse_port: int,
    web_port: int,
    metrics_port: int | None,
    empty: bool,
    pupils: int | None,
    speed: str | None,
    seed: int | None,
) -> None:
    """Start everything on this machine: Kafka, ClickHouse, worker, report page, and a simulated school district.

    The district brings its own clock; with --empty the real one runs.

    Ctrl-C stops all in order; the next `up` goes on where this one stopped. Servers given by NAERVAER_KAFKA and
    NAERVAER_CLICKHOUSE are used instead of local ones.
    """
    given = settings()
    options = UpOptions(
        directory=(directory or given.dir).absolute(),
        kafka=given.kafka,
        clickhouse=given.clickhouse and given.clickhouse_url,
        kafka_port=kafka_port,
        clickhouse_port=clickhouse_port,
        web_port=web_port,
        metrics_port=metrics_port or given.metrics_port,
        rules=given.rules.absolute(),
        district=None if empty else District(pupils, speed, seed),
        security=given.security,
    )
    try:
        with stop_on_signals():
            run(options)
    except Stopped:
        click.echo(f"stopped; the data is in {options.directory}")


def run(options: UpOptions) -> None:
    """Start, say `ready`, and watch until Stopped or LocalPartError is raised."""
    console = Console(highlight=False, soft_wrap=True, markup=False)
    with Installation(options, console.print) as installation, ExitStack() as stack:
        alerts = stack.enter_context(NewestAlerts(options.bootstrap, options.security))
        for name, address in options.addresses().items():
            console.print(f"  {name:<12}{address}")
        console.print("ready")
        sys.stdout.flush()
        screen = LiveScreen(console) if console.is_terminal else PlainScreen(console)
        stack.callback(screen.close)
        watch(installation, alerts, screen, options.addresses())


def watch(
    installation: Installation, alerts: NewestAlerts, screen: LiveScreen | PlainScreen, addresses: dict[str, str]
) -> None:
    """Look after the parts and show what happens, once a second, for ever."""
    began, rate = time.monotonic(), Rate()
    while True:
        installation.look_after()
        figures = installation.figures()
        seconds = time.monotonic() - began
        if figures:
            rate = rate.with_reading(seconds, figures.registrations)
        simulated = installation.simulated_until()
        screen.show(View(seconds, addresses, simulated, figures, rate.per_second, tuple(alerts.newest)))
        alerts.wait(WATCH_SECONDS)
