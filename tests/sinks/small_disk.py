"""A disk of a few megabytes that can be filled, for the data of one server; nobody else sees it.

It is a file system in memory, in a mount namespace that a sleeping process holds: it needs no rights on the machine and
is gone with the process. Processes started with `enter` before their command see it at `directory`.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

MEGABYTE = 1024 * 1024
_MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && echo mounted && exec sleep infinity'
_BALLAST = "ballast"


class SmallDisk:
    """The disk; `enter` is what a command begins with to see it."""

    def __init__(self, directory: Path, megabytes: int) -> None:
        self.directory = directory
        self.enter: tuple[str, ...] = ()
        self._bytes = megabytes * MEGABYTE

    @staticmethod
    def lacks() -> str | None:
        """Tell why there can be no such disk on this machine; None when there can."""
        words = ["unshare", "--user", "--map-root-user", "--mount", "true"]
        with suppress(OSError):
            tried = subprocess.run(words, check=False, capture_output=True, text=True)
            return None if tried.returncode == 0 else f"no mount namespace: {tried.stderr.strip()}"
        return "no mount namespace: there is no command `unshare`"

    def __enter__(self) -> Self:
        self.directory.mkdir(parents=True, exist_ok=True)
        words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh", str(self._bytes)]
        self._holder = subprocess.Popen([*words, str(self.directory)], stdout=subprocess.PIPE)
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"mounted\n"
        self.enter = ("nsenter", "--preserve-credentials", f"--target={self._holder.pid}", "--user", "--mount", "--")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._holder.kill()
        with self._holder:
            self._holder.wait()

    def fill(self) -> None:
        """Leave not one byte."""
        with self._seen().joinpath(_BALLAST).open("ab", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(MEGABYTE))

    def empty(self) -> None:
        """Give back what was taken by `fill`."""
        self._seen().joinpath(_BALLAST).unlink()

    def free_bytes(self) -> int:
        """Give the room that is left."""
        state = os.statvfs(self._seen())
        return state.f_bavail * state.f_frsize

    def _seen(self) -> Path:
        """Give the way to the disk from outside."""
        return Path(f"/proc/{self._holder.pid}/root{self.directory}")
