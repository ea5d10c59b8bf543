"""A child process with its log file: started apart from the terminal, stopped for certain.

The child has its own process group, so Ctrl-C reaches only the one who started it. On Linux it dies with its parent,
however that one ends; it must therefore be started from a thread that lives as long as it shall.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def tail(log: Path, lines: int = 15) -> tuple[str, ...]:
    """Give the last lines of a log file, oldest first; none when there is no file."""
    if not log.exists():
        return ()
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        return tuple(file.read().decode(errors="replace").splitlines()[-lines:])


class ChildProcess:
    """One running child; its output goes to `log`, appended."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        keep: Sequence[int] = (),
    ) -> None:
        """Start `command`; `env` replaces the environment, `keep` are file descriptors that the child inherits."""
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the commands are this project's own
                [os.fspath(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=tuple(keep),
                env=None if env is None else dict(env),
                preexec_fn=die_with_parent,  # noqa: PLW1509 - calls one C function, takes no lock
            )
        self.pid = self._process.pid

    def exit_code(self) -> int | None:
        """Give the exit code, negative for a signal, or None while it runs."""
        return self._process.poll()

    def wait(self, seconds: float) -> int:
        """Wait for the end and give the exit code; subprocess.TimeoutExpired when it takes longer."""
        return self._process.wait(seconds)

    def stop(self, patience_seconds: float) -> int:
        """Ask with SIGTERM, wait, insist with SIGKILL on the whole group; give the exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_seconds)
        finally:
            self.kill()
        return self._process.wait()

    def kill(self) -> None:
        """End the whole process group at once."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)


def die_with_parent() -> None:
    """Have the process killed when the thread that started it ends: for `preexec_fn`. Linux only."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
