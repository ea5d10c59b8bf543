"""What a rule about a class or a school says besides the others: what it lists, and from which deadline on.

Owns which fields such a list has and which combinations make no sense. Readers as in `streams.law.fields`.
Called by `streams.law.rule_fields`.
"""

from typing import get_args

from ruamel.yaml.nodes import Node

from schemas import Deadline, Moment, Subject
from streams.law.fields import Fields, distinct, flag, one_of, whole, words
from streams.law.rule import LISTED_FOR, Count, DeadlineSpec, Unit, WindowKind, WindowSpec

FIELDS_OF_COUNT = ("unit", "categories", "moments", "rule")
MOST_DAYS = 366
NO_MOMENTS: tuple[Moment, ...] = ()
_LIST_WINDOWS = (WindowKind.SCHOOL_DAY, WindowKind.CALENDAR_QUARTER)
_OF_MOMENTS = {Unit.MISSING_ROLL_CALLS, Unit.OPEN_REGISTRATIONS, Unit.UNEXPLAINED_ABSENCES}


def check_subject(count: Fields, unit: Unit, subject: str) -> None:
    """Refuse a unit that is not counted for the subject of the rule."""
    subjects = LISTED_FOR.get(unit, get_args(Subject))
    if subject not in subjects:
        raise count.error("unit", f"{unit} goes with the subject {' or '.join(subjects)}, not with {subject}")


def is_cluster(unit: Unit, subject: str) -> bool:
    """Whether the pupils of a class are counted, which is done at once and waits for no deadline."""
    return unit is Unit.PUPILS and subject == "class"


def read_list_count(count: Fields, unit: Unit, window: WindowSpec, subject: str) -> Count:
    """Read what a list counts: the moments it looks at, or the rule under which pupils are counted."""
    if window.kind not in _LIST_WINDOWS:
        raise count.error(
            "unit", f"{unit} is counted in the windows {' and '.join(_LIST_WINDOWS)}, not in {window.kind}"
        )
    if is_cluster(unit, subject) and window.kind is not WindowKind.CALENDAR_QUARTER:
        raise count.error("unit", f"{unit} of a class are counted in the window calendar_quarter, not in {window.kind}")
    if "categories" in count:
        raise count.error("categories", f"{unit} has no categories")
    moments = count.optional("moments", distinct(_moment), NO_MOMENTS)
    if moments and unit not in _OF_MOMENTS:
        raise count.error("moments", f"{unit} has no moments")
    if unit is Unit.PUPILS:
        return Count(unit, rule=count.required("rule", words))
    if "rule" in count:
        raise count.error("rule", f"only pupils are counted by a rule, not {unit}")
    return Count(unit, moments=moments or get_args(Moment))


def refuse_list_fields(count: Fields, unit: Unit) -> None:
    """Refuse what only a list has."""
    for name in ("moments", "rule"):
        if name in count:
            raise count.error(name, f"goes with lists about a class or a school, not with {unit}")


def deadline_of(rule: Fields, unit: Unit, subject: str) -> DeadlineSpec | None:
    """Read the deadline, which a rule that lists what is open must have and no other may have."""
    if is_cluster(unit, subject):
        for name in ("deadline", "reminder_after_school_days"):
            if name in rule:
                raise rule.error(name, f"{name} does not go with the pupils of a class")
        return None
    if unit not in LISTED_FOR:
        if "deadline" in rule:
            raise rule.error("deadline", f"goes with lists about a class or a school, not with {unit}")
        return None
    return rule.required("deadline", read_deadline)


def read_deadline(node: Node) -> DeadlineSpec:
    """Read a local deadline, counted from the last day of the window."""
    deadline = Fields(node, ("tick", "school_days_after", "days_after", "while_window_lasts"))
    return DeadlineSpec(
        tick=deadline.required("tick", _tick),
        school_days_after=deadline.optional("school_days_after", whole(0, MOST_DAYS), 0),
        days_after=deadline.optional("days_after", whole(-MOST_DAYS, MOST_DAYS), 0),
        while_window_lasts=deadline.optional("while_window_lasts", flag, default=False),
    )


def _moment(node: Node) -> Moment:
    name = one_of(get_args(Moment))(node)
    return next(each for each in get_args(Moment) if each == name)


def _tick(node: Node) -> Deadline:
    name = one_of(get_args(Deadline))(node)
    return next(each for each in get_args(Deadline) if each == name)
