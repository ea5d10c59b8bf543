"""`python -m sinks.embedded DIRECTORY PORT`: the embedded ClickHouse as a process of its own.

Ends with status 0 after SIGTERM or SIGINT, with 1 and a line on standard error when it cannot start.
"""

import sys
from pathlib import Path

from sinks.embedded.server import ServerError, serve


def main(arguments: list[str]) -> int:
    """Run the server; the exit status of the process."""
    if len(arguments) != 2 or not arguments[1].isdecimal():
        sys.stderr.write("usage: python -m sinks.embedded DIRECTORY PORT\n")
        return 2
    try:
        serve(Path(arguments[0]), int(arguments[1]))
    except ServerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
