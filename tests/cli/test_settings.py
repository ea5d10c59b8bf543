"""The settings: one reader, one table."""

from pathlib import Path

import click
import pytest

from cli.settings import PROJECT, Settings, environment_of_parts, settings, settings_table, with_access
from schemas.retention import Retention


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


@pytest.mark.parametrize(
    ("url", "user", "expected"),
    [
        ("http://host:8123", None, "http://host:8123"),
        ("http://a:b@host:8123", None, "http://a:b@host:8123"),
        ("http://a:b@host:8123", "sink", "http://sink:p%40ss%2Fword@host:8123"),
        ("https://host:8443", "sink", "https://sink:p%40ss%2Fword@host:8443"),
    ],
)
def test_user_and_password_of_clickhouse_stand_in_its_url(
    url: str, user: str | None, expected: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p@ss/word\n")
    assert with_access(url, user, secret if user else None, None) == expected


def test_the_authority_of_clickhouse_stands_in_its_url() -> None:
    assert with_access("https://host:8443", None, None, Path("/ca.pem")) == "https://host:8443?ca_cert=%2Fca.pem"


def test_security_without_an_outside_kafka_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_KAFKA_SECURITY", "SSL")
    with pytest.raises(click.ClickException, match="it needs NAERVAER_KAFKA"):
        settings()


def test_a_secret_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_KAFKA_PASSWORD_FILE", "/nowhere")
    with pytest.raises(click.ClickException, match="NAERVAER_KAFKA_PASSWORD_FILE=/nowhere"):
        settings()


def test_the_periods_of_retention_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAERVAER_RETENTION_ALERTS_DAYS", "365")
    assert settings().retention == Retention(alerts=365)
