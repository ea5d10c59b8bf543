"""Takes the rows of erased pupils out of ClickHouse, from its files as well.

Owns the statements. Rows are deleted in place (a mutation rewrites the parts that hold them), then the parts that were
replaced are removed. Doing it twice changes nothing. Called by the writer, after the rows of the same facts.
"""

import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import OperationalError

from schemas.erased import ErasedPupil

_DOOMED = "naervaer.doomed_rows"
_CLEARING_SECONDS = 1.1  # old_parts_lifetime of the tables, and a little
_TRIES = 20
_UNLOGGED = {"log_queries": 0}

_KEYS: Mapping[str, str] = {
    "absences": "pupil",
    "pupil_quarters": "pupil",
    "acknowledgements": "id",
    "alert_history": "concat(id, '/', toString(version))",
}
"""What names a row in the table of doomed rows. Acknowledgements come before the alerts they are found by."""

_OF_PUPIL = "school = {school:String} AND pupil = {pupil:String} AND fact_offset < {before:UInt64}"
_KEPT = "concat(id, '/', toString(version)) IN {kept:Array(String)}"
_ROWS = f"SELECT id FROM naervaer.alert_history_rows WHERE {_OF_PUPIL}"  # noqa: S608 - the texts above
_GONE = f"{_ROWS} GROUP BY id HAVING NOT max({_KEPT})"
_WHICH: Mapping[str, str] = {
    "absences": _OF_PUPIL,
    "pupil_quarters": _OF_PUPIL,
    "acknowledgements": f"school = {{school:String}} AND alert IN ({_GONE})",
    "alert_history": f"{_OF_PUPIL} AND NOT {_KEPT}",
}

ERASED_TABLES = tuple(_KEYS)
"""The tables with rows about single pupils."""


class Wiped(NamedTuple):
    """One erasure: rows of the pupil from facts before this offset go, but for the kept versions of alerts."""

    school: str
    before: int
    pupil: ErasedPupil


def wipe(client: Client, erasures: Iterable[Wiped]) -> None:
    """Delete the rows and clear the files. Errors: ClickHouseError; then it may be done in part.

    Looks again until nothing is left: a second sink at the same work may empty the table of doomed rows meanwhile.
    """
    cleared: set[str] = set()
    wanted = tuple(erasures)
    for _ in range(_TRIES):
        doomed = _doom_all(client, wanted)
        if not doomed:
            break
        for table in doomed:
            client.command(_delete(table), settings={"mutations_sync": 2})
        cleared.update(doomed)
    else:
        raise OperationalError("rows of erased pupils are still there")
    _clear(client, cleared)


def _doom_all(client: Client, erasures: Iterable[Wiped]) -> list[str]:
    """Write down which rows are to go; return the tables that have any, in the order of their deletion."""
    client.command(f"TRUNCATE TABLE {_DOOMED}")
    for each in erasures:
        for table in _KEYS:
            client.command(_doom(table), parameters=_parameters(each), settings=_UNLOGGED)
    found = client.query(f"SELECT DISTINCT from_table FROM {_DOOMED}").result_rows  # noqa: S608
    return [table for table in _KEYS if (table,) in found]


def _parameters(erasure: Wiped) -> dict[str, object]:
    return {
        "school": erasure.school,
        "pupil": erasure.pupil.pupil,
        "before": erasure.before,
        "kept": [f"{alert.id}/{alert.version}" for alert in erasure.pupil.kept],
    }


def _doom(table: str) -> str:
    key = _KEYS[table]
    return (
        f"INSERT INTO {_DOOMED} SELECT '{table}', school, {key}, fact_offset "  # noqa: S608 - the texts above
        f"FROM naervaer.{table}_rows WHERE {_WHICH[table]}"
    )


def _delete(table: str) -> str:
    which = f"SELECT school, key, fact_offset FROM {_DOOMED} WHERE from_table = '{table}'"  # noqa: S608
    return f"ALTER TABLE naervaer.{table}_rows DELETE WHERE (school, {_KEYS[table]}, fact_offset) IN ({which})"


def _clear(client: Client, tables: Iterable[str]) -> None:
    """Have the replaced parts removed now; what a long query still reads is left to ClickHouse's own cleaning.

    Dropping a partition that does not exist does nothing but that cleaning.
    """
    waiting = list(tables)
    for _ in range(_TRIES):
        waiting = [table for table in waiting if replaced_parts(client, table)]
        if not waiting:
            break
        time.sleep(_CLEARING_SECONDS)
        for table in waiting:
            client.command(f"ALTER TABLE naervaer.{table}_rows DROP PARTITION ID 'none'")


def replaced_parts(client: Client, table: str) -> int:
    """Count the parts of a table that are still on the disk although they were replaced."""
    sql = "SELECT count() FROM system.parts WHERE database = 'naervaer' AND table = {table:String} AND NOT active"
    return int(client.query(sql, parameters={"table": f"{table}_rows"}).result_rows[0][0])
