"""What the roll calls of a whole page give each pupil, gathered so that a school is worked out in one go per page.

Owns the gathering: the first roll call of each day and moment, as sets of days. Those that are about the same marks
again, or of another grade, are left to be compared one by one. Pure. Used where marks are worked out from pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from streams.pages.sheet import START, Sheet


class Given(NamedTuple):
    """Days with a mark at the start and at the end; the first and the newest mark as 2 * position + moment."""

    start: int
    end: int
    first: int
    newest: int

    def joined(self, other: "Given") -> "Given":
        """Return both together."""
        return Given(
            self.start | other.start,
            self.end | other.end,
            min(self.first, other.first),
            max(self.newest, other.newest),
        )


@dataclass(frozen=True, slots=True)
class WholePage:
    """The first roll calls of a page, what they give by pupil, who was not plainly present; and the other roll calls.

    `cells` holds (pupil, index of the cell of a pupil, position) of every mark other than present.
    """

    firsts: Sequence[Sheet]
    given: Mapping[str, Given]
    cells: Sequence[tuple[str, int, int]]
    others: Sequence[Sheet]


def whole_page(sheets: Sequence[Sheet], origin: int) -> WholePage:
    """Gather the roll calls of a page, of which there is one at least; `origin` is the ordinal of position 0."""
    grade = sheets[0].grade
    firsts: dict[int, Sheet] = {}
    others = []
    for sheet in sheets:
        place = 2 * (sheet.day - origin) + sheet.moment
        if sheet.grade != grade or firsts.setdefault(place, sheet) is not sheet:
            others.append(sheet)
    return WholePage(list(firsts.values()), _given(firsts), _cells(firsts), others)


def _given(firsts: Mapping[int, Sheet]) -> dict[str, Given]:
    by_list: dict[tuple[str, ...], Given] = {}
    for place, sheet in firsts.items():
        bit = 1 << place // 2
        days = Given(bit, 0, place, place) if sheet.moment == START else Given(0, bit, place, place)
        known = by_list.get(sheet.pupils)
        by_list[sheet.pupils] = days if known is None else known.joined(days)
    given: dict[str, Given] = {}
    for pupils, days in by_list.items():
        for name in pupils:
            known = given.get(name)
            given[name] = days if known is None else known.joined(days)
    return given


def _cells(firsts: Mapping[int, Sheet]) -> list[tuple[str, int, int]]:
    return [
        (name, 2 * (code & 7) + sheet.moment, place // 2)
        for place, sheet in firsts.items()
        if sheet.codes.count(0) < len(sheet.codes)
        for name, code in zip(sheet.pupils, sheet.codes, strict=True)
        if code & 7
    ]
