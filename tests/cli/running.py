"""`naervaer up` as a person starts it: a process of its own, watched through its output."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from cli.settings import Settings
from deploy.local.lock import DirectoryLock
from deploy.local.ports import is_taken
from tests.ports import free_port

STOP_SECONDS = 120


class Up:
    """A running `naervaer up` on free ports; leaving the block kills what the test left."""

    def __init__(self, directory: Path, *arguments: str, **ports: int) -> None:
        self.ports = {name: ports.get(name) or free_port() for name in ("kafka", "clickhouse", "web", "metrics")}
        words = [word for name, port in self.ports.items() for word in (f"--{name}-port", str(port))]
        ours = {f"NAERVAER_{name.upper()}" for name in Settings.model_fields}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--dir", str(directory), *words, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={name: value for name, value in os.environ.items() if name not in ours},
        )
        self.lines: list[str] = []

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.ports['kafka']}"

    def await_line(self, pattern: str) -> str:
        """Read on to a line that matches as a whole; AssertionError with all output when none comes."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
            if re.fullmatch(pattern, self.lines[-1]):
                return self.lines[-1]
        raise AssertionError(f"no line {pattern!r} in:\n" + "\n".join(self.lines))

    def interrupt(self) -> int:
        """Press Ctrl-C and give the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self.exit_code()

    def exit_code(self) -> int:
        """Wait for the end."""
        assert self._process.stdout is not None
        self.lines += self._process.stdout.read().splitlines()
        return self._process.wait(STOP_SECONDS)

    def kill_part(self, name: str) -> None:
        """End one part as the kernel would when memory runs out."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        (pid,) = (
            int(pid) for pid in children if name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        )
        os.kill(pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self.exit_code()
        assert self._process.stdout is not None
        self._process.stdout.close()


def assert_nothing_runs(directory: Path, up: Up) -> None:
    """Every part holds the lock of its directory, and its port, as long as it lives."""
    for place in (directory, directory / "kafka"):
        DirectoryLock(place).release()
    assert not any(map(is_taken, up.ports.values()))
