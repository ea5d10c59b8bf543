"""One supervised part of `naervaer up`: a child process, when it is ready, and what happens when it ends.

Owns the process; `deploy.local.supervision` decides. Called by `naervaer up`.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.errors import PartFailed
from deploy.local.process import ChildProcess, tail
from deploy.local.supervision import Action, Observation, Policy, decide

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class PartSpec:
    """What a part is: `naervaer <arguments>` with an environment, a log and a policy."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    keep: int
    """The file descriptor of the directory lock, which the part holds as long as it runs."""
    policy: Policy = field(default_factory=Policy)
    answers: bool = True
    """Whether it can be asked if it is ready; a part that cannot be asked is taken to be ready at once."""
    stop_seconds: float = 20.0
    """How long it may take to stop in order."""


class Part:
    """A running part."""

    def __init__(self, spec: PartSpec) -> None:
        """Describe the part; nothing starts yet."""
        self.spec = spec
        self.finished = False
        self._child: ChildProcess | None = None
        self._restarts = 0
        self._was_ready = not spec.answers
        self._started_at = 0.0

    def start(self) -> None:
        """Start the process; whether it answers is another question."""
        command = [sys.executable, "-P", "-m", "cli", *self.spec.arguments]
        self._child = ChildProcess(command, self.spec.log, env=self.spec.environment, keep=(self.spec.keep,))
        self._started_at = time.monotonic()

    def await_ready(self, is_ready: Callable[[], bool], within_seconds: float) -> None:
        """Wait until the part answers; PartFailed when it ends before, or takes too long."""
        deadline = time.monotonic() + within_seconds
        while not is_ready():
            self.look_after()
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {within_seconds:.0f} s")
            time.sleep(POLL_SECONDS)
        self._was_ready = True

    def look_after(self) -> str | None:
        """Start the part again if it ended and may; give the news for the person, PartFailed when it may not."""
        if self.finished or self._child is None:
            return None
        code = self._child.exit_code()
        seen = Observation(code, time.monotonic() - self._started_at, self._restarts, self._was_ready)
        action, self._restarts = decide(self.spec.policy, seen)
        if action is Action.GIVE_UP:
            raise self._failure(f"{self._end()} (exit code {code})")
        if action is Action.FINISHED:
            self.finished = True
            return f"{self.spec.name} has finished"
        if action is Action.RESTART:
            self.start()
            chance = f"restart {self._restarts} of {self.spec.policy.restarts}"
            return f"{self.spec.name} ended by itself (exit code {code}), {chance}; log {self.spec.log}"
        return None

    def stop(self) -> None:
        """Stop in order, for certain."""
        if self._child is not None:
            self._child.stop(self.spec.stop_seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self) -> str:
        if not self._was_ready:
            return "ended while it started"
        return f"ended by itself after {self._restarts} restarts" if self._restarts else "ended by itself"

    def _failure(self, what: str) -> PartFailed:
        return PartFailed(self.spec.name, what, self.spec.log, tail(self.spec.log))
