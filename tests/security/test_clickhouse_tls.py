"""ClickHouse over TLS: with the right authority it answers, with another it is not trusted."""

import shutil
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from clickhouse_connect.driver.exceptions import OperationalError

from cli.probes import clickhouse_answers
from cli.settings import with_access
from sinks.connection import connect
from tests.security.authority import OPENSSL, Authority

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which(OPENSSL) is None:
        pytest.skip("openssl is missing: it makes the certificates of the test")
    return Authority(tmp_path_factory.mktemp("tls") / "authority")


class Front(socketserver.ThreadingTCPServer):
    """Takes TLS and hands on what it hears, both ways."""

    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext, target: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.context = context
        self.target = target


class Talk(socketserver.BaseRequestHandler):
    """One connection."""

    server: Front

    def handle(self) -> None:
        with (
            suppress(OSError),
            socket.create_connection(self.server.target) as inner,
            self.server.context.wrap_socket(self.request, server_side=True) as outer,
        ):
            back = threading.Thread(target=pump, args=(inner, outer))
            back.start()
            pump(outer, inner)
            back.join()


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="module")
def encrypted(clickhouse: str, authority: Authority) -> Iterator[str]:
    """Give the https address of a front before ClickHouse."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*authority.sign("clickhouse"))
    parts = urlsplit(clickhouse)
    with Front(context, (parts.hostname or "", parts.port or 0)) as front:
        thread = threading.Thread(target=front.serve_forever)
        thread.start()
        yield f"https://127.0.0.1:{front.server_address[1]}"
        front.shutdown()
        thread.join()


def test_with_its_authority_it_answers(encrypted: str, authority: Authority, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("\n")
    url = with_access(encrypted, "default", secret, authority.certificate)
    client = connect(url)
    assert client.command("SELECT 1") == 1
    client.close()
    assert clickhouse_answers(url)


def test_a_server_of_another_authority_is_not_trusted(encrypted: str, tmp_path: Path) -> None:
    stranger = with_access(encrypted, None, None, Authority(tmp_path / "stranger").certificate)
    for url in (encrypted, stranger):
        with pytest.raises(OperationalError, match="CERTIFICATE_VERIFY_FAILED"):
            connect(url)
        assert not clickhouse_answers(url)
