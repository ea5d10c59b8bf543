"""The stored entries of one school, with what was changed since the pipeline last asked.

Owns nothing but the bookkeeping: every part of the register writes through here. Knows no format.
"""

from collections.abc import Iterator, Mapping


class Entries:
    """Entries by key; a change is seen at once and remembered until it is taken."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self._entries = dict(stored)
        self._writes: dict[str, bytes | None] = {}

    def get(self, key: str) -> bytes | None:
        """Return an entry, None when there is none."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[str]:
        """Go through all keys."""
        return iter(self._entries)

    def put(self, key: str, value: bytes) -> None:
        """Set an entry. It is copied, as what `orjson.dumps` returns keeps some 4 KB allocated however short it is."""
        self._writes[key] = self._entries[key] = bytes(memoryview(value))

    def drop(self, key: str) -> None:
        """Remove an entry; nothing happens when there is none."""
        if self._entries.pop(key, None) is not None:
            self._writes[key] = None

    def take_writes(self) -> dict[str, bytes | None]:
        """Return the entries changed since the last call; None = removed."""
        writes, self._writes = self._writes, {}
        return writes
