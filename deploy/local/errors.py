"""What can go wrong with a local part, each with a message for the person at the terminal.

Every message says what happened, where, and what to do. Raised by deploy.local, shown by the command `naervaer`.
"""

from collections.abc import Sequence
from pathlib import Path


class LocalPartError(Exception):
    """A local part cannot start or go on; the message says which, why and what to do."""


class PortInUse(LocalPartError):  # noqa: N818 - the name says the fact, as the message does
    """Something else listens on the port."""

    def __init__(self, port: int, what: str, remedy: str = "choose another port") -> None:
        super().__init__(f"port {port} for {what} is in use: stop the program that listens there, or {remedy}")
        self.port = port


class DirectoryInUse(LocalPartError):  # noqa: N818
    """Another running process holds the data directory."""

    def __init__(self, directory: Path, holder: str) -> None:
        super().__init__(
            f"{directory} is in use by a running Nærvær{holder}: stop that one first, or use another directory"
        )
        self.directory = directory


class JarsUnavailable(LocalPartError):  # noqa: N818
    """The jars of Kafka could not be fetched, or one is not the one that was pinned."""


class PartFailed(LocalPartError):  # noqa: N818
    """A child process did not start, or ended by itself."""

    def __init__(self, part: str, what: str, log: Path, lines: Sequence[str], remedy: str = "") -> None:
        tail = "".join(f"\n    {line}" for line in lines) or "\n    (the log is empty)"
        super().__init__(f"{part} {what}\n  log {log}, last lines:{tail}" + (f"\n  {remedy}" if remedy else ""))
        self.log = log


class BrokerFailed(PartFailed):
    """The Kafka broker did not start, or ended by itself."""

    def __init__(self, what: str, directory: Path, log: Path, lines: Sequence[str]) -> None:
        remedy = f"if the data is broken and may be lost, remove {directory} and start again"
        super().__init__("Kafka", what, log, lines, remedy)
