"""`python -m agents BOOTSTRAP RULES DIRECTORY METRICS_PORT`: one worker in the foreground, as the tests start it."""

import sys
from pathlib import Path

from agents.worker import run

if __name__ == "__main__":
    bootstrap, rules, directory, port = sys.argv[1:]
    run(bootstrap, Path(rules), Path(directory), int(port))
