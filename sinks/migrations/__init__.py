"""The tables of ClickHouse: numbered SQL files and the runner that applies them.

A file that was applied is never changed: what comes later is a new file. Every statement can be run again, so that a
migration that was cut short goes on. Only `migrate` is for others.
"""

from sinks.migrations.runner import MigrationError, migrate

__all__ = ["MigrationError", "migrate"]
