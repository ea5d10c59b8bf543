"""The case file of an alert: everything a municipality needs to decide on it, as data.

Owns what belongs in it: the versions, the rule, the calendar, the sums; of an alert about a pupil the enrolment, every
registration of the absent days with those it overruled, the notices, and no other pupil; of one about a class or a
school the lines of its list with what was heard about them. Only opaque ids. Pure.
Called by `naervaer evidence`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from pydantic import TypeAdapter

from schemas import AbsenceNotice, Alert, AlertState, DayOff, RollCall, SchoolCalendar, canonical_json, mask_cpr
from streams.casefile.followed import Followed
from streams.casefile.listed import Line, PassedDeadline, deadlines_of, listed_of
from streams.casefile.registrations import Registration, notices_of, registrations_of
from streams.casefile.sums import Sums, sums_of
from streams.law.rule import Rule, Rulebook
from streams.pipeline import PARTITIONS, Pipeline
from streams.register.register import Register
from streams.replay.heard import Heard, outcomes
from streams.replay.lines import NothingStored
from streams.routing import partition_of
from streams.windows.days import school_year_of
from streams.words.rule_text import describe, said

FORM = "naervaer.case-file.v1"


@dataclass(frozen=True)
class Enrolled:
    """A pupil's time in a class by the roster: `after_last` excluded."""

    class_: str
    grade: int
    first: date
    after_last: date


@dataclass(frozen=True)
class CaseCalendar:
    """The calendar that the window was judged by, with the days off of school and class."""

    id: str
    school_year: str
    recorded_at: datetime
    days_off: tuple[DayOff, ...]
    class_days_off: tuple[DayOff, ...]


@dataclass(frozen=True)
class CaseNotice:
    """What the home reported of days in the window: `after_last` excluded."""

    id: str
    first: date
    after_last: date
    category: str
    received_at: datetime


@dataclass(frozen=True)
class CaseFile:
    """All about one alert. `grounds` is the newest version in which it was raised: what the sums are made of.

    `versions` by number, the last is how it stands. `known_until`: time of the school's newest event. `sha256`: of the
    canonical JSON of all the rest.
    """

    form: str
    title: str
    rule: tuple[tuple[str, str], ...]
    municipality: str
    grounds: Alert
    versions: tuple[Alert, ...]
    sums: Sums
    registrations: tuple[Registration, ...]
    other_days: int
    listed: tuple[Line, ...]
    deadlines: tuple[PassedDeadline, ...]
    notices: tuple[CaseNotice, ...]
    calendar: CaseCalendar | None
    enrolled: tuple[Enrolled, ...]
    known_until: datetime
    sha256: str

    @property
    def newest(self) -> Alert:
        """How the alert stands."""
        return self.versions[-1]


CASE_FILE = TypeAdapter(CaseFile)
"""Reads and writes a case file as JSON."""


def case_bytes(case: CaseFile) -> bytes:
    """Return a case file as indented JSON."""
    return CASE_FILE.dump_json(case, indent=2, by_alias=True) + b"\n"


def case_digest(case: CaseFile) -> str:
    """Return the SHA-256 that a case file must have: of its canonical JSON without the digest itself."""
    return sha256(canonical_json(CASE_FILE.dump_json(replace(case, sha256=""), by_alias=True))).hexdigest()


def case_file(
    rulebook: Rulebook, events: Iterable[Heard], school: str, alert: str, partitions: int = PARTITIONS
) -> CaseFile | None:
    """Work out the case file of an alert from the events; None when they make no such alert at that school.

    `partitions`: how many the topics have from which the events came.
    """
    pipeline = Pipeline(rulebook, NothingStored(), partitions)
    named = {rule.count.rule for rule in rulebook.rules if rule.count.rule}
    followed = Followed(school, alert, partition_of(school, partitions), named)
    for heard in events:
        followed.hear(heard, outcomes(pipeline, heard))
    rules = {rule.id: rule for rule in rulebook.rules}
    if not followed.versions or followed.versions[0].school != school:
        return None
    case = _case_file(pipeline.register(school), followed, rules[followed.versions[0].rule])
    return replace(case, sha256=case_digest(case))


def _case_file(register: Register, followed: Followed, rule: Rule) -> CaseFile:
    grounds = next(alert for alert in reversed(followed.versions) if alert.state is AlertState.RAISED)
    year = school_year_of(grounds.as_of)
    found = registrations_of(register, (each for each in followed.events if isinstance(each, RollCall)), grounds)
    notices = (each for each in followed.events if isinstance(each, AbsenceNotice))
    calendar = register.papers.timetable.calendars.get(year)
    return CaseFile(
        form=FORM,
        title=said(rule.title, "da"),
        rule=describe(rule, "da"),
        municipality=register.municipality(year),
        grounds=grounds,
        versions=tuple(followed.versions),
        sums=sums_of(register, grounds, rule),
        registrations=found.shown,
        other_days=found.other_days,
        listed=tuple(listed_of(followed, grounds)),
        deadlines=tuple(deadlines_of(followed, grounds)),
        notices=tuple(_notice(each) for each in notices_of(notices, grounds)),
        calendar=_calendar(calendar, grounds) if calendar else None,
        enrolled=tuple(_enrolled(register, grounds)),
        known_until=followed.known_until,
        sha256="",
    )


def _notice(notice: AbsenceNotice) -> CaseNotice:
    return CaseNotice(notice.id, notice.first, notice.after_last, notice.category, notice.received_at)


def _calendar(calendar: SchoolCalendar, grounds: Alert) -> CaseCalendar:
    of_class = calendar.classes.get(grounds.class_ or "")
    return CaseCalendar(
        id=calendar.id,
        school_year=calendar.school_year,
        recorded_at=calendar.recorded_at,
        days_off=tuple(_inside(calendar.days_off, grounds)),
        class_days_off=tuple(_inside(of_class.days_off, grounds)) if of_class else (),
    )


def _inside(days_off: Iterable[DayOff], grounds: Alert) -> Iterator[DayOff]:
    window = grounds.window
    for each in days_off:
        if each.first < window.after_last and window.first < each.after_last:
            name = None if each.name is None else mask_cpr(each.name.encode()).decode()
            yield DayOff(first=each.first, after_last=each.after_last, name=name)


def _enrolled(register: Register, grounds: Alert) -> Iterator[Enrolled]:
    enrolments = register.enrolments(school_year_of(grounds.as_of))
    for each in enrolments.of(grounds.pupil or "") if enrolments else ():
        frame = register.frame
        yield Enrolled(each.class_, each.grade, frame.day(each.start), frame.day(each.stop))
