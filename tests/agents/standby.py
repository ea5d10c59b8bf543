"""`python -m tests.agents.standby ...`: a worker with one standby, whose death is noticed soon."""

from functools import partial
from unittest.mock import patch

from agents.__main__ import main
from agents.config import WorkerConfig

if __name__ == "__main__":
    with patch("agents.worker.WorkerConfig", partial(WorkerConfig, session_seconds=6.0, emit_seconds=5.0)):
        main(standbys=1)
