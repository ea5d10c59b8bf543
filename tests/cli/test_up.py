"""`naervaer up` as a whole: ready, stopped, started again, and what it says when something is wrong."""

import socket
import sys
from pathlib import Path

import pytest
from kafka import KafkaAdminClient

from cli.probes import clickhouse_answers, page
from cli.up_figures import read_figures
from schemas import CATALOGUE
from tests.cli.running import Up, assert_nothing_runs

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="finds the parts in /proc")


def test_empty_start_stop_and_start_again(tmp_path: Path) -> None:
    with Up(tmp_path, "--empty") as up:
        up.await_line("ready")
        assert clickhouse_answers(f"http://127.0.0.1:{up.ports['clickhouse']}")
        assert read_figures(page(f"http://127.0.0.1:{up.ports['metrics']}/metrics") or "").ready
        assert "Der er endnu ingen registreringer." in (page(f"http://127.0.0.1:{up.ports['web']}/") or "")
        with KafkaAdminClient(bootstrap_servers=up.bootstrap) as admin:
            assert {topic.name for topic in CATALOGUE} <= set(admin.list_topics())

        with Up(tmp_path, "--empty") as second:
            assert second.exit_code() == 1
            assert f"{tmp_path} is in use by a running Nærvær" in second.lines[-1]

        assert up.interrupt() == 0
        assert [line for line in up.lines if line.startswith("stopping")] == [
            "stopping clock",
            "stopping report",
            "stopping worker",
            "stopping sink",
            "stopping clickhouse",
            "stopping kafka",
        ]
    assert_nothing_runs(tmp_path, up)

    with Up(tmp_path, "--empty") as again:
        again.await_line("ready")
        assert again.interrupt() == 0
    assert_nothing_runs(tmp_path, again)


def test_the_simulated_district_goes_on_where_it_stopped(tmp_path: Path) -> None:
    summary = r"simulated time (\S+ \S+); [1-9][0-9,]* registrations, .*"
    with Up(tmp_path, "--pupils", "60") as up:
        up.await_line("ready")
        first = up.await_line(summary)
        assert up.interrupt() == 0
    with Up(tmp_path) as again:
        again.await_line("ready")
        assert again.await_line(summary)[:31] > first[:31]
        assert again.interrupt() == 0
    assert_nothing_runs(tmp_path, again)


@needs_proc
def test_a_worker_that_ends_is_started_again_and_a_lost_clickhouse_ends_everything(tmp_path: Path) -> None:
    with Up(tmp_path, "--empty") as up:
        up.await_line("ready")
        up.kill_part("worker")
        up.await_line(r"worker ended by itself \(exit code -9\), restart 1 of 5; log .*worker\.log")
        up.kill_part("clickhouse")
        assert up.exit_code() == 1
        assert "Error: clickhouse ended by itself (exit code -9)" in up.lines
    assert_nothing_runs(tmp_path, up)


def test_a_port_in_use_is_named_with_its_option(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Up(tmp_path, "--empty", clickhouse=port) as up:
            assert up.exit_code() == 1
    assert up.lines == [
        f"Error: port {port} for ClickHouse is in use: stop the program that listens there, "
        "or choose another one with --clickhouse-port"
    ]


def test_a_broken_data_directory_is_named_with_the_last_lines_of_the_log(tmp_path: Path) -> None:
    broken = tmp_path / "kafka" / "data" / "meta.properties"
    broken.parent.mkdir(parents=True)
    broken.write_text("version=7\n")
    with Up(tmp_path, "--empty") as up:
        assert up.exit_code() == 1
    assert "Error: Kafka ended while it started" in up.lines
    assert f"  if the data is broken and may be lost, remove {tmp_path / 'kafka'} and start again" in up.lines
    assert_nothing_runs(tmp_path, up)
