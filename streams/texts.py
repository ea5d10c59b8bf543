"""What a notification says, in Danish and English.

Owns the sentences: whom, how much, in which window, under which rule, what is to be done. No name, no free text.
Pure. Used for notifications and for explaining an alert.
"""

from schemas import Alert, NotificationKind, Text
from streams.rules import Rule

_UNITS_DA = {"days": "dages fravær", "episodes": "fraværsperioder", "late_arrivals": "gange for sent"}
_UNITS_EN = {"days": "days of absence", "episodes": "episodes of absence", "late_arrivals": "late arrivals"}


def alert_text(alert: Alert, rule: Rule, kind: NotificationKind) -> Text:
    """Return the text of a notification about an alert; for a withdrawal that it no longer holds."""
    if kind == "withdrawn":
        return Text(
            da=f"Trukket tilbage: {rule.title.da} gælder ikke længere for elev {alert.pupil} i {alert.class_}. "
            f"Efter rettelse: {_amount_da(alert)}. Der skal ikke gøres mere på dette grundlag.",
            en=f"Withdrawn: {rule.title.en} no longer holds for pupil {alert.pupil} in {alert.class_}. "
            f"As corrected: {_amount_en(alert)}. Nothing more is to be done on these grounds.",
        )
    return Text(
        da=f"Elev {alert.pupil} i {alert.class_}: {_amount_da(alert)}. {rule.duty.da}. Kilde: {alert.source}.",
        en=f"Pupil {alert.pupil} in {alert.class_}: {_amount_en(alert)}. {rule.duty.en}. Source: {alert.source}.",
    )


def _amount_da(alert: Alert) -> str:
    value = f"{alert.measure.value}".replace(".", ",")
    share = f" af {alert.measure.school_days} skoledage ({alert.measure.percent} %)".replace(".", ",")
    window = f"{alert.window.first.isoformat()} til {alert.as_of.isoformat()}"
    return f"{value} {_UNITS_DA[alert.measure.unit]}{share if alert.measure.of else ''} i perioden {window}"


def _amount_en(alert: Alert) -> str:
    share = f" out of {alert.measure.school_days} school days ({alert.measure.percent} %)"
    window = f"{alert.window.first.isoformat()} to {alert.as_of.isoformat()}"
    unit = _UNITS_EN[alert.measure.unit]
    return f"{alert.measure.value} {unit}{share if alert.measure.of else ''} in {window}"
