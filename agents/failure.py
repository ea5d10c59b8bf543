"""How a worker ends when it cannot go on: one clear last line, no commit, an exit code for the supervisor.

Owns the only hard exit of the worker, and a file that counts such ends by reason: the metrics of a process end with it,
so the next one shows them. Called by the carrier, the watch and the runner.
"""

import json
import logging
import os
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

FAILED = 1
STALLED = 3

_FILE = "ends.json"
_log = logging.getLogger("naervaer.worker")
_places: list[Path] = []


class End(StrEnum):
    """Why a worker ended itself. The values are labels of a metric."""

    STALLED = "stalled"
    INTERNAL_ERRORS = "internal_errors"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    EXPELLED = "expelled"
    CARRIER_FAILED = "carrier_failed"
    FAUST_FAILED = "faust_failed"
    WATCH_FAILED = "watch_failed"
    NOT_STOPPED = "not_stopped"


def count_ends_in(directory: Path) -> dict[str, int]:
    """Count from now on in a file of this directory; give how often workers ended themselves there, by reason."""
    _places[:] = [directory / _FILE]
    return _counted()


def stop_hard(reason: str, end: End) -> NoReturn:
    """End the process at once, without committing: what was not committed is done again, with the same versions."""
    with suppress(OSError):  # a full disk must not keep a worker alive
        _count(end)
    _log.critical("worker stops: %s", reason)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(STALLED if end is End.STALLED else FAILED)


def _count(end: End) -> None:
    counted = _counted()
    for file in _places:
        file.write_text(json.dumps({**counted, end: counted.get(end, 0) + 1}))


def _counted() -> dict[str, int]:
    """Read the file; one that was not written whole counts as none."""
    for file in _places:
        with suppress(OSError, ValueError):
            return dict(json.loads(file.read_text()))
    return {}


def where(error: BaseException) -> str:
    """Describe an error by its type and place, without its message: a message may quote a payload."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"
