"""How a worker logs: plain lines on standard error, no payloads, no flood.

Owns levels and format. Called once by the worker.
"""

import logging
import sys
from collections.abc import Callable
from time import monotonic

OWN = "naervaer"
QUIET_SECONDS = 30.0


class Sparse(logging.Filter):
    """Lets each message of a library through once in a while: a broker that is away makes twenty a second."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Let a message through again after QUIET_SECONDS of `clock`."""
        super().__init__()
        self._clock = clock
        self._shown: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be shown; our own always are."""
        if record.name.startswith(OWN):
            return True
        now, message = self._clock(), (record.name, str(record.msg))
        shown = now - self._shown.get(message, -QUIET_SECONDS) >= QUIET_SECONDS
        if shown:
            self._shown[message] = now
        return shown


def log_to_stderr() -> None:
    """Log plain lines; of the libraries only what is wrong, and never a message of Faust's that quotes events."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(Sparse())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(OWN).setLevel(logging.INFO)
    for name in ("faust.transport.consumer", "mode.timers"):  # one quotes events, one is about clocks of no interest
        logging.getLogger(name).setLevel(logging.ERROR)
