"""Waiting for a service that is away: longer each time, a log line at first and then once a minute.

Owns the waiting only; what is tried stands with the caller. Called by `sink` and `runner`.
"""

import logging
import time
from threading import Event

_LOG = logging.getLogger(__name__)
_FIRST_WAIT_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 5.0
_COMPLAINT_SECONDS = 60.0


class Stopped(Exception):  # noqa: N818 - a fact, not a failure
    """The sink was asked to stop while it waited."""


class Patience:
    """One outage of `service`, from its first failure until `over`."""

    def __init__(self, service: str, stop: Event) -> None:
        self._service = service
        self._stop = stop
        self._wait_seconds = _FIRST_WAIT_SECONDS
        self._began_at: float | None = None
        self._complained_at = float("-inf")

    def wait(self, why: str) -> None:
        """Wait before the next try. Errors: Stopped."""
        now = time.monotonic()
        self._began_at = now if self._began_at is None else self._began_at
        if now - self._complained_at >= _COMPLAINT_SECONDS:
            self._complained_at = now
            away = now - self._began_at
            _LOG.warning("%s is away for %.0f s, trying again, nothing is lost: %s", self._service, away, why)
        if self._stop.wait(self._wait_seconds):
            raise Stopped
        self._wait_seconds = min(2 * self._wait_seconds, _LONGEST_WAIT_SECONDS)

    def over(self) -> None:
        """Tell that the service answers, if it did not before."""
        if self._began_at is not None:
            _LOG.warning("%s is back after %.0f s", self._service, time.monotonic() - self._began_at)
