"""ClickHouse for the tests of the sinks: the embedded server, or the published image with `--docker`."""

from collections.abc import Iterator

import pytest

from tests import containers
from tests.sinks.server import Server


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the embedded server; use tables of your own."""
    with Server(tmp_path_factory.mktemp("clickhouse") / "data") as running:
        yield running


@pytest.fixture(scope="package")
def clickhouse(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of a ClickHouse, embedded or from the image: what works on one must work on both."""
    if request.config.getoption("--docker"):
        with containers.clickhouse() as url:
            yield url
    else:
        yield request.getfixturevalue("server").url
