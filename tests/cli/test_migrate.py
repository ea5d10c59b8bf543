"""`naervaer migrate`: the tables are made once, and a ClickHouse that is away is named without a traceback."""

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from cli.settings import settings
from sinks.connection import connect
from tests.ports import free_port

pytestmark = pytest.mark.integration


def migrate(url: str) -> Result:
    return CliRunner().invoke(main, ["migrate"], env={"NAERVAER_CLICKHOUSE": url})


def test_the_tables_are_made_once(clickhouse: str) -> None:
    first = migrate(clickhouse)
    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[0] == "applied  0001_absences"
    settings.cache_clear()
    assert migrate(clickhouse).output == "the tables are up to date\n"


def test_the_targets_of_the_packs_are_there_after_each_run(clickhouse: str) -> None:
    query = "SELECT target, whom, target_percent, municipalities FROM naervaer.targets_rows FINAL ORDER BY target"
    for _ in range(2):
        settings.cache_clear()
        assert migrate(clickhouse).exit_code == 0
        assert connect(clickhouse).query(query).result_rows == [
            ("koge.target.municipality", "municipality", 4.0, ["259"]),
            ("koge.target.pupil", "pupil", 5.0, ["259"]),
            ("koge.target.school", "school", 4.0, ["259"]),
        ]


def test_no_clickhouse_is_an_error_without_a_traceback() -> None:
    result = migrate(f"http://127.0.0.1:{free_port()}")
    assert result.exit_code == 1
    assert result.output.startswith("Error: the tables of ClickHouse cannot be made: ")
    assert isinstance(result.exception, SystemExit)
