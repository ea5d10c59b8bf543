"""The command itself: complete help without importing anything that a command needs."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.main import COMMANDS, main

HEAVY = ("kafka", "faust", "chdb", "clickhouse_connect", "rich", "pydantic", "jgo")


def test_help_lists_every_command_and_imports_none() -> None:
    program = (
        "import sys; from cli.main import main; main(['--help'], standalone_mode=False);"
        f"sys.exit(sorted(set({HEAVY}) & set(sys.modules)) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {name}")


def test_an_unknown_command_is_an_error() -> None:
    assert CliRunner().invoke(main, ["fly"]).exit_code == 2
