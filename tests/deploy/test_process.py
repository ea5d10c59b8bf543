"""Child processes: their log, their end, and that none outlives its parent."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.process import ChildProcess, tail

IGNORES_SIGTERM = (
    "import signal,sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
)
PARENT = """
import sys
from pathlib import Path
from deploy.local.process import ChildProcess
child = ChildProcess([sys.executable, "-c", "import signal; signal.pause()"], Path(sys.argv[1]))
print(child.pid, flush=True)
import signal; signal.pause()
"""


def await_line(log: Path, line: str) -> None:
    while line not in tail(log):
        os.sched_yield()


def test_output_and_errors_go_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "part.log"
    child = ChildProcess([sys.executable, "-c", "import sys; print('out', flush=True); sys.exit('err')"], log)
    assert child.wait(30) == 1
    assert tail(log) == ("out", "err")


def test_the_tail_is_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    log.write_text("".join(f"line {n}\n" for n in range(5000)))
    assert tail(log, 2) == ("line 4998", "line 4999")
    assert tail(tmp_path / "missing.log") == ()


def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    child = ChildProcess([sys.executable, "-c", IGNORES_SIGTERM], tmp_path / "part.log")
    await_line(tmp_path / "part.log", "up")
    assert child.stop(patience_seconds=0.1) == -signal.SIGKILL


def test_the_interrupt_of_a_terminal_does_not_reach_the_child(tmp_path: Path) -> None:
    child = ChildProcess([sys.executable, "-c", "import signal; signal.pause()"], tmp_path / "part.log")
    assert os.getpgid(child.pid) != os.getpgid(0)
    assert child.stop(patience_seconds=10) == -signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel ends a child with its parent")
def test_a_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path / "part.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([child], [], [], 30)
    assert ended == [child]
    os.close(child)
