"""Ports for the servers of the tests: none is given twice, and test processes side by side have ranges of their own.

The ranges lie below those from which systems take the ports of clients, so a port is still free when its server starts.
"""

import os
import random
from itertools import cycle

from deploy.local.ports import is_taken

FIRST, RANGES, RANGE = 20_000, 4, 3_000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % RANGES
_BEGINS = random.randrange(RANGE)  # noqa: S311 - other runs on this machine begin elsewhere
_ports = cycle(FIRST + _WORKER * RANGE + (_BEGINS + number) % RANGE for number in range(RANGE))


def free_port() -> int:
    """Give a port of the loopback interface on which nobody listens, and which no other test gets."""
    return next(port for port in _ports if not is_taken(port))
