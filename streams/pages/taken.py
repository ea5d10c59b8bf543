"""Which roll calls a school has taken: by class, day and moment, whoever they list.

Owns nothing that is stored: worked out from the pages when first asked for, then kept up to date. Used by the lists.
"""

from streams.pages.page import sheet_heads
from streams.pages.pages import Pages
from streams.pages.sheet import Sheet


class Taken:
    """The class, day and moment of every roll call kept, from the day `origin` (a proleptic ordinal) on."""

    def __init__(self, pages: Pages, origin: int) -> None:
        self.origin = origin
        self._days: dict[tuple[str, int], int] = {}
        self._any = 0
        for key in pages.keys():  # noqa: SIM118 - no mapping
            for day, moment in sheet_heads(key, pages.data(key)):
                self._add(key[7:-8], day, moment)

    def note(self, sheet: Sheet) -> None:
        """Take note of a roll call."""
        self._add(sheet.class_, sheet.day, sheet.moment)

    def has(self, class_: str, day: int, moment: int) -> bool:
        """Whether a class has a roll call."""
        return bool(self._days.get((class_, moment), 0) >> (day - self.origin) & 1)

    def any(self, day: int) -> bool:
        """Whether any class has a roll call of that day."""
        return bool(self._any >> (day - self.origin) & 1)

    def _add(self, class_: str, day: int, moment: int) -> None:
        if day >= self.origin:
            bit = 1 << (day - self.origin)
            self._days[class_, moment] = self._days.get((class_, moment), 0) | bit
            self._any |= bit
