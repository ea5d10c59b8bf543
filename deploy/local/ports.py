"""Ports on the loopback interface: find a free one, tell whether one is taken."""

import contextlib
import socket

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """Give a port of the loopback interface that nobody listens on at this moment."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Tell whether a program listens on the loopback port (a port that merely waits to close is free)."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
        return False


def answers(port: int) -> bool:
    """Tell whether a TCP connection to the loopback port is accepted."""
    try:
        with contextlib.closing(socket.create_connection((LOOPBACK, port), timeout=1.0)):
            return True
    except OSError:
        return False
