"""An embedded ClickHouse as a process of its own, to be stopped, killed and started again by tests."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from deploy.local.process import die_with_parent
from tests.ports import free_port

START_SECONDS = 60.0


class Server:
    """One directory and one port; the process may come and go. `enter` stands before its command."""

    def __init__(self, directory: Path, port: int | None = None, enter: Sequence[str] = ()) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.log = directory.with_suffix(".log")
        self._enter = enter
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            command = [*self._enter, sys.executable, "-m", "sinks.embedded", str(self.directory), str(self.port)]
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - calls one C function, takes no lock
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        return self

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/ping", timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.read() == b"Ok.\n")
        except (URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> int:
        """End in order; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()


class Answer:
    """What came back: status, headers, body."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def code(self) -> int:
        """ClickHouse's error code, 0 without."""
        return int(self.headers.get("X-ClickHouse-Exception-Code", "0"))

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    url: str,
    query: str | None = None,
    body: bytes | None = None,
    *,
    headers: dict[str, str] | None = None,
    **parameters: str,
) -> Answer:
    """Send a request as plain HTTP; POST with a body, GET without."""
    given = ({} if query is None else {"query": query}) | parameters
    address = f"{url}/?{urlencode(given)}" if given else f"{url}/"
    request = Request(address, data=body, headers=headers or {})  # noqa: S310 - loopback
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            return Answer(answer.status, dict(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())
