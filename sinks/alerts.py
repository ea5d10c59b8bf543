"""The versions of one alert and its acknowledgements, read back from ClickHouse.

Owns the two questions; what the rows mean stands in `schemas.fact_rows`. Called by `naervaer explain`.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from clickhouse_connect.driver.exceptions import ClickHouseError
from pydantic import TypeAdapter

from schemas import AcknowledgementRow, AlertRow
from sinks.connection import connect

_VERSIONS = """
SELECT *, 0 AS deleted FROM naervaer.alert_history WHERE id = {alert:String} ORDER BY version
"""
_ACKNOWLEDGEMENTS = """
SELECT id, school, alert, version, by, at, until, deleted FROM naervaer.acknowledgements_rows FINAL
WHERE alert = {alert:String} ORDER BY version, at, id
"""


_VERSION_ROWS = TypeAdapter(tuple[AlertRow, ...])
_ACKNOWLEDGEMENT_ROWS = TypeAdapter(tuple[AcknowledgementRow, ...])


class AlertsUnreadableError(Exception):
    """ClickHouse does not answer, or has no such tables; the text says what it said."""


class AlertRows(NamedTuple):
    """The rows about one alert, by version."""

    versions: tuple[AlertRow, ...]
    acknowledgements: tuple[AcknowledgementRow, ...]


def alert_rows(url: str, alert: str) -> AlertRows:
    """Ask the ClickHouse at `url` for an alert by its id; no rows when it knows none.

    Errors: AlertsUnreadableError.
    """
    try:
        client = connect(url)
        try:
            versions = client.query(_VERSIONS, parameters={"alert": alert}).result_rows
            acknowledgements = client.query(_ACKNOWLEDGEMENTS, parameters={"alert": alert}).result_rows
        finally:
            client.close()
    except ClickHouseError as error:
        raise AlertsUnreadableError(" ".join(str(error).split())) from error
    return AlertRows(
        _VERSION_ROWS.validate_python([tuple(map(in_utc, row)) for row in versions]),
        _ACKNOWLEDGEMENT_ROWS.validate_python([tuple(map(in_utc, row)) for row in acknowledgements]),
    )


def in_utc(value: object) -> object:
    """Return a value of a row, an instant with its zone."""
    return value.replace(tzinfo=value.tzinfo or UTC) if isinstance(value, datetime) else value
