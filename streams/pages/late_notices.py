"""The notices of a school that came after the absence they explain, by the school day of receipt.

Owns which notices are late and on which day's list they stand. Worked out from the stored notices when first asked
for. Used by the lists.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from streams.pages.sheet import utc_text
from streams.pages.stored import Notice


class LateNotice(NamedTuple):
    """The days [first, after_last) (proleptic ordinals) for which a notice came too late, and what it says."""

    pupil: str
    first: int
    after_last: int
    category: str
    received_at: str


class LateNotices:
    """Late notices by the school day of receipt: of a day without school, the next school day."""

    def __init__(self, school_days: Sequence[int], notices: Mapping[str, list[Notice]]) -> None:
        self._by_day: dict[int, list[LateNotice]] = defaultdict(list)
        self._by_pupil: dict[str, set[int]] = defaultdict(set)
        self._school_days = school_days
        for pupil, kept in notices.items():
            self.put(pupil, kept)

    def put(self, pupil: str, notices: Iterable[Notice]) -> None:
        """Enter all the notices of a pupil, instead of those entered before."""
        for day in self._by_pupil.pop(pupil, ()):
            self._by_day[day] = [late for late in self._by_day[day] if late.pupil != pupil]
        for notice in notices:
            self._enter(pupil, notice)

    def of_day(self, day: int) -> list[LateNotice]:
        """Return the late notices of a school day."""
        return self._by_day.get(day, [])

    def days_of(self, pupil: str) -> set[int]:
        """Return the school days on whose lists a pupil's late notices stand."""
        return self._by_pupil.get(pupil, set())

    def _enter(self, pupil: str, notice: Notice) -> None:
        received_on = notice.received_on
        if notice.first >= received_on:
            return
        place = bisect_left(self._school_days, received_on)
        if place == len(self._school_days):
            return
        late = LateNotice(
            pupil, notice.first, min(notice.after_last, received_on), notice.category, utc_text(notice.received)
        )
        self._by_day[self._school_days[place]].append(late)
        self._by_pupil[pupil].add(self._school_days[place])
