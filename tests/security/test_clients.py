"""The whole way over a broker with security switched on: every part and person with an account of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from clickhouse_connect.driver.client import Client
from kafka import KafkaProducer
from kafka.errors import KafkaError

from deploy.acls import Role
from schemas import CALENDARS, CLOCK, ROLL_CALLS
from schemas.kafka_security import KafkaSecurity, Protocol
from sinks.connection import connect
from sinks.migrations import migrate
from sources.log import Log
from sources.publisher import Publisher, Undelivered
from tests.agents.builders import as_json, calendar, roll_call
from tests.ports import free_port
from tests.security.authority import Authority
from tests.security.broker import SecureBroker
from tests.security.conftest import environment, naervaer
from tests.sinks.server import Server

pytestmark = [
    pytest.mark.integration,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # of kafka-python, when a login is refused
]

SCHOOL, WAIT_SECONDS = "280123", 120.0
Ending = Callable[[], str]


@contextmanager
def running(settings: Mapping[str, str], log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "cli", *arguments], env=settings, stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def until(reached: Callable[[], bool], told: Ending) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert time.monotonic() < deadline, told()
        time.sleep(0.2)


def listening_address(port: int) -> set[str]:
    """Give the local addresses (as the kernel writes them) on which a port listens."""
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    places = (place.split(":") for _, place, _, state, *_ in lines if state == "0A")
    return {address for address, number in places if int(number, 16) == port}


def test_an_absence_goes_all_the_way_with_every_part_under_its_own_account(
    broker: SecureBroker, tmp_path: Path
) -> None:
    worker_log, sink_log, file, receipt = (tmp_path / name for name in ("worker.log", "sink.log", "events", "receipt"))
    events = [(CALENDARS, calendar(SCHOOL)), (ROLL_CALLS, roll_call("2025-08-11", SCHOOL))]
    file.write_bytes(
        b"".join(b'{"topic":"%b","value":%b}\n' % (name.encode(), as_json(value)) for name, value in events)
    )
    by_password, by_certificate = broker.by_password(Role.WORKER), broker.by_certificate(Role.SINK)
    metrics = free_port()
    with Server(tmp_path / "clickhouse") as tables:
        migrate(tables.url)
        common = {
            "NAERVAER_CLICKHOUSE": tables.url,
            "NAERVAER_DIR": str(tmp_path),
            "NAERVAER_METRICS_PORT": str(metrics),
        }
        worker = environment(broker.bootstrap, by_password)
        sink = environment(broker.tls_bootstrap, by_certificate)
        school = environment(broker.bootstrap, broker.by_password(Role.SCHOOL_SYSTEM))
        operator = {**environment(broker.bootstrap, broker.by_password(Role.OPERATOR)), **common}
        with (
            running({**worker, **common}, worker_log, "worker") as process,
            running({**sink, **common}, sink_log, "sink"),
        ):

            def logs() -> str:
                return worker_log.read_text() + sink_log.read_text()

            assert naervaer(school, "publish", str(file)).stdout.startswith("2 published, 0 refused")
            client = connect(tables.url)
            until(lambda: process.poll() is not None or is_told(client), logs)
            assert is_told(client), logs()
            (alert,) = client.query("SELECT id FROM naervaer.alerts").result_rows[0]
            client.close()
            leave_a_letter(broker)
            look_after(operator, alert, tmp_path)
            erased = naervaer(operator, "erase", SCHOOL, "p1", "--receipt", str(receipt))
            assert erased.returncode == 0, erased.stderr + logs()
            command_line = Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
            assert listening_address(metrics) == {"0100007F"}
            with urlopen(f"http://127.0.0.1:{metrics}/metrics") as answer:
                shown = answer.read().decode()
        password = by_password.password()
        assert password not in logs() + command_line + shown
        assert "CRITICAL" not in logs()
        assert sum(json.loads(receipt.read_bytes())["rows"].values()) == 0


def leave_a_letter(broker: SecureBroker) -> None:
    options = broker.by_password(Role.SCHOOL_SYSTEM).options()
    with KafkaProducer(bootstrap_servers=broker.bootstrap, **options) as producer:
        producer.send(ROLL_CALLS, key=SCHOOL.encode(), value=b"{").get(30)


def look_after(operator: Mapping[str, str], alert: str, directory: Path) -> None:
    """Run every command of an operator that reads Kafka or writes to it."""

    def told(*arguments: str) -> str:
        done = naervaer(operator, *arguments)
        return f"{done.stdout}{done.stderr}\nexit code {done.returncode}"

    def tell(*arguments: str) -> None:
        text = told(*arguments)
        assert text.endswith("exit code 0"), (arguments, text)

    until(lambda: "1 letters, 1 open" in told("dlq", "list"), lambda: told("dlq", "list"))
    assert "1 dropped" in told("dlq", "drop", "--all")
    assert "0 letters, 0 open" in told("dlq", "list")
    until(lambda: told("verify").endswith("nothing differs\n\nexit code 0"), lambda: told("verify"))
    tell("explain", alert, "--from-kafka")
    tell("evidence", alert, "--out", str(directory / "case"), "--from-kafka")
    tell("rules", "what-if", "--rules", "rules", "--from-kafka")
    assert '"p1"' in told("pupil", "export", SCHOOL, "p1")


def test_the_clock_ticks_under_its_own_account(broker: SecureBroker, tmp_path: Path) -> None:
    log, partitions = tmp_path / "clock.log", range(4)
    with running(environment(broker.bootstrap, broker.by_password(Role.CLOCK)), log, "clock"):
        until(lambda: "ticked" in log.read_text(), log.read_text)
    ticks = Log(broker.bootstrap, broker.by_password(Role.OPERATOR))
    assert all(any(ticks.read([CLOCK], number)) for number in partitions)


def is_told(client: Client) -> bool:
    return bool(client.command("SELECT count() FROM naervaer.alerts") == 1)


def attempt(bootstrap: str, security: KafkaSecurity) -> None:
    with Publisher(bootstrap, security) as publisher:
        publisher.publish(CALENDARS, calendar(SCHOOL))


def test_a_wrong_password_opens_nothing(broker: SecureBroker) -> None:
    with pytest.raises(Undelivered):
        attempt(broker.bootstrap, broker.by_password(Role.SCHOOL_SYSTEM, "guess"))


def test_a_client_without_a_certificate_is_refused_where_one_is_asked_for(broker: SecureBroker) -> None:
    anonymous = KafkaSecurity(Protocol.SSL, broker.by_password("nobody").ca)
    with pytest.raises(Undelivered):
        attempt(broker.tls_bootstrap, anonymous)


def test_a_certificate_of_another_authority_opens_nothing(broker: SecureBroker, tmp_path: Path) -> None:
    forged = Authority(tmp_path / "other").sign(Role.SCHOOL_SYSTEM)
    with pytest.raises(Undelivered):
        attempt(broker.tls_bootstrap, KafkaSecurity(Protocol.SSL, broker.by_password("nobody").ca, *forged))


def test_a_broker_of_another_authority_is_not_trusted(broker: SecureBroker, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger").certificate
    known = broker.by_password(Role.SCHOOL_SYSTEM)
    with pytest.raises(Undelivered):
        attempt(broker.bootstrap, KafkaSecurity(known.protocol, stranger, None, None, known.user, known.password_file))


def test_a_client_that_speaks_openly_is_refused(broker: SecureBroker) -> None:
    with pytest.raises(KafkaError):
        KafkaProducer(bootstrap_servers=broker.bootstrap, bootstrap_timeout_ms=5000)


def test_what_does_not_fit_together_is_told_without_the_secret(broker: SecureBroker) -> None:
    settings = {**environment(broker.bootstrap, broker.by_password("nobody")), "NAERVAER_KAFKA_SECURITY": "SSL"}
    told = naervaer(settings, "topics", "create")
    assert told.returncode == 1
    assert "a user and a password file belong to SASL_SSL, not to SSL" in told.stderr
    assert broker.by_password("nobody").password() not in told.stderr
