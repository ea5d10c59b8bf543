"""`naervaer pupil export`: all that is stored about one pupil. Wiring only: log and tables in, JSON out."""

from datetime import UTC, datetime
from typing import BinaryIO

import click
import orjson

from cli.settings import settings
from deploy.receipt import utc
from schemas import ROLL_CALLS
from sinks.remnants import TablesUnreadableError, rows_about
from sources.log import Log, LogUnreadableError
from streams.casefile.dossier import READING_ORDER, Dossier
from streams.routing import partition_of


@click.group("pupil")
def command() -> None:
    """Answer for the data of one pupil."""


@command.command()
@click.argument("school")
@click.argument("pupil")
@click.option("--out", type=click.File("wb"), default="-", help="file for the JSON  [default: standard output]")
def export(school: str, pupil: str, out: BinaryIO) -> None:
    """Write all that is stored about PUPIL at SCHOOL as one JSON object.

    Registrations (also those that a complete roll call implies), enrolments, notices, transfers, erasures, alerts,
    notifications and acknowledgements from Kafka, and the rows of ClickHouse. Nothing about other pupils is in it.
    """
    given = settings()
    try:
        dossier = Dossier(school, pupil)
        log = Log(given.bootstrap, given.security)
        partition = partition_of(school, len(log.partitions(ROLL_CALLS)))
        for topic in READING_ORDER:
            for record in log.read([topic], partition):
                dossier.take(topic, record.key, record.value, dict(record.headers))
        tables = rows_about(given.clickhouse_url, school, pupil)
    except (LogUnreadableError, TablesUnreadableError) as error:
        raise click.ClickException(str(error)) from error
    about = {"school": school, "pupil": pupil, "made_at": utc(datetime.now(UTC))}
    content = {**about, "events": dossier.content(), "tables": tables}
    out.write(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
