"""What stands on the topic of alerts.

Owns the reading; what is to stand there is worked out elsewhere. Used by the commands that compare or explain.
"""

from schemas import ALERTS
from sources.log import Log


def school_on_topic(log: Log, alert: str) -> str | None:
    """Return the school of an alert by its id, None when the topic has none of it. Errors: LogUnreadableError."""
    wanted = f'"{alert}"'.encode()
    for number in log.partitions(ALERTS):
        for record in log.read([ALERTS], number):
            if record.key is not None and wanted in (record.value or b"")[:200]:
                return record.key.decode("ascii", "replace")
    return None
