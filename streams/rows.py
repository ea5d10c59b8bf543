"""What stands in a row for the analysts: one function per table.

Owns the columns' meaning. Pure: reads the register, computes no alert. Called by `streams.facts`, which knows what
has to be written again.
"""

from datetime import UTC, date, datetime

from schemas import AbsenceRow, Acknowledgement, AcknowledgementRow, Alert, AlertRow
from streams.alerts.version import Announced
from streams.pages.sheet import LATE, MOMENTS, START, Sheet, instant_at
from streams.register.pupil import Pupil, code_name
from streams.register.register import Register

_NEVER = instant_at(0)


def absence_row(register: Register, pupil: Pupil, day: int, moment: int, given_by: Sheet | None = None) -> AbsenceRow:
    """Return the row of a mark: deleted unless it is an absent or late one on a school day (`day` an ordinal).

    `given_by` is the roll call that gives it, if that is known already.
    """
    position = day - register.frame.origin
    code = pupil.category_at(position, moment)
    best = register.marks.winners.of(pupil, position, moment) if given_by is None and code else None
    sheet = best[0] if best else given_by
    if sheet is None or not code or not _counts(pupil, position, moment):
        when, name = date.fromordinal(day), MOMENTS[moment]
        return AbsenceRow(register.school, "", "", 0, pupil.id, when, name, "", "", 0, _NEVER, "", deleted=True)
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


def alert_row(announced: Announced) -> AlertRow:
    """Return the row of a version of an alert."""
    rule, record, measure = announced.rule, announced.record, announced.measure
    return AlertRow(
        id=announced.id,
        version=record.version,
        state=record.state,
        reason=announced.reason,
        rule=rule.id,
        rule_version=rule.version,
        school=announced.school,
        municipality=announced.municipality,
        class_=record.class_ or None,
        grade=record.grade,
        pupil=announced.pupil,
        window_kind=rule.window.kind.value,
        window_key=announced.key,
        value=measure.value,
        school_days=measure.school_days,
        percent=None if measure.percent is None else float(measure.percent),
        as_of=date.fromordinal(record.as_of),
        raised_at=instant_at(record.raised_at),
        recorded_at=announced.recorded_at,
        acknowledged_until=None,
        evidence=announced.evidence.decode(),
        deleted=False,
    )


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
