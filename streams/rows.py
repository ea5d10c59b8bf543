"""What stands in a row for the analysts: one function per table.

Owns the columns' meaning. Pure: reads the register, computes no alert. Called by `streams.facts`, which knows what
has to be written again.
"""

from collections import Counter
from datetime import UTC, date, datetime

from schemas import AbsenceRow, Acknowledgement, AcknowledgementRow, Alert, AlertRow, ClassDayRow, PupilQuarterRow
from streams.alerts.announce import Announced, shown_percent, shown_value
from streams.alerts.forecast import LEGAL_PERCENTS, days_until
from streams.law.rule import Unit, WindowKind
from streams.pages.sheet import LATE, LEAVE, MOMENTS, PRESENT, SICKNESS, START, UNEXPLAINED, UNLAWFUL, Sheet, instant_at
from streams.register.moved import explained
from streams.register.pupil import Pupil, code_name
from streams.register.register import Register
from streams.windows.gauge import LEAVE_COUNTS, SICKNESS_COUNTS, UNLAWFUL_COUNTS

_NEVER = instant_at(0)


def absence_row(register: Register, pupil: Pupil, day: int, moment: int) -> AbsenceRow:
    """Return the row of a mark: deleted unless it is an absent or late one on a school day (`day` an ordinal)."""
    position = day - register.frame.origin
    code = pupil.category_at(position, moment)
    best = register.marks.winner(pupil, position, moment) if code and _counts(pupil, position, moment) else None
    if best is None:
        when, name = date.fromordinal(day), MOMENTS[moment]
        return AbsenceRow(register.school, "", "", 0, pupil.id, when, name, "", "", 0, _NEVER, "", deleted=True)
    sheet = best[0]
    return AbsenceRow(
        school=register.school,
        municipality=register.municipality(register.frame.year_at(position)),
        class_=sheet.class_,
        grade=sheet.grade,
        pupil=pupil.id,
        date=date.fromordinal(day),
        moment=MOMENTS[moment],
        status="late" if code == LATE else "absent",
        category=code_name(code),
        value=0 if code == LATE else 0.5 if pupil.upper >> position & 1 else 1,
        recorded_at=instant_at(sheet.recorded),
        roll_call=sheet.id,
        deleted=False,
    )


def class_day_row(register: Register, class_: str, day: int, moment: int) -> ClassDayRow:
    """Return the row of a class at a moment of a day: the marks that its roll calls won; deleted without any.

    Marks that went on to another school stay in it: it says who was there, whatever school they go to now.
    """
    position = day - register.frame.origin
    sheets = register.pages.at(class_, day, moment)
    is_school_day = register.papers.timetable.days(register.frame.year_at(position), class_) >> position & 1
    if not sheets or not is_school_day:
        when, nobody = date.fromordinal(day), (0,) * 8
        return ClassDayRow(register.school, "", class_, 0, when, MOMENTS[moment], *nobody, _NEVER, deleted=True)
    newest = max(sheets, key=lambda sheet: sheet.version)
    enrolments = register.enrolments(register.frame.year_at(position))
    enrolled = enrolments.pupils(class_, position) if enrolments else ()
    listed = {name for sheet in sheets for name in sheet.listed}
    counts: Counter[int | None] = Counter()
    left, stretch = register.papers.moves.left, register.papers.moves.stretch
    for name in listed.union(enrolled):
        pupil = register.pupils[name] if name in register.pupils else Pupil(name)
        has_moved_on = name in left and day in stretch(name)
        if has_moved_on and (best := register.marks.winner(pupil, position, moment)):
            counts[explained(pupil, best[1], position)] += _is_of(register, best[0], class_, name, moment)
        elif not pupil.cells[moment] >> position & 1:
            counts[None] += name in enrolled
        elif _is_marked_by(register, pupil, class_, position, moment):
            counts[pupil.category_at(position, moment)] += 1
    return ClassDayRow(
        school=register.school,
        municipality=register.municipality(register.frame.year_at(position)),
        class_=class_,
        grade=newest.grade,
        date=date.fromordinal(day),
        moment=MOMENTS[moment],
        enrolled=len(enrolled) if enrolments else sum(counts.values()),
        present=counts[PRESENT],
        late=counts[LATE],
        sickness=counts[SICKNESS],
        leave=counts[LEAVE],
        unlawful=counts[UNLAWFUL],
        unexplained=counts[UNEXPLAINED],
        missing=counts[None],
        recorded_at=instant_at(newest.recorded),
        deleted=False,
    )


def quarter_row(register: Register, pupil: Pupil, day: int) -> PupilQuarterRow:
    """Return the row of a pupil in the quarter of a day; deleted when the quarter holds no school day with a mark."""
    position, frame = day - register.frame.origin, register.frame
    span = pupil.school_days.calendar(frame.period(WindowKind.CALENDAR_QUARTER, position), pupil.as_of)
    home = pupil.home_in(frame.year_at(span.as_of)) if span.counted else None
    if home is None or not pupil.marked & span.counted:
        when, nothing = date.fromordinal(day), (0,) * 6
        empty = (None, None, when, None, None)
        return PupilQuarterRow(register.school, "", "", 0, pupil.id, span.key, *nothing, *empty, deleted=True)
    held = span.counted
    sickness = leave = unlawful = late = 0
    if any(cell & held for cell in pupil.cells[2:]):
        sickness = pupil.half_days(SICKNESS_COUNTS).within(held)
        leave = pupil.half_days(LEAVE_COUNTS).within(held)
        unlawful = pupil.half_days(UNLAWFUL_COUNTS).within(held)
        late = sum((days & held).bit_count() for days in pupil.late())
    until_10, until_15 = (days_until(each, unlawful, span.planned, home.grade) for each in LEGAL_PERCENTS)
    return PupilQuarterRow(
        school=register.school,
        municipality=register.municipality(frame.year_at(span.as_of)),
        class_=home.class_,
        grade=home.grade,
        pupil=pupil.id,
        quarter=span.key,
        sickness_days=shown_value(Unit.DAYS, sickness),
        leave_days=shown_value(Unit.DAYS, leave),
        unlawful_days=shown_value(Unit.DAYS, unlawful),
        late_arrivals=late,
        planned_school_days=span.planned,
        held_school_days=span.held,
        unlawful_percent=float(shown_percent(unlawful, span.planned)),
        total_percent=float(shown_percent(sickness + leave + unlawful, span.planned)),
        as_of=frame.day(span.as_of),
        unlawful_days_until_10=until_10,
        unlawful_days_until_15=until_15,
        deleted=False,
    )


def alert_row(announced: Announced) -> AlertRow:
    """Return the row of a version of an alert."""
    raised_at = instant_at(announced.record.raised_at)
    return row_of_alert(announced.alert, announced.municipality, raised_at, announced.evidence.decode())


def row_of_alert(alert: Alert, municipality: str, raised_at: datetime, evidence: str) -> AlertRow:
    """Return the row of a version of an alert; what the message does not tell is given, the evidence as JSON."""
    return AlertRow(
        id=alert.id,
        version=alert.version,
        state=alert.state,
        reason=alert.reason,
        rule=alert.rule,
        rule_version=alert.rule_version,
        school=alert.school,
        municipality=municipality,
        class_=alert.class_,
        grade=alert.grade,
        pupil=alert.pupil,
        window_kind=alert.window.kind,
        window_key=alert.window.key,
        value=alert.measure.value,
        school_days=alert.measure.school_days,
        percent=None if alert.measure.percent is None else float(alert.measure.percent),
        as_of=alert.as_of,
        raised_at=raised_at,
        recorded_at=alert.recorded_at,
        acknowledged_until=None,
        evidence=evidence,
        deleted=False,
    )


def acknowledgement_row(event: Acknowledgement) -> AcknowledgementRow:
    """Return the row of an acknowledgement."""
    return AcknowledgementRow(
        event.id,
        event.school,
        event.alert,
        event.version,
        event.by,
        event.at.astimezone(UTC),
        event.until,
        deleted=False,
    )


def _counts(pupil: Pupil, position: int, moment: int) -> bool:
    is_school_day = bool(pupil.school_days.days >> position & 1)
    return is_school_day and (moment == START or bool(pupil.upper >> position & 1))


def _is_marked_by(register: Register, pupil: Pupil, class_: str, position: int, moment: int) -> bool:
    if pupil.classes == (class_,) and not register.papers.moves.knows(pupil.id):
        enrolments = register.enrolments(register.frame.year_at(position))
        if enrolments is None or all(each == class_ for each in enrolments.classes(pupil.id, position)):
            return True
    best = register.marks.winner(pupil, position, moment)
    return best is not None and _is_of(register, best[0], class_, pupil.id, moment)


def _is_of(register: Register, sheet: Sheet, class_: str, name: str, moment: int) -> bool:
    """Whether a mark was given by this class of this school, and did not come from another school."""
    moved = register.papers.moves.mark(name, sheet.day, moment)
    return sheet.class_ == class_ and (moved is None or moved.sheet is not sheet)
