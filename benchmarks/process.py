"""What a process costs, by the kernel's own books (/proc), and a process that rests while data is laid out for it."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.process import ChildProcess

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
POLL_SECONDS = 0.02


class Failed(RuntimeError):  # noqa: N818 - the name says the fact
    """A process ended or took too long; the text ends with its log."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock and of the processor, and the largest resident memory in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


class Measured:
    """A child process that can be measured."""

    def __init__(self, command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start it; `environment` is added to that of this process."""
        self.log = log
        self._child = ChildProcess(command, log, env={**os.environ, **(environment or {})})

    def cpu_seconds(self) -> float:
        """Give the processor time used so far by all its threads."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def peak_bytes(self) -> int:
        """Give the largest resident memory so far."""
        status = Path(f"/proc/{self._child.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def says(self, line: str) -> bool:
        """Tell whether it has written that line."""
        return line in self.log.read_text(errors="replace").splitlines()

    def wait_until(self, happened: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait for something; Failed when the process ends before, or when it takes too long."""
        deadline = time.monotonic() + seconds
        while not happened():
            if self._child.exit_code() is not None or time.monotonic() > deadline:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])
                raise Failed(f"{what} did not happen (exit code {self._child.exit_code()})\n{tail}")
            time.sleep(POLL_SECONDS)

    def rest(self) -> None:
        """Stop it where it is."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        os.kill(self._child.pid, signal.SIGCONT)

    def end(self) -> None:
        """Stop it in order, if it has not ended by itself."""
        with suppress(ProcessLookupError):
            self.go_on()
        self._child.stop(20.0)


@contextmanager
def running(processes: Sequence[Measured]) -> Iterator[Sequence[Measured]]:
    """End the processes afterwards, whatever happened."""
    try:
        yield processes
    finally:
        for process in processes:
            process.end()


def measure(processes: Sequence[Measured], done: Callable[[], bool], limit: float, settle: float) -> Cost:
    """Let resting processes go on until `done`, and give what it cost.

    `settle` seconds more belong to the processor time: in them the last state is stored and committed.
    """
    before = sum(process.cpu_seconds() for process in processes)
    began = time.monotonic()
    for process in processes:
        process.go_on()
    processes[0].wait_until(done, limit, "the end of the work")
    seconds = time.monotonic() - began
    time.sleep(settle)
    used = sum(process.cpu_seconds() for process in processes) - before
    return Cost(seconds, used, sum(process.peak_bytes() for process in processes))
