"""docker-compose.yml fits the project: commands, settings, ports, images and dependencies exist. Needs no engine."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from ruamel.yaml import YAML

from cli.main import COMMANDS, main
from cli.settings import LOCAL_CLICKHOUSE, LOCAL_KAFKA, PREFIX, Settings
from deploy.local.kafka_config import MAX_MESSAGE_BYTES
from tests import containers

ROOT = Path(__file__).parents[2]
FIELDS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
COMPOSE: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
KNOWN_KEYS = {
    *("build", "command", "depends_on", "environment", "healthcheck", "image", "ports", "restart"),
    *("stop_grace_period", "ulimits", "volumes"),
}


def ports() -> dict[str, tuple[str, str, str]]:
    """Give the address, port and inner port that each service publishes."""
    found = {}
    for name, service in SERVICES.items():
        for text in service.get("ports", ()):
            address, port, inner = text.split(":")
            found[name] = (address, port, inner)
    return found


def test_the_services_are_those_of_an_installation() -> None:
    assert set(SERVICES) == {"kafka", "clickhouse", "topics", "tables", "worker", "clock", "sink", "report"}
    assert set(COMPOSE) == {"name", "services", "volumes", "x-naervaer", "x-addresses"}
    assert {key for service in SERVICES.values() for key in service} <= KNOWN_KEYS


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists_with_its_arguments(name: str) -> None:
    command = OURS[name]["command"]
    assert command[0] in COMMANDS
    context = main.make_context("naervaer", [*command, "--help"], resilient_parsing=True)
    found = main.get_command(context, command[0])
    assert found is not None
    if isinstance(found, click.Group):
        assert all(word in found.commands for word in command[1:])
    else:
        # raises for an option that the command does not take
        found.make_context(command[0], list(command[1:]), parent=context)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_with_a_value_that_it_takes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = OURS[name]["environment"]
    assert set(variables) <= FIELDS
    for field in FIELDS:
        monkeypatch.delenv(field, raising=False)
    for variable, value in variables.items():
        assert isinstance(value, str)
        monkeypatch.setenv(variable, value)
    assert Settings().bootstrap.partition(":")[0] in SERVICES
    assert urlsplit(Settings().clickhouse_url).hostname in SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_every_dependency_can_come_true(name: str) -> None:
    for other, dependency in SERVICES[name].get("depends_on", {}).items():
        if dependency["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert dependency["condition"] == "service_completed_successfully"
            assert "restart" not in SERVICES[other], "it would never be completed"


def test_nothing_starts_before_what_it_needs() -> None:
    def before(name: str) -> set[str]:
        needed = set(SERVICES[name].get("depends_on", {}))
        return needed.union(*map(before, needed))

    assert before("worker") == {"kafka", "topics"}
    assert before("report") == {"clickhouse", "tables"}
    assert before("sink") == {"kafka", "clickhouse", "topics", "tables"}


def test_what_runs_for_good_is_restarted_and_has_a_health_check() -> None:
    lasting = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert lasting == {"kafka", "clickhouse", "worker", "clock", "sink", "report"}
    answering = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert lasting - answering == {"clock"}, "it waits most of the time, and ends when Kafka does not answer"


def test_the_images_are_those_of_the_integration_tests() -> None:
    assert SERVICES["kafka"]["image"] == containers.KAFKA_IMAGE
    assert SERVICES["clickhouse"]["image"] == containers.CLICKHOUSE_IMAGE
    assert len({service["image"] for service in OURS.values()}) == 1


def test_every_port_is_open_to_this_machine_only_and_the_usual_one() -> None:
    assert {address for address, _, _ in ports().values()} == {"127.0.0.1"}
    assert ports()["kafka"][1] == LOCAL_KAFKA.rpartition(":")[2]
    assert ports()["clickhouse"][1] == str(urlsplit(LOCAL_CLICKHOUSE).port)
    assert ports()["worker"][1] == str(Settings.model_fields["metrics_port"].default)
    assert len({port for _, port, _ in ports().values()}) == len(ports())


@pytest.mark.parametrize(("name", "variable"), [("worker", "METRICS_PORT"), ("sink", "SINK_METRICS_PORT")])
def test_metrics_are_shown_where_they_are_published_and_checked(name: str, variable: str) -> None:
    port = OURS[name]["environment"][f"{PREFIX}{variable}"]
    assert ports()[name][2] == port
    assert f":{port}/metrics" in OURS[name]["healthcheck"]["test"][-1]
    assert OURS[name]["environment"][f"{PREFIX}METRICS_HOST"] == "0.0.0.0"  # noqa: S104 - inside the container


def test_kafka_listens_where_it_says_and_takes_what_the_local_one_takes() -> None:
    environment = SERVICES["kafka"]["environment"]
    assert all(isinstance(value, str) for value in environment.values())
    told = dict(re.findall(r"(\w+)://([^,]+)", environment["KAFKA_ADVERTISED_LISTENERS"]))
    assert told["INSIDE"] == OURS["worker"]["environment"]["NAERVAER_KAFKA"]
    assert told["OUTSIDE"] == LOCAL_KAFKA
    heard = dict(re.findall(r"(\w+)://([^,]+)", environment["KAFKA_LISTENERS"]))
    assert all(heard[name].partition(":")[2] == told[name].partition(":")[2] for name in told)
    assert environment["KAFKA_MESSAGE_MAX_BYTES"] == str(MAX_MESSAGE_BYTES)


def test_every_volume_is_declared_and_used() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])


def test_the_image_is_built_from_a_file_that_exists() -> None:
    for service in OURS.values():
        assert (ROOT / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
