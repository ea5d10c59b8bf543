"""The targets of the rule packs, written into ClickHouse where the reports find them.

Owns the rows of the table `targets_rows`, which is written anew as a whole: targets are data of the installation and
follow from no event, so they are no facts. Called by `naervaer migrate` and `naervaer up`.
"""

from collections.abc import Sequence
from datetime import date

from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.connection import connect
from sinks.migrations import MigrationError
from streams.law.target import Target

_COLUMNS = (
    *("target", "title_da", "title_en", "source", "whom", "target_percent", "first", "after_last"),
    *("municipalities", "schools", "pack_version"),
)
Row = tuple[str | float | date | list[str] | None, ...]


def put_targets(url: str, targets: Sequence[Target]) -> None:
    """Make these the targets that the ClickHouse at `url` knows. Errors: MigrationError."""
    try:
        client = connect(url)
        try:
            client.command("TRUNCATE TABLE naervaer.targets_rows")
            if targets:
                client.insert("naervaer.targets_rows", [*map(target_row, targets)], column_names=_COLUMNS)
        finally:
            client.close()
    except ClickHouseError as error:
        raise MigrationError(" ".join(str(error).split())) from error


def target_row(target: Target) -> Row:
    """Return the row of a target."""
    return (
        target.id,
        target.title.da,
        target.title.en,
        target.source,
        target.whom.value,
        float(target.percent),
        target.valid.first,
        target.valid.after_last,
        sorted(target.scope.municipalities),
        sorted(target.scope.schools),
        target.version,
    )
