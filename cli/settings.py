"""The settings of the command, read from the environment here and nowhere else.

Other packages get values as arguments. `settings_table` is what docs/settings.md shows.
"""

import os
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import quote, urlencode, urlsplit

import click
from pydantic import Field, FilePath, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.kafka_security import KafkaSecurity, Protocol
from schemas.retention import Retention
from streams.windows.ticks import DeadlineHours

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "NAERVAER_"
LOCAL_KAFKA = "127.0.0.1:19092"
LOCAL_CLICKHOUSE = "http://127.0.0.1:18123"

Days = Annotated[int, Field(ge=1, le=36_500)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """What the environment says; every field has its variable NAERVAER_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    kafka: str | None = Field(
        default=None, description=f"Kafka bootstrap servers; not set: {LOCAL_KAFKA}, which `naervaer up` starts itself"
    )
    clickhouse: str | None = Field(
        default=None, description=f"URL of ClickHouse; not set: {LOCAL_CLICKHOUSE}, which `naervaer up` starts itself"
    )
    rules: Path = Field(
        default=PROJECT / "rules", description="directory of the rule packs; not set: those of the project"
    )
    dir: Path = Field(default=Path(".naervaer"), description="directory for the data of the local parts and their logs")
    metrics_port: Port = Field(default=19100, description="port on which the worker shows its Prometheus metrics")
    sink_metrics_port: Port | None = Field(
        default=None, description="port on which the sink shows its Prometheus metrics; not set: it shows none"
    )
    kafka_security: Protocol = Field(
        default=Protocol.PLAINTEXT,
        description="`PLAINTEXT`, `SSL` (with a certificate: mutual TLS) or `SASL_SSL` (SCRAM)",
    )
    kafka_ca: FilePath | None = Field(default=None, description="PEM file of the authority that signed the brokers")
    kafka_certificate: FilePath | None = Field(default=None, description="PEM file of this client's certificate")
    kafka_key: FilePath | None = Field(default=None, description="PEM file of its key")
    kafka_user: str | None = Field(default=None, description="user for `SASL_SSL`, by SCRAM-SHA-512")
    kafka_password_file: FilePath | None = Field(default=None, description="file that holds the user's password")
    clickhouse_user: str | None = Field(default=None, description="user of ClickHouse; not set: the one in the URL")
    clickhouse_password_file: FilePath | None = Field(default=None, description="file that holds that user's password")
    clickhouse_ca: FilePath | None = Field(
        default=None, description="PEM file of the authority that signed ClickHouse's certificate, for an https URL"
    )
    retention_registrations_days: Days = Field(
        Retention().registrations, description="days that input topics keep events"
    )
    retention_alerts_days: Days = Field(Retention().alerts, description="days that the topic of alerts keeps them")
    retention_notifications_days: Days = Field(
        Retention().notifications, description="days that notifications are kept"
    )
    retention_facts_days: Days = Field(
        Retention().facts, description="days that rows wait for ClickHouse; longer than it may ever be away"
    )
    retention_handovers_days: Days = Field(
        Retention().handovers, description="days that marks on their way to another school are kept"
    )
    retention_dead_letters_days: Days = Field(Retention().dead_letters, description="days that dead letters are kept")
    retention_tables_days: Days = Field(
        Retention().tables, description="days that ClickHouse keeps rows, once `naervaer retention apply` was run"
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="address on which metrics are shown; `0.0.0.0` lets other machines read them"
    )

    standbys: int = Field(
        default=0,
        ge=0,
        description="how many other workers keep a copy of each partition's register, so that they take over at once; "
        "the same for all workers, of which there must be more",
    )
    clock_start: time = Field(
        default=time(10), description="deadline of the roll call at the start of the day, by the clock in Denmark"
    )
    clock_end: time = Field(default=time(16), description="deadline of the roll call at the end of the day")
    clock_day: time = Field(default=time(0, 10), description="hour at which the day before is over")

    @model_validator(mode="after")
    def _deadlines_follow_each_other(self) -> Self:
        self.deadline_hours  # noqa: B018 (raises ValueError)
        return self

    @property
    def deadline_hours(self) -> DeadlineHours:
        """The hours of the local deadlines."""
        return DeadlineHours(self.clock_day, self.clock_start, self.clock_end)

    @property
    def bootstrap(self) -> str:
        """The Kafka to use: the given one, else the local one."""
        return self.kafka or LOCAL_KAFKA

    @property
    def clickhouse_url(self) -> str:
        """The ClickHouse to use: the given one, else the local one; with user, password and authority where given."""
        url = self.clickhouse or LOCAL_CLICKHOUSE
        return with_access(url, self.clickhouse_user, self.clickhouse_password_file, self.clickhouse_ca)

    @property
    def security(self) -> KafkaSecurity:
        """How to log in to Kafka."""
        return KafkaSecurity(
            self.kafka_security,
            self.kafka_ca,
            self.kafka_certificate,
            self.kafka_key,
            self.kafka_user,
            self.kafka_password_file,
        )

    @property
    def retention(self) -> Retention:
        """How long data is kept."""
        return Retention(
            self.retention_registrations_days,
            self.retention_alerts_days,
            self.retention_notifications_days,
            self.retention_facts_days,
            self.retention_handovers_days,
            self.retention_dead_letters_days,
            self.retention_tables_days,
        )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        flaw = self.security.flaw()
        if self.kafka is None and self.kafka_security is not Protocol.PLAINTEXT:
            flaw = "it needs NAERVAER_KAFKA; the local Kafka is open, on the loopback interface"
        if flaw is not None:
            raise ValueError(f"NAERVAER_KAFKA_SECURITY: {flaw}")
        return self


@cache
def settings() -> Settings:
    """Read the environment once; a variable that is wrong ends the command with its name and the reason."""
    try:
        return Settings()
    except ValidationError as error:
        raise click.ClickException("; ".join(map(_wrong, error.errors()))) from error


def with_access(url: str, user: str | None, password_file: Path | None, ca: Path | None) -> str:
    """Give the URL of ClickHouse with what is needed to log in; what is not given stays as it stands in the URL."""
    parts = urlsplit(url)
    place = parts.netloc
    if user is not None:
        password = password_file.read_text(encoding="utf-8").rstrip("\r\n") if password_file else ""
        place = f"{quote(user, safe='')}:{quote(password, safe='')}@{place.rpartition('@')[2]}"
    query = urlencode({"ca_cert": str(ca)}) if ca else parts.query
    return parts._replace(netloc=place, query=query).geturl()


def _wrong(row: ErrorDetails) -> str:
    if not row["loc"]:
        return row["msg"].removeprefix("Value error, ")
    return f"{PREFIX}{str(row['loc'][0]).upper()}={row['input']}: {row['msg']}"


def environment_of_parts(**values: object) -> dict[str, str]:
    """Give the environment for a child process that is to run with these settings."""
    given = {f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}
    return {**os.environ, "PYTHONUNBUFFERED": "1", **given}


def settings_table() -> str:
    """Give all settings as a Markdown table: variable, default, meaning."""
    rows = (
        f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return "\n".join(("| variable | default | meaning |", "|---|---|---|", *rows, ""))


def _default(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, time):
        return f"`{value:%H:%M}`"
    return f"`{value.relative_to(PROJECT)}`" if isinstance(value, Path) and value.is_absolute() else f"`{value}`"
