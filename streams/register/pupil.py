"""What is known of one pupil: marks as sets of days, class and grade by school year, notices, alerts.

Owns the sets; every set is of positions in the school's frame. The marks follow from the pages of the register,
which can rebuild them at any time. Changed by the register alone, read by the judge and the figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.pages.sheet import END, LATE, LEAVE, MOMENTS, PRESENT, SICKNESS, START, UNEXPLAINED, UNLAWFUL
from streams.windows.days import days_between, frame_from
from streams.windows.gauge import ALL_COUNT, LEAVE_COUNTS, SICKNESS_COUNTS, UNLAWFUL_COUNTS
from streams.windows.spans import SchoolDays

NO_SCHOOL_DAYS = SchoolDays(frame_from(2000), 0)


class Home(NamedTuple):
    """Class and grade of a pupil in a school year (the calendar year in which it began)."""

    year: int
    class_: str
    grade: int


class HalfDays(NamedTuple):
    """Days of absence by what they weigh: `whole` two half days each, `start` and `end` one each."""

    whole: int
    start: int
    end: int

    @property
    def days(self) -> int:
        """The set of days on which something is absent."""
        return self.whole | self.start | self.end

    def within(self, days: int) -> int:
        """Return the number of half days that fall on these days."""
        half_days = 2 * (self.whole & days).bit_count()
        if self.start or self.end:
            half_days += (self.start & days).bit_count() + (self.end & days).bit_count()
        return half_days


@dataclass(slots=True)
class Pupil:
    """A pupil of one school.

    `cells[2 * code + moment]` is the set of days with that code, `cells[moment]` (code present) that with any mark.
    `upper`: days whose grade is 7 or above, which count by half days. `year`: school year of the newest mark;
    `home` is of that year, `home_before` of the year before. `newest`: 2 * position + moment of the newest mark.
    `as_of`: newest school day with a mark, -1 without one. `kept_from`: first position of the two kept years.
    `wakes`: first as_of at which it has to be reviewed though it attends, 0 = not worked out. `notified_sick`,
    `notified_leave`: days that a notice explains.
    """

    id: str
    cells: list[int] = field(default_factory=lambda: [0] * 12)
    upper: int = 0
    notified_sick: int = 0
    notified_leave: int = 0
    year: int = 0
    home: Home | None = None
    home_before: Home | None = None
    newest: int = -1
    as_of: int = -1
    kept_from: int = 0
    school_days: SchoolDays = NO_SCHOOL_DAYS
    classes: tuple[str, ...] = ()
    wakes: int = 0

    @property
    def marked(self) -> int:
        """Days with a mark at either moment."""
        return self.cells[START] | self.cells[END]

    @property
    def has_absence(self) -> bool:
        """Whether any absent or late mark is kept."""
        return any(self.cells[2 * LATE :])

    def code_at(self, position: int, moment: int) -> int | None:
        """Return the code of the winning mark as it was registered, None without a mark."""
        bit = 1 << position
        if not self.cells[moment] & bit:
            return None
        for code in (LATE, SICKNESS, LEAVE, UNLAWFUL, UNEXPLAINED):
            if self.cells[2 * code + moment] & bit:
                return code
        return PRESENT

    def category_at(self, position: int, moment: int) -> int:
        """Return the code of an absent or late mark with what a notice explains put in."""
        code = self.code_at(position, moment)
        if code == UNEXPLAINED and self.notified_sick >> position & 1:
            return SICKNESS
        if code == UNEXPLAINED and self.notified_leave >> position & 1:
            return LEAVE
        return PRESENT if code is None else code

    def home_in(self, year: int) -> Home | None:
        """Return class and grade in a school year; of the newest mark when that year holds none."""
        home = self.home_before if year == self.year - 1 else None
        return home or self.home

    def half_days(self, categories: int) -> HalfDays:
        """Return the absence of these categories, a sum of SICKNESS_COUNTS, LEAVE_COUNTS and UNLAWFUL_COUNTS."""
        start, upper = self._absent(START, categories), self.upper
        if not upper:
            return HalfDays(start, 0, 0)
        return HalfDays(start & ~upper, start & upper, self._absent(END, categories) & upper)

    def absent_days(self) -> int:
        """Return the days with an absent mark of any category that counts."""
        return self.half_days(ALL_COUNT).days

    def unexplained(self) -> HalfDays:
        """Return the absence that neither a category nor a notice explains."""
        unexplained = ~(self.notified_sick | self.notified_leave)
        start = self.cells[2 * UNEXPLAINED + START] & unexplained
        end = self.cells[2 * UNEXPLAINED + END] & unexplained & self.upper
        return HalfDays(start & ~self.upper, start & self.upper, end)

    def late(self) -> tuple[int, int]:
        """Return the days with a late mark at the start and at the end; an end below grade 7 counts nothing."""
        return self.cells[2 * LATE + START], self.cells[2 * LATE + END] & self.upper

    def absences(self) -> tuple[HalfDays, HalfDays, HalfDays]:
        """Return the absence of each category: sickness, leave, unlawful."""
        sick, leave, unlawful = self._by_category(START)
        upper = self.upper
        if not upper:
            return HalfDays(sick, 0, 0), HalfDays(leave, 0, 0), HalfDays(unlawful, 0, 0)
        sick_end, leave_end, unlawful_end = self._by_category(END)
        return (
            HalfDays(sick & ~upper, sick & upper, sick_end & upper),
            HalfDays(leave & ~upper, leave & upper, leave_end & upper),
            HalfDays(unlawful & ~upper, unlawful & upper, unlawful_end & upper),
        )

    def _absent(self, moment: int, categories: int) -> int:
        sick, leave, unlawful = self._by_category(moment)
        if categories == ALL_COUNT:
            return sick | leave | unlawful
        return (
            (sick if categories & SICKNESS_COUNTS else 0)
            | (leave if categories & LEAVE_COUNTS else 0)
            | (unlawful if categories & UNLAWFUL_COUNTS else 0)
        )

    def _by_category(self, moment: int) -> tuple[int, int, int]:
        """Return the days of sickness, leave and unlawful absence; what nobody explains is unlawful."""
        cells = self.cells
        sick, leave = cells[2 * SICKNESS + moment], cells[2 * LEAVE + moment]
        unlawful, unexplained = cells[2 * UNLAWFUL + moment], cells[2 * UNEXPLAINED + moment]
        if unexplained:
            sick |= unexplained & self.notified_sick
            leave |= unexplained & self.notified_leave
            unlawful |= unexplained & ~(self.notified_sick | self.notified_leave)
        return sick, leave, unlawful

    def put(self, position: int, moment: int, code: int, grade: int) -> None:
        """Set the winning mark of a day and moment."""
        bit = 1 << position
        cells = self.cells
        for index in range(2 + moment, 12, 2):
            if cells[index] & bit:
                cells[index] ^= bit
        cells[moment] |= bit
        if code:
            cells[2 * code + moment] |= bit
        if moment == START or not cells[START] & bit:
            self.upper = self.upper | bit if grade >= 7 else self.upper & ~bit

    def clear(self, position: int, moment: int) -> None:
        """Take back the mark of a day and moment: nothing gives one any more."""
        bit = 1 << position
        for index in range(moment, 12, 2):
            self.cells[index] &= ~bit
        if not self.marked & bit:
            self.upper &= ~bit

    def forget(self) -> None:
        """Forget all marks."""
        self.cells = [0] * len(self.cells)
        self.upper = self.kept_from = 0

    def keep_from(self, position: int) -> None:
        """Forget all marks before a position."""
        self.kept_from = position
        gone = days_between(0, position)
        if self.marked & gone:
            self.cells = [cell & ~gone for cell in self.cells]
            self.upper &= ~gone

    def move_frame(self, days: int) -> None:
        """Shift all days to a frame that begins `days` later (or earlier); what falls out is forgotten."""
        self.cells = [_shifted(cell, days) for cell in self.cells]
        self.upper = _shifted(self.upper, days)
        self.newest = max(self.newest - 2 * days, -1) if self.newest >= 0 else -1
        self.kept_from = max(self.kept_from - days, 0)
        self.wakes = 0


def share_sets(pupils: Iterable[Pupil]) -> None:
    """Let equal sets of days be one: most pupils of a class were registered on the same days."""
    known: dict[int, int] = {}
    for pupil in pupils:
        pupil.cells[:] = [known.setdefault(days, days) for days in pupil.cells]
        pupil.upper = known.setdefault(pupil.upper, pupil.upper)


def _shifted(days: int, by: int) -> int:
    return days >> by if by >= 0 else days << -by


def code_name(code: int) -> str:
    """Return the category of a code as messages and tables say it; '' for late."""
    return {SICKNESS: "sickness", LEAVE: "leave", UNLAWFUL: "unlawful", UNEXPLAINED: "unexplained"}.get(code, "")


def moments_of(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Return (position, moment) for both moments of each day, in order."""
    return [(position, moment) for position in positions for moment in range(len(MOMENTS))]
