"""Why a worker ended is counted where the next worker finds it, and shown in its metrics."""

import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from agents.failure import FAILED, STALLED, End, count_ends_in
from agents.metrics import Metrics

ENDING = """
import sys
from pathlib import Path
from agents.failure import End, count_ends_in, stop_hard
from agents.logs import log_to_stderr
log_to_stderr()
count_ends_in(Path(sys.argv[1]))
stop_hard("enough", End(sys.argv[2]))
"""


def end(directory: Path, reason: End) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", ENDING, str(directory), reason], capture_output=True, text=True, check=False
    )


def test_a_worker_tells_how_often_those_before_it_ended_and_why(tmp_path: Path) -> None:
    codes = [end(tmp_path, reason).returncode for reason in (End.STALLED, End.EXPELLED, End.STALLED)]
    assert codes == [STALLED, FAILED, STALLED]
    registry = CollectorRegistry()
    Metrics(registry).book_ends(count_ends_in(tmp_path))
    shown = generate_latest(registry).decode()
    assert 'naervaer_ends_total{reason="stalled"} 2.0' in shown
    assert 'naervaer_ends_total{reason="expelled"} 1.0' in shown
    assert 'naervaer_ends_total{reason="internal_errors"} 0.0' in shown


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"", id="an empty file, as a full disk leaves it"), pytest.param(b'{"sta', id="half a file")],
)
def test_a_count_that_cannot_be_read_begins_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ends.json").write_bytes(content)
    assert count_ends_in(tmp_path) == {}
    assert end(tmp_path, End.STALLED).returncode == STALLED
    assert count_ends_in(tmp_path) == {"stalled": 1}


def test_a_directory_that_takes_no_file_does_not_keep_a_worker_alive(tmp_path: Path) -> None:
    ended = end(tmp_path / "missing", End.STALLED)
    assert ended.returncode == STALLED
    assert ended.stderr.splitlines()[-1].endswith("worker stops: enough")
