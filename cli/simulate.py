"""`naervaer simulate`: the registrations of a simulated school district, to a file or to Kafka.

Wiring only: what happens in the district is decided in sources.simulator.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from pathlib import Path

import click

from cli.settings import settings
from cli.simulation_report import progress, report
from schemas.kafka_security import KafkaSecurity
from sources.publisher import Publisher, Undelivered
from sources.simulator import District, Observed, simulate
from sources.simulator.outlets import KafkaOutlet, LineFile, Outlet
from sources.simulator.pace import Pace
from sources.simulator.resume import State, WrongStateError
from sources.simulator.run import Rhythm, carry
from sources.simulator.ticks import with_ticks
from streams.pipeline import PARTITIONS

SPEED_TO_KAFKA = 21_600.0
DAY = click.DateTime(["%Y-%m-%d"])


class Speed(click.ParamType):
    """A positive number, or `max` for as fast as possible."""

    name = "number|max"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the option; `max` is infinity."""
        try:
            speed = float("inf") if value == "max" else float(str(value))
        except ValueError:
            speed = 0.0
        if not speed > 0:
            self.fail(f"{value!r} is neither a positive number nor max", param, ctx)
        return speed


@dataclass(frozen=True)
class Target:
    """Where the events go and how fast: a file, or Kafka with a file that remembers how far it came."""

    out: str | None
    kafka: str
    security: KafkaSecurity
    speed: float
    state: Path | None
    partitions: int

    @contextmanager
    def open(self) -> Iterator[Outlet]:
        """Open the target, and close it afterwards."""
        if self.out is None:
            with Publisher(self.kafka, self.security) as publisher:
                yield KafkaOutlet(publisher)
        else:
            with click.open_file(self.out, "wb") as file:
                yield LineFile(file, self.partitions)


@click.command
@click.option("--pupils", type=click.IntRange(1), default=2_000, help="size of the district")
@click.option("--from", "first", type=DAY, default="2025-08-11", help="first date")
@click.option("--to", "after_last", type=DAY, default="2026-08-01", help="date after the last one")
@click.option("--seed", type=int, default=1, help="another seed makes another district")
@click.option(
    "--speed",
    type=Speed(),
    help=f"simulated seconds per real second  [default: max to a file, {SPEED_TO_KAFKA:.0f} to Kafka]",
)
@click.option("--out", help='file for lines {"topic":...,"value":{...}}, - for standard output  [default: -]')
@click.option("--to-kafka", is_flag=True, help="publish to Kafka instead, keyed by school")
@click.option("--kafka", help="bootstrap servers of Kafka  [default: setting NAERVAER_KAFKA]")
@click.option("--partitions", type=click.IntRange(1), default=PARTITIONS, help="partitions that tick (with --out)")
@click.option("--state", type=click.Path(path_type=Path), help="file that remembers where to go on (with --to-kafka)")
def command(  # noqa: PLR0913 - the options of the command
    *,
    pupils: int,
    first: datetime,
    after_last: datetime,
    seed: int,
    speed: float | None,
    out: str | None,
    to_kafka: bool,
    kafka: str | None,
    partitions: int,
    state: Path | None,
) -> None:
    """Make the registrations of a simulated school district, and the ticks of its clock.

    The same options make the same events. At the end the district is compared with the published national figures.
    """
    if to_kafka and out:
        raise click.UsageError("--out and --to-kafka exclude each other")
    if state and not to_kafka:
        raise click.UsageError("--state goes with --to-kafka: a file is written from its beginning")
    try:
        district = District(seed, pupils, first.date(), after_last.date())
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    fast = speed or (SPEED_TO_KAFKA if to_kafka else float("inf"))
    out = None if to_kafka else out or "-"
    target = Target(out, kafka or settings().bootstrap, settings().security, fast, state, partitions)
    try:
        run(district, target)
    except (Undelivered, WrongStateError, OSError) as error:
        raise click.ClickException(str(error)) from error


def run(district: District, target: Target) -> None:
    """Simulate a district to its end and report on it."""
    state = State(target.state, district) if target.state else None
    through = state.read() if state else None
    observed, began = Observed(), time.monotonic()
    events = progress(observed.watch(simulate(district)), observed, district)
    with target.open() as outlet:
        published = with_ticks(events, district, outlet.partitions, settings().deadline_hours)
        if through is not None:
            published = dropwhile(lambda simulated: simulated.at <= through, published)
        if target.speed < float("inf"):
            published = Pace(target.speed, time.monotonic, time.sleep).walk(published)
        carry(published, outlet, state.write if state else lambda _: None, Rhythm(time.monotonic))
    report(observed, district, time.monotonic() - began)
