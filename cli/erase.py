"""`naervaer erase SCHOOL PUPIL`: ask for an erasure, and on request wait for it and write a receipt."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.settings import settings
from deploy.elsewhere import KnownAs, known_elsewhere
from deploy.erasing import NotCarriedOutError, Services, ask, carried_out
from deploy.receipt import Receipt
from sinks.remnants import TablesUnreadableError
from sources.log import Log, LogUnreadableError
from sources.publisher import Refused, Undelivered

WAIT_SECONDS = 300


@click.command("erase")
@click.argument("school")
@click.argument("pupil")
@click.option("--requested-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="up to when; not given: up to now")
@click.option("--receipt", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="wait, and write proof")
@click.option("--wait", type=click.FloatRange(min=1), default=WAIT_SECONDS, help="seconds to wait for the receipt")
def command(school: str, pupil: str, requested_at: datetime | None, receipt: Path | None, wait: float) -> None:
    """Erase all that was recorded of PUPIL at SCHOOL up to an instant.

    The pupil's marks and notices go, alerts that rest on them are withdrawn, rows in ClickHouse are deleted from its
    files. With --receipt the command waits until that is done and writes what was withdrawn, what is left (nothing),
    and what the topics hold until when. Where transfers say that other schools know the pupil, too, they are told:
    each needs an erasure of its own.
    """
    given = settings()
    services = Services(given.bootstrap, given.clickhouse_url, given.security)
    try:
        others = known_elsewhere(Log(given.bootstrap, given.security), KnownAs(school, pupil))
        erasure = ask(services, school, pupil, requested_at or datetime.now(UTC))
        click.echo(f"asked for: {erasure.id}")
        for other in others:
            click.echo(f"not erased by this: school {other.school} knows the pupil as {other.pupil}, by a transfer")
        if receipt is not None:
            proof = carried_out(services, erasure, wait)
            receipt.write_bytes(proof.to_json())
            click.echo(_told(proof, receipt))
    except (Refused, Undelivered, NotCarriedOutError, LogUnreadableError, TablesUnreadableError) as error:
        raise click.ClickException(str(error)) from error


def _told(proof: Receipt, receipt: Path) -> str:
    last = max((each.gone_by for each in proof.topics), default="")
    until = f", topics hold records until {last[:10]}" if last else ""
    rows = sum(proof.rows.values())
    return f"carried out: {len(proof.withdrawn)} alerts withdrawn, {rows} rows recorded since{until}; receipt {receipt}"
