"""The settings of the command, read from the environment here and nowhere else.

Other packages get values as arguments. `settings_table` is what docs/settings.md shows.
"""

import os
from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Self

import click
from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.ticks import DeadlineHours

PROJECT = Path(__file__).resolve().parents[1]
PREFIX = "NAERVAER_"
LOCAL_KAFKA = "127.0.0.1:19092"
LOCAL_CLICKHOUSE = "http://127.0.0.1:18123"

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
        """The ClickHouse to use: the given one, else the local one."""
        return self.clickhouse or LOCAL_CLICKHOUSE


@cache
def settings() -> Settings:
    """Read the environment once; a variable that is wrong ends the command with its name and the reason."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (_wrong(row["loc"], row["input"], row["msg"]) for row in error.errors())
        raise click.ClickException("; ".join(wrong)) from error


def _wrong(place: tuple[int | str, ...], given: object, reason: str) -> str:
    return f"{PREFIX}{str(place[0]).upper()}={given}: {reason}" if place else reason


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
