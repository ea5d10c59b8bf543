"""What the tests of the whole system share: an outside user's ClickHouse, and a running `naervaer up`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import clickhouse_connect
import pytest

from schemas import FACTS, INPUT_TOPICS
from sinks.runner import GROUP
from tests.agents.conftest import School
from tests.cli.running import Up
from tests.e2e.tables import Row


class Town(School):
    """A municipality beside a running `naervaer up`: publishes and reads topics, asks ClickHouse."""

    def __init__(self, up: Up) -> None:
        super().__init__(up.bootstrap)
        self._clickhouse_port = up.ports["clickhouse"]

    def await_all(self) -> None:
        """Wait until every event is judged and every row is written."""
        self.await_handled(*INPUT_TOPICS)
        self.await_handled(FACTS, group=GROUP)

    def rows(self, table: str, columns: str, schools: Sequence[str]) -> list[Row]:
        """Select the rows of some schools."""
        return rows(self._clickhouse_port, table, columns, schools)


def rows(port: int, table: str, columns: str, schools: Sequence[str]) -> list[Row]:
    """Select the rows of some schools, sorted; instants in UTC, decimals as floats."""
    query = f"SELECT {columns} FROM naervaer.{table} WHERE school IN {{schools:Array(String)}}"  # noqa: S608
    with clickhouse_connect.get_client(host="127.0.0.1", port=port) as client:
        found = client.query(query, parameters={"schools": list(schools)}).result_rows
    return sorted((tuple(map(_plain, row)) for row in found), key=repr)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
    return float(value) if isinstance(value, Decimal) else value


@pytest.fixture
def town() -> Iterator[Callable[[Up], Town]]:
    """Give a function that connects to a running system; connections are closed after the test."""
    towns: list[Town] = []

    def connect(up: Up) -> Town:
        towns.append(Town(up))
        return towns[-1]

    yield connect
    for each in towns:
        each.close()


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Give a running, empty system for a test module."""
    directory: Path = tmp_path_factory.mktemp("naervaer")
    with Up(directory, "--empty") as running:
        running.await_line("ready")
        yield running
