"""The guard of tests/conftest.py: a unit test that reaches for the network fails and says so."""

import socket

import pytest

from tests.conftest import NetworkUsed


def test_a_connection_is_refused() -> None:
    with socket.socket() as client, pytest.raises(NetworkUsed, match=r"127\.0\.0\.1"):
        client.connect(("127.0.0.1", 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(NetworkUsed, match=r"kafka\.example"):
        socket.create_connection(("kafka.example", 9092))
