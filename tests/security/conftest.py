"""A broker with security switched on, its topics, accounts and grants made by the commands of an administrator."""

import gc
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping

import pytest

from deploy.acls import Role, bridge
from schemas import AUDIENCES
from schemas.kafka_security import KafkaSecurity
from tests.security.authority import OPENSSL, Authority
from tests.security.broker import ADMIN, SecureBroker


def environment(bootstrap: str, security: KafkaSecurity) -> Mapping[str, str]:
    """Give the settings of a command that logs in so."""
    given = {
        "KAFKA": bootstrap,
        "KAFKA_SECURITY": security.protocol,
        "KAFKA_CA": security.ca,
        "KAFKA_CERTIFICATE": security.certificate,
        "KAFKA_KEY": security.key,
        "KAFKA_USER": security.user,
        "KAFKA_PASSWORD_FILE": security.password_file,
    }
    return {**os.environ, **{f"NAERVAER_{name}": str(value) for name, value in given.items() if value is not None}}


def naervaer(settings: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(autouse=True)
def refused_logins() -> Iterator[None]:
    """Collect the sockets that kafka-python leaves open when a login is refused, before somebody else hears of it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    if request.config.getoption("--docker"):
        pytest.skip("the broker with security is the local one")
    if shutil.which(OPENSSL) is None:
        pytest.skip("openssl is missing: it makes the certificates of the test")
    directory = tmp_path_factory.mktemp("secure")
    with SecureBroker(directory / "kafka", Authority(directory / "authority")) as running:
        running.add_users([*Role, *map(bridge, AUDIENCES), "nobody"])
        settings = environment(running.bootstrap, running.by_password(ADMIN))
        done = naervaer(settings, "topics", "create", "--partitions", "4", "--acls")
        assert done.returncode == 0, done.stderr
        assert "granted" in done.stdout
        yield running
