"""What is open at a school, found by brute force from the events alone, to compare the pipeline with.

Owns a second reading of the lists of the national pack: every class, every day and every moment is tried, nothing is
remembered. Marks, papers and ranks are those of the oracle of pupils' alerts. Must not look at the pipeline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schemas import ClockTick, RollCall
from tests.oracle.known import Known, danish_day, school_year
from tests.oracle.marks import Mark, winning_marks

DAY = timedelta(days=1)
HOURS = {"day": 0, "start": 1, "end": 2}
Hour = tuple[date, int]
Line = tuple[str, str | None, str | None, str | None, str]
"""Kind, pupil, date, moment, class."""
Lists = dict[tuple[str, str, str], list[Line]]


@dataclass
class Office:
    """All that is known of one school, and the ticks of its partition."""

    known: Known
    ticks: Sequence[ClockTick]

    def __post_init__(self) -> None:
        self.marks = winning_marks(self.known)
        self.hours = sorted((tick.local_date, HOURS[tick.deadline]) for tick in self.ticks)

    def lists(self) -> Lists:
        """Return every active list by rule, class ('' for the school) and window key."""
        if not self.hours:
            return {}
        found: Lists = {}
        for place, line in self._lines():
            found.setdefault(place, []).append(line)
        return {place: sorted(lines, key=str) for place, lines in found.items()}

    def _lines(self) -> Iterator[tuple[tuple[str, str, str], Line]]:
        today = self.hours[-1][0]
        day = self.hours[0][0]
        while day <= today:
            if self._is_school_day(day, None):
                yield from self._of_day(day)
                yield from self._of_school(day)
                yield from self._of_quarter(day, today)
            day += DAY

    def _of_day(self, day: date) -> Iterator[tuple[tuple[str, str, str], Line]]:
        key, following = day.isoformat(), self._next_school_day(day)
        for class_, grade in self._classes(day).items():
            for moment in ("start", "end") if grade >= 7 else ("start",):
                line: Line = ("no_roll_call", None, key, moment, class_)
                if not self._is_taken(class_, day, moment):
                    if self._passed((day, HOURS[moment])):
                        yield (f"dk.register.{moment}", class_, key), line
                    if following and self._passed((following, 1)):
                        yield ("dk.register.overdue", class_, key), line
            for each in self._open(class_, grade, day):
                if self._passed((day + 8 * DAY, 0)):
                    yield ("dk.register.incomplete", class_, key), each
                if each[0] == "unexplained" and each[3] == "start" and self.hours[-1][0] == day:
                    yield ("dk.morning.call", class_, key), each

    def _of_school(self, day: date) -> Iterator[tuple[tuple[str, str, str], Line]]:
        key = day.isoformat()
        if self._passed((day, 1)) and not any(call.date == day for call in self._roll_calls()):
            yield ("dk.register.silent", "", key), ("silent", None, key, None, "")
        if self._passed((day + DAY, 0)):
            for line in self._late_notices(day):
                yield ("dk.notice.late", "", key), line

    def _of_quarter(self, day: date, today: date) -> Iterator[tuple[tuple[str, str, str], Line]]:
        quarter = (day.month - 1) // 3
        after_last = date(day.year + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1)
        if day < today < after_last and self._passed((after_last - 14 * DAY, 0)):
            for class_, grade in self._classes(day).items():
                for line in self._open(class_, grade, day):
                    yield ("dk.quarter.closing", "", f"{day.year}-Q{quarter + 1}"), line

    def _passed(self, hour: Hour) -> bool:
        return hour <= self.hours[-1]

    def _roll_calls(self) -> list[RollCall]:
        return [call for _, call in self.known.roll_calls]

    def _is_taken(self, class_: str, day: date, moment: str) -> bool:
        return any((call.class_, call.date, call.moment) == (class_, day, moment) for call in self._roll_calls())

    def _is_school_day(self, day: date, class_: str | None) -> bool:
        calendar = self.known.calendar(school_year(day))
        if calendar is None or day.weekday() > 4 or not calendar.first_day <= day < calendar.after_last_day:
            return False
        own = calendar.classes.get(class_) if class_ else None
        offs = [*calendar.days_off, *(own.days_off if own else ())]
        return not any(off.first <= day < off.after_last for off in offs)

    def _next_school_day(self, day: date) -> date | None:
        later = (day + n * DAY for n in range(1, 120))
        return next((each for each in later if self._is_school_day(each, None)), None)

    def _classes(self, day: date) -> dict[str, int]:
        roster = self.known.roster(school_year(day))
        return {
            each.class_: each.grade
            for each in (roster.classes if roster else ())
            if self._enrolled(each.class_, day) and self._is_school_day(day, each.class_)
        }

    def _enrolled(self, class_: str, day: date) -> list[str]:
        roster = self.known.roster(school_year(day))
        return [
            pupil.pupil
            for each in (roster.classes if roster else ())
            for pupil in each.pupils
            if each.class_ == class_ and pupil.first <= day and (pupil.after_last is None or day < pupil.after_last)
        ]

    def _open(self, class_: str, grade: int, day: date) -> Iterator[Line]:
        for pupil in self._enrolled(class_, day):
            for moment in ("start", "end") if grade >= 7 else ("start",):
                mark = self._mark(pupil, day, moment)
                if mark is None or mark.category == "unexplained":
                    kind = "no_mark" if mark is None else "unexplained"
                    yield kind, pupil, day.isoformat(), moment, class_

    def _mark(self, pupil: str, day: date, moment: str) -> Mark | None:
        return next((m for m in self.marks.get(pupil, ()) if (m.date, m.moment) == (day, moment)), None)

    def _late_notices(self, listed_on: date) -> Iterator[Line]:
        for _, notice in self.known.notices:
            received = danish_day(notice.received_at)
            erased = any(
                each.pupil == notice.pupil and notice.received_at <= each.requested_at
                for _, each in self.known.erasures
            )
            place = received if self._is_school_day(received, None) else self._next_school_day(received)
            if erased or place != listed_on:
                continue
            for mark in self._days_unexplained(notice.pupil):
                if notice.first <= mark < min(notice.after_last, received):
                    yield "late_notice", notice.pupil, mark.isoformat(), notice.received_at.isoformat(), ""

    def _days_unexplained(self, pupil: str) -> set[date]:
        marks = self.marks.get(pupil, ())
        return {
            mark.date
            for mark in marks
            if mark.category == "unexplained"
            and self._is_school_day(mark.date, marks[-1].class_)
            and (mark.moment == "start" or self._day_grade(pupil, mark.date) >= 7)
        }

    def _day_grade(self, pupil: str, day: date) -> int:
        mark = self._mark(pupil, day, "start") or self._mark(pupil, day, "end")
        return mark.grade if mark else 0
