"""What all tests share: real services for integration tests, no network for the others.

`kafka` and `clickhouse` are addresses of real servers, started once per session. With `--docker` and a Docker engine
they come from the published images instead of the local parts.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from hypothesis import settings

from cli.settings import settings as read_settings
from deploy.local.broker import LocalBroker
from tests import containers
from tests.ports import free_port
from tests.sinks.server import Server

settings.register_profile("untimed", deadline=None)  # tests never time: a busy machine is no failure
settings.load_profile("untimed")
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1"  # brokers of tests live for seconds: soon ready beats fast


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--docker", action="store_true", help="run the integration tests against the Docker images")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        _long_files_first(items)
    if config.getoption("--docker"):
        return
    for item in items:
        if item.get_closest_marker("docker"):
            item.add_marker(pytest.mark.skip(reason="needs a Docker engine and the option --docker"))


def _long_files_first(items: list[pytest.Item]) -> None:
    """Let processes side by side begin with the files that start servers, so that none is left with one at the end."""
    with_servers = {item.path for item in items if item.get_closest_marker("integration")}
    items.sort(key=lambda item: item.path not in with_servers)


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    """Let no test see the settings that another one read."""
    yield
    read_settings.cache_clear()


class NetworkUsed(AssertionError):  # noqa: N818
    """A test that is not marked `integration` opened a network connection."""


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a unit test that connects anywhere; Unix sockets (event loops use them) are no network."""
    if request.node.get_closest_marker("integration") or request.node.get_closest_marker("docker"):
        return
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def refuse(address: object) -> NoReturn:
        raise NetworkUsed(f"a unit test connected to {address}: mark it `integration`, or let it work without a server")

    def guarded(self: socket.socket, address: str) -> None:
        return connect(self, address) if self.family == socket.AF_UNIX else refuse(address)

    def guarded_ex(self: socket.socket, address: str) -> int:
        return connect_ex(self, address) if self.family == socket.AF_UNIX else refuse(address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_args, **_options: refuse(host))


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the bootstrap address of a real Kafka broker, shared by all tests: use topic names of your own."""
    with _broker(request, tmp_path_factory) as bootstrap:
        yield bootstrap


@pytest.fixture(scope="module")
def own_kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give a broker for one test module alone, for tests that use the topics of the catalogue."""
    with _broker(request, tmp_path_factory) as bootstrap:
        yield bootstrap


@contextmanager
def _broker(request: pytest.FixtureRequest, directories: pytest.TempPathFactory) -> Iterator[str]:
    if request.config.getoption("--docker"):
        with containers.kafka() as bootstrap:
            yield bootstrap
    else:
        with LocalBroker(directories.mktemp("kafka"), free_port()) as broker:
            yield broker.bootstrap


@pytest.fixture(scope="session")
def clickhouse(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the URL of a ClickHouse, embedded or from the image, shared by all tests that have none of their own."""
    if request.config.getoption("--docker"):
        with containers.clickhouse() as url:
            yield url
    else:
        with Server(tmp_path_factory.mktemp("clickhouse") / "data") as server:
            yield server.url
