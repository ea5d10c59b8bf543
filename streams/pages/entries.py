"""The stored entries of one school, with what was changed since the pipeline last asked.

Owns nothing but the bookkeeping: every part of the register writes through here. Knows no format. An entry may be
kept as what it is made from; its bytes are made when somebody asks for them, which in a replay is mostly nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Storable(Protocol):
    """What an entry is made from."""

    def to_bytes(self) -> bytes:
        """Return the entry as it is stored."""


class Entries:
    """Entries by key; a change is seen at once and remembered until it is taken."""

    def __init__(self, stored: Mapping[str, bytes]) -> None:
        self._entries: dict[str, bytes | Storable] = dict(stored)
        self._changed: dict[str, None] = {}

    def get(self, key: str) -> bytes | None:
        """Return an entry, None when there is none.

        It is copied once, as what `orjson.dumps` returns keeps some 4 KB allocated however short it is.
        """
        entry = self._entries.get(key)
        if entry is None or isinstance(entry, bytes):
            return entry
        data = self._entries[key] = bytes(memoryview(entry.to_bytes()))
        return data

    def get_unwritten(self, key: str) -> bytes | Storable | None:
        """Return what an entry is made from as long as nobody has asked for its bytes, then those."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[str]:
        """Go through all keys."""
        return iter(self._entries)

    def put(self, key: str, value: bytes | Storable) -> None:
        """Set an entry."""
        self._entries[key] = bytes(memoryview(value)) if isinstance(value, bytes) else value
        self._changed[key] = None

    def drop(self, key: str) -> None:
        """Remove an entry; nothing happens when there is none."""
        if self._entries.pop(key, None) is not None:
            self._changed[key] = None

    def take_writes(self) -> "Writes":
        """Return the entries changed since the last call."""
        changed, self._changed = self._changed, {}
        return Writes(self, changed)


class Writes(Mapping[str, bytes | None]):
    """Entries that an event changed, None = removed; to be read before the next event changes them again."""

    def __init__(self, entries: Entries, changed: dict[str, None]) -> None:
        self._entries = entries
        self._changed = changed

    def __getitem__(self, key: str) -> bytes | None:
        if key not in self._changed:
            raise KeyError(key)
        return self._entries.get(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._changed)

    def __len__(self) -> int:
        return len(self._changed)
