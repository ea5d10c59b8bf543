"""How a worker ends when it cannot go on: one clear last line, no commit, an exit code for the supervisor.

Owns the only hard exit of the worker. Called by the carrier, the watch and the runner.
"""

import logging
import os
import sys
from typing import NoReturn

FAILED = 1
STALLED = 3

_log = logging.getLogger("naervaer.worker")


def stop_hard(reason: str, code: int = FAILED) -> NoReturn:
    """End the process at once, without committing: what was not committed is done again, with the same versions."""
    _log.critical("worker stops: %s", reason)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def where(error: BaseException) -> str:
    """Describe an error by its type and place, without its message: a message may quote a payload."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{os.path.basename(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"
