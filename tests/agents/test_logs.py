"""A library that repeats itself is shown once in a while, our own lines always."""

import logging

from agents.logs import Sparse


def record(name: str, message: str) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", 0, message, None, None)


def test_a_library_says_the_same_once_in_thirty_seconds() -> None:
    times = iter((0.0, 1.0, 29.9, 30.0))
    sparse = Sparse(lambda: next(times))
    shown = [sparse.filter(record("aiokafka", "Unable connect to node")) for _ in range(4)]
    assert shown == [True, False, False, True]


def test_different_messages_do_not_hide_each_other() -> None:
    sparse = Sparse(lambda: 0.0)
    assert sparse.filter(record("aiokafka", "a"))
    assert sparse.filter(record("aiokafka", "b"))


def test_our_own_lines_are_always_shown() -> None:
    sparse = Sparse(lambda: 0.0)
    assert all(sparse.filter(record("naervaer.worker", "worker ready")) for _ in range(3))
