"""A Kafka message as it came in and as it goes out, free of any client library.

Owns no meaning: what the bytes say is decided in `schemas`. Used by the planner, the emitter and their tests.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from agents.order import Placed

Headers = Sequence[tuple[str, bytes]]


class Source(Placed, Protocol):
    """A consumed message: where it was found, and its bytes as received. `timestamp` is in seconds since 1970."""

    @property
    def timestamp(self) -> float: ...  # noqa: D102 (the names of Kafka)
    @property
    def headers(self) -> Headers | None: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102


class Record(NamedTuple):
    """A message to produce, always to a partition chosen by us."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()

    def size(self) -> int:
        """Give about the bytes it takes in a record batch."""
        return len(self.key or b"") + len(self.value or b"") + sum(len(k) + len(v) for k, v in self.headers) + 32
