"""What stands on the topic of alerts.

Owns the reading; what is to stand there is worked out elsewhere. Used by the commands that compare or explain.
"""

from collections.abc import Iterator

from schemas import ALERTS, Alert
from sources.log import Log, Logged


def school_on_topic(log: Log, alert: str) -> str | None:
    """Return the school of an alert by its id, None when the topic has none of it. Errors: LogUnreadableError."""
    found = next(_records(log, alert), None)
    return found.key.decode("ascii", "replace") if found and found.key else None


def alert_on_topic(log: Log, alert: str) -> Iterator[Alert]:
    """Yield the versions of an alert by its id, each as often as it was sent. Errors: LogUnreadableError."""
    for record in _records(log, alert):
        yield Alert.model_validate_json(record.value or b"")


def _records(log: Log, alert: str) -> Iterator[Logged]:
    begin = f'{{"id":"{alert}",'.encode()
    for number in log.partitions(ALERTS):
        yield from (each for each in log.read([ALERTS], number) if each.value and each.value.startswith(begin))
