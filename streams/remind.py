"""Reminders of a school's alerts as notifications: the newest version of an alert once more, as it was published.

Owns nothing but the way from an alert to its reminder; when one is due is decided in `streams.lists.reminders`. Changes
nothing. Called where a tick is applied.
"""

from collections.abc import Iterator
from datetime import date

from schemas import Notification
from streams.alerts.announce import notification
from streams.alerts.version import alert_id
from streams.lists.acknowledgements import Acknowledgements
from streams.lists.reminders import new_mornings, reminder_day
from streams.lists.rules import school_days_of
from streams.school import School
from streams.windows.clock import Clock


def reminders(school: School, before: Clock | None, now: Clock) -> Iterator[Notification]:
    """Yield the reminders that are due because the clock went on, by rule, subject and window key."""
    if not school.reminds:
        return
    school_days = school_days_of(school.timetable)
    mornings = new_mornings(school_days, before, now)
    if not mornings:
        return
    code = school.register.school
    known = Acknowledgements(code, school.register.entries)
    active = [*school.reminded(), *school.lists.reminded()]
    for each in sorted(active, key=lambda one: (one.rule.id, one.subject, one.key)):
        seen = known.of(alert_id(each.rule.id, code, each.subject, each.key), each.record)
        day = reminder_day(each.record, each.rule.reminder_after_school_days or 1, seen, school_days, mornings)
        if day is not None:
            told_again = each.again()
            for audience in each.record.told:
                yield notification(told_again, audience, "reminder", date.fromordinal(day).isoformat())
