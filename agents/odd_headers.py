"""Lets messages in whose header names are no UTF-8 text; Kafka does not check them, and aiokafka stops for ever there.

Owns the second look at such a record batch, with aiokafka's own reader in Python; what is no text becomes `\\xff`.
Other batches cost nothing more. Installed by `app`.
"""

from collections.abc import Iterator
from typing import Any, SupportsIndex, overload

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_HEAD = 12  # offset (8 bytes) and length (4 bytes) before the rest of a batch


def install() -> None:
    """Have every consumer of this process read like this."""
    fetcher.MemoryRecords = Records


class Records:
    """The record batches of one answer of the broker."""

    def __init__(self, data: bytes) -> None:
        self._records = MemoryRecords(data)
        self._data = memoryview(data)
        self._at = 0

    def has_next(self) -> bool:
        """Tell whether there is another batch."""
        return bool(self._records.has_next())

    def size_in_bytes(self) -> int:
        """Give the size of all batches."""
        return int(self._records.size_in_bytes())

    def next_batch(self) -> "Batch":
        """Give the next batch."""
        begin = self._at
        self._at += _HEAD + int.from_bytes(self._data[begin + _HEAD - 4 : begin + _HEAD], "big")
        return Batch(self._records.next_batch(), self._data[begin : self._at])


class Batch:
    """A record batch of aiokafka, and its bytes."""

    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._batch:
                yield record
                read += 1
        except UnicodeDecodeError:
            yield from list(_tolerant(self._data))[read:]


def _tolerant(data: memoryview) -> Iterator[Any]:
    batch = _DefaultRecordBatchPy(data)
    batch._maybe_uncompress()
    batch._buffer = _Buffer(batch._buffer)
    yield from batch


class _Text(bytes):
    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        del errors
        return super().decode(encoding, "backslashreplace")


class _Buffer(bytearray):
    @overload
    def __getitem__(self, place: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> bytearray: ...
    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        found = super().__getitem__(place)
        return _Text(found) if isinstance(found, bytearray) else found
