"""`python -m agents BOOTSTRAP RULES DIRECTORY METRICS_PORT`: one worker in the foreground, as the tests start it."""

import sys
from pathlib import Path

from agents.worker import run


def main(standbys: int = 0) -> None:
    """Run the worker that the command line describes."""
    bootstrap, rules, directory, port = sys.argv[1:]
    run(bootstrap, Path(rules), Path(directory), int(port), standbys=standbys)


if __name__ == "__main__":
    main()
