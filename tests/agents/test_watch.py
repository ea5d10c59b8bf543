"""The watch ends a worker that does not move, and a worker refuses to start on topics that do not fit."""

import subprocess
import sys
from pathlib import Path

import pytest

from agents import partitions
from agents.failure import STALLED, End, count_ends_in
from deploy.local.broker import LocalBroker
from deploy.local.ports import free_port
from schemas import ERASURES, ROLL_CALLS
from tests.agents.conftest import PARTITIONS, WAIT_SECONDS, School, wait_until

pytestmark = pytest.mark.integration

STUCK = """
import sys, threading
from pathlib import Path
from time import monotonic
from prometheus_client import CollectorRegistry
from agents.config import WorkerConfig
from agents.failure import count_ends_in
from agents.logs import log_to_stderr
from agents.metrics import Metrics
from agents.progress import Progress
from agents.stall import Place
from agents.watch import View, Watch

log_to_stderr()
count_ends_in(Path(sys.argv[2]))
progress = Progress()
progress.begin("awaiting acknowledgements of alerts", monotonic())
place = Place("naervaer.erasures.v1", 0)
view = lambda: View(monotonic(), ready=True, remaining=0, assigned={place: (0, 0)})
config = WorkerConfig(sys.argv[1], Path(), Path(), 0, 1, stall_seconds=0.5)
Watch(config, Metrics(CollectorRegistry()), progress, view).start()
threading.Event().wait(50)
"""


def test_a_partition_where_events_wait_and_nothing_moves_ends_the_process_with_the_reason(
    bootstrap: str, school_system: School, tmp_path: Path
) -> None:
    school_system.producer.send(ERASURES, key=b"280123", value=b"{}", partition=0).get(30)
    command = [sys.executable, "-c", STUCK, bootstrap, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    last = ended.stderr.splitlines()[-1]
    assert ended.returncode == STALLED
    assert "naervaer.erasures.v1[0] does not move: committed 0, position 0, delivered 0, end 1" in last
    assert "the worker was awaiting acknowledgements of alerts" in last
    assert count_ends_in(tmp_path) == {End.STALLED: 1}


AWAY = """
import sys, threading
from pathlib import Path
from time import monotonic
from prometheus_client import CollectorRegistry
from agents.config import WorkerConfig
from agents.logs import log_to_stderr
from agents.metrics import Metrics
from agents.progress import Progress
from agents.watch import View, Watch

log_to_stderr()

def view():
    ready = not Path(sys.argv[2]).exists()
    sys.stderr.write(f"looked, ready {ready}\\n")
    return View(monotonic(), ready=ready, remaining=0, assigned={})

config = WorkerConfig(sys.argv[1], Path(), Path(), 0, 1, stall_seconds=1)
Watch(config, Metrics(CollectorRegistry()), Progress(), view).start()
threading.Event().wait(300)
"""


def test_while_no_broker_answers_a_worker_that_is_not_ready_is_not_stalled(tmp_path: Path) -> None:
    log, not_ready = tmp_path / "log", tmp_path / "not-ready"
    with LocalBroker(tmp_path / "kafka", free_port()) as broker, log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-c", AWAY, broker.bootstrap, str(not_ready)], stderr=file)
        try:
            wait_until(lambda: "looked, ready True" in log.read_text(), log.read_text)
            broker.stop()
            wait_until(lambda: "the broker does not answer the watch" in log.read_text(), log.read_text)
            not_ready.touch()
            wait_until(lambda: log.read_text().count("looked, ready False") >= 4, log.read_text)
            assert process.poll() is None, log.read_text()
            broker.start()
            assert process.wait(WAIT_SECONDS) == STALLED
        finally:
            process.kill()
            process.wait()
    assert "not ready: rebalance or recovery does not move" in log.read_text().splitlines()[-1]


def test_a_worker_learns_the_number_of_partitions_from_the_broker(bootstrap: str) -> None:
    assert partitions.ask(bootstrap, [ROLL_CALLS, ERASURES], "naervaer-worker-register-changelog") == PARTITIONS


def test_a_worker_does_not_start_without_its_topics(bootstrap: str) -> None:
    with pytest.raises(
        partitions.UnfitTopicsError, match=r"missing topics: nobody.made.this; `naervaer topics create`"
    ):
        partitions.ask(bootstrap, [ROLL_CALLS, "nobody.made.this"], "nobody-made-this-changelog")


def test_a_worker_with_a_wrong_rule_pack_says_so_and_stops(bootstrap: str, tmp_path: Path) -> None:
    tmp_path.joinpath("odd.yaml").write_text("pack: odd\nversion: 2025-08-01\nrules:\n  - id: x\n")
    command = [sys.executable, "-m", "agents", bootstrap, str(tmp_path), str(tmp_path / "data"), "0"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "odd.yaml" in ended.stderr
