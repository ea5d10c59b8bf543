"""Why ClickHouse did not take a batch, and whether trying again can help.

Owns the judgement of clickhouse_connect's errors. Called by `writer`; `runner` acts on it.
"""

from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError

# ClickHouse's codes for what a person must put right: tables, columns, rights, values that do not fit.
_FINAL_CODES = frozenset(
    {6, 8, 10, 15, 16, 20, 26, 27, 33, 36, 38, 41, 44, 47, 50, 53, 60, 62, 72, 73, 81, 115, 117, 164, 192, 193, 194}
    | {321, 349, 497, 516}
)


class TryAgain(Exception):  # noqa: N818 - says what to do
    """ClickHouse is away, busy or full: the same batch may be taken later."""


class GiveUp(Exception):  # noqa: N818 - says what to do
    """ClickHouse will never take it: a person must act first. The text says what ClickHouse said."""


def fault(error: ClickHouseError) -> TryAgain | GiveUp:
    """Judge an error: what is not known to be final is tried again, so that nothing is lost."""
    text = " ".join(str(error).split())
    if isinstance(error, OperationalError) or not isinstance(error, DatabaseError):
        return TryAgain(text)
    return GiveUp(text) if error.code in _FINAL_CODES else TryAgain(text)
