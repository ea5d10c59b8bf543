"""The settings of one call on a connection: applied before its statement, taken back after it in a session.

Owns the SET statements. The engine judges names and values, so an unknown setting is its own UNKNOWN_SETTING.
Called by `exchange`.
"""

import re
from collections.abc import Mapping

from sinks.embedded.connection import Connection
from sinks.embedded.errors import ClickHouseError

_UNKNOWN_SETTING = 115
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def apply_settings(connection: Connection, settings: Mapping[str, str]) -> None:
    """SET what the call gives; `readonly` comes last, since nothing can be set after it."""
    for name in settings:
        if not _NAME.fullmatch(name):
            raise ClickHouseError(_UNKNOWN_SETTING, f"Unknown setting '{name}' (UNKNOWN_SETTING)")
    clauses = [f"{name} = {_literal(settings[name])}" for name in sorted(settings, key=lambda name: name == "readonly")]
    if clauses:
        connection.command(f"SET {', '.join(clauses)}")


def apply_parameters(connection: Connection, parameters: Mapping[str, str]) -> None:
    """SET the query parameters, for an INSERT whose data follows: only a query takes them along."""
    apply_settings(connection, {f"param_{name}": value for name, value in parameters.items()})


def current_values(connection: Connection, settings: Mapping[str, str]) -> Mapping[str, str | None]:
    """Read what the settings are now, to be put back later; None = as by default."""
    names = ", ".join(_literal(name) for name in settings)
    if not names:
        return {}
    sql = f"SELECT name, changed, hex(value) FROM system.settings WHERE name IN ({names})"  # noqa: S608 - quoted
    rows = [(name, changed == "1", bytes.fromhex(value).decode()) for name, changed, value in connection.rows(sql)]
    return {name: value if changed else None for name, changed, value in rows}


def restore(connection: Connection, values: Mapping[str, str | None]) -> None:
    """Put back what `current_values` gave."""
    for name, value in values.items():
        connection.command(f"SET {name} = {'DEFAULT' if value is None else _literal(value)}")


def use_database(connection: Connection, database: str) -> None:
    """Make a database the current one. Errors: UNKNOWN_DATABASE of the engine."""
    if database:
        escaped = database.replace("\\", "\\\\").replace("`", "\\`")
        connection.command(f"USE `{escaped}`")


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
