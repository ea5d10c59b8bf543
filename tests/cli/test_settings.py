"""The settings: one reader, one table."""

from pathlib import Path

import click
import pytest

from cli.settings import PROJECT, Settings, environment_of_parts, settings, settings_table


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NAERVAER_{name.upper()}", raising=False)


def test_the_documented_table_is_the_real_one() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text()
    assert settings_table() in page, "docs/settings.md is stale: put the output of `naervaer settings` into it"


def test_without_an_environment_the_local_addresses_hold() -> None:
    assert settings().bootstrap == "127.0.0.1:19092"
    assert settings().clickhouse_url == "http://127.0.0.1:18123"
    assert settings().rules == PROJECT / "rules"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_KAFKA", "kafka-1:9092,kafka-2:9092")
    monkeypatch.setenv("NAERVAER_DIR", "/var/lib/naervaer")
    assert settings().bootstrap == "kafka-1:9092,kafka-2:9092"
    assert settings().dir == Path("/var/lib/naervaer")


def test_an_empty_variable_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_KAFKA", "")
    assert settings().kafka is None


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_METRICS_PORT", "many")
    with pytest.raises(click.ClickException, match="NAERVAER_METRICS_PORT=many"):
        settings()


def test_a_part_gets_its_settings_by_the_environment() -> None:
    assert environment_of_parts(metrics_port=1234)["NAERVAER_METRICS_PORT"] == "1234"
