"""What the state remembers of the alerts about one school and its classes.

Owns the stored entries: one per class (or the school) and month or quarter. Used by the list watch.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from streams.alerts.record import AlertBook, AlertBooks, AlertRecord
from streams.pages.stored import LISTS, entry_key, entry_name
from streams.register.register import Register

PERIOD_CHARACTERS = 7
"""Of a window's key: 2025-09-15 is kept with its month 2025-09, 2025-Q3 by itself."""


class ListBooks:
    """The alerts of a school's lists; the active ones are kept at hand."""

    def __init__(self, register: Register, books: AlertBooks) -> None:
        self._register = register
        self._books = books
        self._active: dict[str, dict[str, dict[str, AlertRecord]]] = {}
        for key in register.entries:
            name = entry_name(key, LISTS)
            if name is not None:
                class_ = name[PERIOD_CHARACTERS + 1 :]
                for (rule, window), record in books.read(register.entries.get(key)).active.items():
                    self._of(rule, window)[class_] = record

    def active(self, rule: str, window: str) -> Mapping[str, AlertRecord]:
        """Return the active lists of a rule in a window by class ('' for the school)."""
        return self._active.get(rule, {}).get(window, {})

    def windows(self, rule: str) -> list[str]:
        """Return the keys of the windows in which a rule was ever active."""
        return list(self._active.get(rule, {}))

    def newest(self, rule: str, class_: str, window: str) -> AlertRecord | None:
        """Return the newest version of a list, active or not."""
        return self._books.read(self._register.entries.get_unwritten(self._key(class_, window))).alerts.get(
            (rule, window)
        )

    def remember(self, changes: Iterable[tuple[str, str, str, AlertRecord]]) -> None:
        """Store new versions: rule, class, window key, record."""
        by_key: dict[str, dict[tuple[str, str], AlertRecord]] = defaultdict(dict)
        for rule, class_, window, record in changes:
            by_key[self._key(class_, window)][rule, window] = record
            if record.is_raised:
                self._of(rule, window)[class_] = record
            else:
                self._of(rule, window).pop(class_, None)
        for key, records in by_key.items():
            before = self._register.entries.get(key)
            book = AlertBook({**self._books.read(before).alerts, **records})
            self._register.entries.put(key, self._books.write(book, before))

    def _of(self, rule: str, window: str) -> dict[str, AlertRecord]:
        return self._active.setdefault(rule, {}).setdefault(window, {})

    def _key(self, class_: str, window: str) -> str:
        return entry_key(self._register.school, LISTS, f"{window[:PERIOD_CHARACTERS]}/{class_}")
