"""The pages of one school: which roll calls are kept, and where.

Owns what may be thrown away: a roll call goes when another of its class and moment wins every mark it could give.
Decides nothing about pupils. Used by the register.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cmp_to_key

from streams.pages.entries import Entries
from streams.pages.page import (
    GREATEST_RANK,
    ClosedPage,
    Page,
    compressed,
    find_sheets,
    is_compressed,
    is_page,
    month_of,
    page_key,
    read_page,
    write_page,
)
from streams.pages.sheet import Sheet
from streams.windows.days import school_year_of


class Pages:
    """Roll calls by class and day, kept as pages in the entries of a school."""

    def __init__(self, school: str, entries: Entries) -> None:
        self.school = school
        self._entries = entries
        self._open: dict[str, Page] = {}
        self._found: dict[tuple[str, int, int], list[Sheet]] = {}

    def keys(self) -> list[str]:
        """Return the keys of all pages, the oldest month first."""
        return sorted((key for key in self._entries if is_page(key)), key=lambda key: (key[-7:], key))

    def data(self, key: str) -> bytes:
        """Return a page as it is stored."""
        return self._entries.get(key) or b""

    def sheets(self, key: str) -> Iterator[Sheet]:
        """Read the roll calls on a page, in the order they were written."""
        data = self._entries.get(key)
        return read_page(key, data).sheets() if data else iter(())

    def at(self, class_: str, day: int, moment: int) -> list[Sheet]:
        """Return the kept roll calls of a class at a moment of a day (a proleptic ordinal)."""
        found = self._found.get((class_, day, moment))
        if found is None:
            when = date.fromordinal(day)
            key = page_key(self.school, class_, when)
            data = self._entries.get(key)
            found = self._found[class_, day, moment] = find_sheets(key, data, when, moment) if data else []
        return found

    def forget_found(self) -> None:
        """Drop what `at` has found: to be called between events, as it is a help within one event only."""
        self._found.clear()

    def all_sheets(self) -> Iterator[Sheet]:
        """Read all kept roll calls, the oldest month first."""
        for key in self.keys():
            yield from self.sheets(key)

    def of_class(self, class_: str) -> list[Sheet]:
        """Return all kept roll calls of a class, the oldest month first; `at` has found them, too."""
        return [sheet for key in self.keys() if key[7:-8] == class_ for sheet in self.of_page(key)]

    def of_page(self, key: str) -> list[Sheet]:
        """Return the roll calls on a page; `at` has found them, too."""
        sheets = list(self.sheets(key))
        found: dict[tuple[str, int, int], list[Sheet]] = defaultdict(list)
        for sheet in sheets:
            found[sheet.class_, sheet.day, sheet.moment].append(sheet)
        self._found.update(found)
        return sheets

    def append(self, sheet: Sheet) -> None:
        """Keep a roll call of which it is known that no other is about the same marks."""
        key = page_key(self.school, sheet.class_, date.fromordinal(sheet.day))
        page = self._open.get(sheet.class_)
        if page is None or page.key != key:
            data = self._entries.get(key)
            page = self._open[sheet.class_] = read_page(key, data) if data else Page(key)
            if data is None:
                self._close_older(page)
        place = sheet.class_, sheet.day, sheet.moment
        if page.append(sheet):
            self._found[place] = [sheet]
        else:
            self._found.pop(place, None)
        self._entries.put(key, page)

    def insert(self, sheet: Sheet) -> bool:
        """Keep a roll call unless one that is kept wins all its marks; those it wins entirely go."""
        rivals = self.at(sheet.class_, sheet.day, sheet.moment)
        if any(not sheet.outranks(rival) and rival.covers(sheet) for rival in rivals):
            return False
        beaten = [rival for rival in rivals if sheet.covers(rival) and sheet.outranks(rival)]
        if not beaten:
            self.append(sheet)
            return True
        key = page_key(self.school, sheet.class_, date.fromordinal(sheet.day))
        self._rewrite(key, [*(kept for kept in self.sheets(key) if kept not in beaten), sheet])
        return True

    def strike(self, pupil: str, recorded: int) -> None:
        """Take a pupil out of all roll calls recorded up to then (microseconds since 1970)."""
        for key in self.keys():
            for sheet in list(self.sheets(key)):
                if pupil in sheet.listed and sheet.recorded <= recorded:
                    self._settle_tie(sheet)
            sheets = list(self.sheets(key))
            struck = [each.without({pupil}) if each.recorded <= recorded else each for each in sheets]
            if struck != sheets:
                self._rewrite(key, struck)

    def _settle_tie(self, sheet: Sheet) -> None:
        """Write down who wins among roll calls of equal version, as long as all are known as they were received."""
        month = date.fromordinal(sheet.day).replace(day=1)
        pages = {key: list(self.sheets(key)) for key in self.keys() if month_of(key) == month}
        equals = [each for sheets in pages.values() for each in sheets if _are_equal(each, sheet)]
        if len(equals) < 2:
            return
        equals.sort(key=cmp_to_key(lambda one, other: 1 if one.outranks(other) else -1))
        ranks = {id(each): min(rank, GREATEST_RANK) for rank, each in enumerate(equals, start=1)}
        for key, sheets in pages.items():
            self._rewrite(key, [replace(each, rank=ranks.get(id(each), each.rank)) for each in sheets])

    def drop_before(self, school_year: int) -> None:
        """Throw away the pages of all school years before this one."""
        for key in self.keys():
            if school_year_of(month_of(key)) < school_year:
                self._entries.drop(key)
                self._open = {class_: page for class_, page in self._open.items() if self._entries.get(page.key)}

    def months(self) -> list[date]:
        """Return the firsts of all months that have a page."""
        return [month_of(key) for key in self.keys()]

    def _close_older(self, page: Page) -> None:
        """Store the pages of a class before this one compressed: they are rarely touched again."""
        prefix = page.key[:-7]
        for key in [key for key in self._entries if key.startswith(prefix) and key < page.key]:
            kept = self._entries.get_unwritten(key)
            if isinstance(kept, Page):
                self._entries.put(key, ClosedPage(kept))
            elif isinstance(kept, bytes) and not is_compressed(kept):
                self._entries.put(key, compressed(kept))

    def _rewrite(self, key: str, sheets: Iterable[Sheet]) -> None:
        self._entries.put(key, write_page(key, sheets))
        self._open = {class_: each for class_, each in self._open.items() if each.key != key}
        self._found.clear()


def _are_equal(one: Sheet, other: Sheet) -> bool:
    return (one.day, one.moment, one.version) == (other.day, other.moment, other.version)
