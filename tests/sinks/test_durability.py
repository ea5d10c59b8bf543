"""What the embedded ClickHouse has answered is kept: over a stop, a kill -9, clients that go away."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.sinks.server import Server, ask

pytestmark = pytest.mark.integration


@pytest.fixture
def own(tmp_path: Path) -> Server:
    return Server(tmp_path / "data")


def make_table(server: Server) -> None:
    for statement in (b"CREATE DATABASE kept", b"CREATE TABLE kept.t (n Int64) ENGINE = MergeTree ORDER BY n"):
        assert ask(server.url, body=statement).status == 200


def count(server: Server) -> int:
    return int(ask(server.url, "SELECT count() FROM kept.t").text)


def test_a_stop_keeps_everything_and_ends_with_status_0(own: Server) -> None:
    with own:
        make_table(own)
        ask(own.url, body=b"CREATE TABLE t (n Int64) ENGINE = MergeTree ORDER BY n")
        ask(own.url, body=b"INSERT INTO kept.t VALUES (1), (2)")
        ask(own.url, body=b"INSERT INTO t VALUES (1)")
        assert own.stop() == 0
        own.start()
        assert count(own) == 2
        assert ask(own.url, "SELECT count() FROM t").text == "1\n"
        assert own.stop() == 0
        assert own.start().answers()


def test_kill_9_under_inserts_keeps_every_row_that_was_acknowledged(own: Server) -> None:
    acknowledged: list[int] = []
    done = threading.Event()

    def write(first: int) -> None:
        n = first
        while not done.is_set():
            try:
                if ask(own.url, "INSERT INTO kept.t FORMAT CSV", b"%d\n" % n).status == 200:
                    acknowledged.append(n)
            except OSError:
                return
            n += 4

    with own:
        make_table(own)
        writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for writer in writers:
            writer.start()
        while len(acknowledged) < 100:
            time.sleep(0.01)
        own.kill()
        done.set()
        for writer in writers:
            writer.join()
        own.start()
        kept = ask(own.url, "SELECT n FROM kept.t FORMAT CSV").text.split()
        assert len(kept) == len(set(kept))
        assert set(acknowledged) <= set(map(int, kept))
        assert len(set(map(int, kept)) - set(acknowledged)) <= 4


def test_a_directory_has_one_owner(own: Server) -> None:
    with own:
        assert own.process is not None
        command = [sys.executable, "-m", "sinks.embedded", str(own.directory), str(free_port())]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"in use by process {own.process.pid}" in second.stderr
        assert own.answers()


def test_a_port_has_one_owner(own: Server, tmp_path: Path) -> None:
    with own:
        command = [sys.executable, "-m", "sinks.embedded", str(tmp_path / "other"), str(own.port)]
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"port {own.port} " in second.stderr


@pytest.mark.parametrize("broken", ["data", "data/clickhouse", "data/clickhouse/metadata/kept.sql"])
def test_a_broken_directory_is_a_clear_error(tmp_path: Path, broken: str) -> None:
    (tmp_path / broken).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / broken).write_text("garbage")
    command = [sys.executable, "-m", "sinks.embedded", str(tmp_path / "data"), str(free_port())]
    started = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert started.returncode == 1
    assert "ClickHouse cannot " in started.stderr
    assert "Traceback" not in started.stderr


def test_an_insert_whose_client_goes_away_is_dropped(own: Server) -> None:
    with own:
        make_table(own)
        connection = http.client.HTTPConnection("127.0.0.1", own.port)
        connection.putrequest("POST", "/?query=INSERT+INTO+kept.t+FORMAT+CSV")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        assert connection.sock is not None
        for _ in range(20):
            connection.sock.sendall(b"%x\r\n%b\r\n" % (4_000, b"123456\n" * 571 + b"12\n"))
        connection.close()
        assert ask(own.url, "INSERT INTO kept.t FORMAT CSV", b"5\n").status == 200
        assert own.stop() == 0
        own.start()
        assert count(own) == 1


def running(server: Server) -> list[str]:
    query = "SELECT query FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%processes%'"
    return ask(server.url, query).text.splitlines()


@pytest.mark.parametrize("whole", ["0", "1"])
def test_a_query_whose_client_goes_away_is_cancelled(own: Server, whole: str) -> None:
    with own:
        query = f"/?wait_end_of_query={whole}&max_block_size=1&query=SELECT+sleepEachRow(0.1)+FROM+numbers(3000)"
        client = socket.create_connection(("127.0.0.1", own.port))
        client.sendall(f"GET {query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        deadline = time.monotonic() + 20
        while not running(own):
            assert time.monotonic() < deadline
        client.close()
        while running(own):
            assert time.monotonic() < deadline, "the query still runs"


def test_a_stop_ends_queries_that_still_run(own: Server) -> None:
    with own:
        client = socket.create_connection(("127.0.0.1", own.port))
        query = "/?max_block_size=1&query=SELECT+sleepEachRow(0.1)+FROM+numbers(3000)+FORMAT+JSON"
        client.sendall(f"GET {query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        deadline = time.monotonic() + 20
        while not running(own):
            assert time.monotonic() < deadline
        assert own.process is not None
        own.process.send_signal(signal.SIGINT)
        assert own.process.wait(25) == 0
        client.close()


def test_fifty_queries_at_once(own: Server) -> None:
    answers: list[str] = []

    def query(number: int) -> None:
        query = "SELECT {n:Int64}, count() FROM numbers(100000) FORMAT JSONCompact"
        answers.append(ask(own.url, query, param_n=str(number)).text)

    with own:
        threads = [threading.Thread(target=query, args=(number,)) for number in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = [json.loads(answer)["data"][0] for answer in answers]
        assert sorted(row[0] for row in rows) == list(range(50))
