"""`naervaer explain`: out of a file, and out of the real tables of ClickHouse."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from sinks.batch import Batch, table_rows
from sinks.migrations import migrate
from sinks.writer import Writer
from streams.pipeline import Pipeline
from streams.replay.lines import NothingStored, read_line
from tests.explain.school import RULEBOOK, alerts, line, lines_of, six_days_one_corrected
from tests.explain.test_explain import WITHDRAWN_DA
from tests.ports import free_port
from tests.sinks.server import Server

RULE = "dk.unlawful.quarter.15"
ALERT = "bd95ab8e-6125-5113-834e-070cbfd56da5"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(lines_of(alerts(six_days_one_corrected(), RULE)))
    return path


def test_an_alert_is_explained_out_of_a_file(file: Path) -> None:
    result = CliRunner().invoke(main, ["explain", ALERT, "--from", str(file)])
    assert (result.exit_code, result.output) == (0, WITHDRAWN_DA)


def test_an_unknown_alert_is_an_error(file: Path) -> None:
    result = CliRunner().invoke(main, ["explain", "nobody", "--from", str(file)])
    assert (result.exit_code, result.output) == (1, "Error: there is no alert nobody\n")


def test_a_line_that_is_no_alert_is_named(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text("\n" + json.dumps({"id": ALERT}))
    result = CliRunner().invoke(main, ["explain", ALERT, "--from", str(path)])
    assert (result.exit_code, result.output) == (1, f"Error: {path}, line 2 is no alert\n")


@pytest.mark.integration
def test_a_clickhouse_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_CLICKHOUSE", f"http://127.0.0.1:{free_port()}")
    result = CliRunner().invoke(main, ["explain", ALERT])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")


@pytest.mark.integration
def test_an_alert_is_explained_out_of_clickhouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {
        "id": "ack-1",
        "school": "280123",
        "alert": ALERT,
        "version": 1,
        "by": "principal",
        "at": "2025-09-22T12:00:00+02:00",
        "until": "2025-10-01",
    }
    with Server(tmp_path / "clickhouse") as server:
        migrate(server.url)
        write_facts(server.url, [*six_days_one_corrected(), line("acknowledgements", seen)])
        monkeypatch.setenv("NAERVAER_CLICKHOUSE", server.url)
        result = CliRunner().invoke(main, ["explain", ALERT])

    acknowledged = (
        "Version 1 er set af skolens leder 22. september 2025 kl. 12.00; gælder til og med 30. september 2025."
    )
    assert (result.exit_code, result.output) == (0, WITHDRAWN_DA.replace("Står ikke i filen.", acknowledged))


def write_facts(url: str, lines: list[bytes]) -> None:
    pipeline, batch, writer = Pipeline(RULEBOOK, NothingStored()), Batch(), Writer(url)
    for offset, each in enumerate(lines):
        _, event, value = read_line(each)
        fact = pipeline.fact(pipeline.handle(event, value))  # type: ignore[arg-type]  # no line here is rejected
        if fact is not None:
            batch.add(0, offset, table_rows(fact, offset), now=0.0)
    writer.write(batch)
    writer.close()
