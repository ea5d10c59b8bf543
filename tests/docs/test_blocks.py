"""What the pages tell a reader to type works: Python, SQL and shell, against a real `naervaer up --empty`."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client

from cli.main import COMMANDS
from cli.settings import PROJECT
from tests.cli.running import Up
from tests.docs.blocks import PAGES, Block, blocks

README = blocks(PROJECT / "README.md")
SQL = [block for page in PAGES for block in blocks(page) if block.language == "sql"]
JSON = [block for page in PAGES for block in blocks(page) if block.language == "json"]
ALONE = [block for page in PAGES[1:] for block in blocks(page) if block.language == "python"]
MAKE_TARGET = re.compile(r"^make (\w+)", re.MULTILINE)
SECONDS_TO_ARRIVE = 90.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Everything on this machine, without schools."""
    with Up(tmp_path_factory.mktemp("up"), "--empty") as up:
        up.await_line("ready")
        yield up


def here(up: Up, code: str) -> str:
    """Put the ports of this test into the code."""
    return code.replace("19092", str(up.ports["kafka"])).replace("18123", str(up.ports["clickhouse"]))


def output(up: Up, block: Block) -> str:
    """Run a block of Python or shell and give what it prints; AssertionError with its errors when it fails."""
    command = [sys.executable, "-c"] if block.language == "python" else ["sh", "-ec"]
    code = here(up, block.code).replace(".venv/bin/naervaer", f"{sys.executable} -m cli")
    url = f"http://127.0.0.1:{up.ports['clickhouse']}"
    done = subprocess.run(
        [*command, code],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        env={**os.environ, "NAERVAER_CLICKHOUSE": url, "NAERVAER_KAFKA": up.bootstrap},
    )
    assert done.returncode == 0, f"{block.name}: {done.stderr}"
    return done.stdout


@pytest.mark.integration
@pytest.mark.timeout(240)
def test_the_readme_works_from_top_to_bottom(running: Up) -> None:
    start, publish, explain, ask, curl = [block for block in README if block.language in {"python", "shell"}]
    assert MAKE_TARGET.findall(start.code) == ["run", "test"]
    if shutil.which("curl") is None:
        pytest.skip("the README asks with curl, which is not installed")

    output(running, publish)
    await_rows(running, "SELECT count() FROM naervaer.alerts")
    text = output(running, explain)
    assert text.startswith("Unlawful absence today\nPupil p1 in 5B (grade 5), school 100001\n")
    assert "Told to the class teacher." in text
    assert output(running, ask) == "100001 unexplained 1.0\n100001  0.0\n"
    assert "dk.unlawful.day" in output(running, curl)


@pytest.mark.integration
@pytest.mark.timeout(240)
@pytest.mark.parametrize("block", SQL, ids=lambda block: block.name)
def test_every_query_of_the_pages_can_be_asked(running: Up, block: Block) -> None:
    with analyst(running) as client:
        client.query(block.code)


@pytest.mark.parametrize("block", JSON, ids=lambda block: block.name)
def test_every_example_is_json(block: Block) -> None:
    assert isinstance(json.loads(block.code), dict)


@pytest.mark.parametrize("block", ALONE, ids=lambda block: block.name)
def test_every_piece_of_python_on_the_other_pages_runs(block: Block) -> None:
    done = subprocess.run([sys.executable, "-c", block.code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), block.name


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    named = {target for page in PAGES for target in re.findall(r"`make ([a-z-]+)", page.read_text())}
    assert named <= targets


def test_every_command_that_is_named_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"(?:`|bin/)naervaer ([a-z]+)", page.read_text())}
    assert named <= set(COMMANDS)


def logs(up: Up) -> str:
    """Give the last lines of worker and sink."""
    (directory,) = (Path(line.split()[-1]) for line in up.lines if re.match(r"  logs\s", line))
    tails = {log.name: log.read_text().splitlines()[-20:] for log in directory.glob("[ws]*.log")}
    return "\n".join(f"{name}: {line}" for name, lines in tails.items() for line in lines)


def await_rows(up: Up, sql: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_ARRIVE
    with analyst(up) as client:
        while not client.query(sql).result_rows[0][0]:
            assert time.monotonic() < deadline, f"nothing came: {sql}\n{logs(up)}"
            time.sleep(0.1)


def analyst(up: Up) -> Client:
    return clickhouse_connect.get_client(host="127.0.0.1", port=up.ports["clickhouse"], username="analyst")
