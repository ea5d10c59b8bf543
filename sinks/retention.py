"""How long ClickHouse keeps rows: a TTL on every table, counted from the day the row is about.

Owns the expressions. Called by `naervaer retention apply`; without it rows stay for ever.
"""

from collections.abc import Mapping

from clickhouse_connect.driver.exceptions import ClickHouseError

from sinks.connection import connect
from sinks.remnants import TablesUnreadableError

_DAY_OF: Mapping[str, str] = {
    "absences_rows": "date",
    "class_days_rows": "date",
    "pupil_quarters_rows": "as_of",
    "alert_history_rows": "as_of",
    "acknowledgements_rows": "at",
}


def keep_rows_for(url: str, days: int) -> tuple[str, ...]:
    """Set the TTL of all tables of the ClickHouse at `url`, return their names; what is older goes in the background.

    Errors: TablesUnreadableError.
    """
    try:
        client = connect(url)
        try:
            for table, day in _DAY_OF.items():
                client.command(f"ALTER TABLE naervaer.{table} MODIFY TTL toDate({day}) + INTERVAL {days:d} DAY")
        finally:
            client.close()
    except ClickHouseError as error:
        raise TablesUnreadableError(" ".join(str(error).split())) from error
    return tuple(_DAY_OF)
