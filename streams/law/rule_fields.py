"""One rule of a pack: YAML node -> Rule, or FieldError with the line and the reason.

Owns which fields a rule has, which may be left out, and which combinations make no sense.
A new field of a rule is one line in `Rule` and one line in `read_rule`.
Called by `streams.law.packs`.
"""

from dataclasses import fields
from datetime import date
from functools import partial
from typing import get_args

from ruamel.yaml.nodes import Node

from schemas import AUDIENCES, Audience, Category, Subject, Text
from streams.law.fields import (
    Fields,
    calendar_date,
    choice,
    decimal,
    distinct,
    flag,
    listed,
    matching,
    one_of,
    whole,
    words,
)
from streams.law.list_fields import (
    FIELDS_OF_COUNT,
    check_subject,
    deadline_of,
    read_list_count,
    refuse_list_fields,
)
from streams.law.pattern_fields import WITHOUT_CATEGORIES, read_pattern
from streams.law.rule import (
    LISTED_FOR,
    Comparison,
    Count,
    Denominator,
    Rule,
    RuleStatus,
    Scope,
    Threshold,
    Unit,
    ValidInterval,
    WindowKind,
    WindowSpec,
)
from streams.law.yaml_text import FieldError, line_of

LONGEST_WINDOW = 1000  # school days or months: more than the register ever keeps, and no date runs out of the calendar
FULL_SCOPE = Scope()
NOTHING: tuple[str, ...] = ()
_ROLLING = {WindowKind.ROLLING_SCHOOL_DAYS, WindowKind.ROLLING_MONTHS}
_AMOUNTS = {"percent": Unit.DAYS, **{unit.value: unit for unit in Unit}}

rule_id = matching(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "up to 64 letters, digits, dots, hyphens, underscores")
municipality = matching(r"[0-9]{3}", "a municipality code of three digits")
school = matching(r"[0-9A-Za-z]{6}", "a school code of 6 letters or digits")
_fields_of_rule = frozenset(field.name for field in fields(Rule)) - {"pack", "pack_version"}


def read_rule(node: Node, pack: str, pack_version: date) -> Rule:
    """One rule of the pack. Raises FieldError."""
    rule = Fields(node, _fields_of_rule)
    window = rule.required("window", read_window)
    subject = rule.optional("subject", one_of(get_args(Subject)), "pupil")
    count = rule.required("count", partial(read_count, window=window, subject=subject))
    return Rule(
        id=rule.required("id", rule_id),
        title=rule.required("title", read_text),
        source=rule.required("source", words),
        status=rule.required("status", choice(RuleStatus)),
        enabled=rule.optional("enabled", flag, default=True),
        valid=rule.required("valid", read_valid),
        scope=rule.optional("scope", read_scope, FULL_SCOPE),
        window=window,
        count=count,
        threshold=rule.required("threshold", partial(read_threshold, window=window, unit=count.unit)),
        minimum_school_days=read_minimum(rule, count.unit),
        audiences=rule.required("audiences", distinct(audience)),
        duty=rule.required("duty", read_text),
        subject=subject,
        pack=pack,
        pack_version=pack_version,
        deadline=deadline_of(rule, count.unit, subject),
        reminder_after_school_days=rule.optional("reminder_after_school_days", whole(1, LONGEST_WINDOW), None),
    )


def read_minimum(rule: Fields, unit: Unit) -> int:
    """Read the least number of school days, which a list has not."""
    minimum = rule.optional("minimum_school_days", whole(0, LONGEST_WINDOW), 0)
    if minimum and unit in LISTED_FOR:
        raise rule.error("minimum_school_days", f"does not go with {unit}")
    return minimum


def read_text(node: Node) -> Text:
    """Text in Danish and English."""
    text = Fields(node, ("da", "en"))
    return Text(da=text.required("da", words), en=text.required("en", words))


def read_valid(node: Node) -> ValidInterval:
    """Half-open interval of dates that holds at least one day."""
    valid = Fields(node, ("first", "after_last"))
    first = valid.required("first", calendar_date)
    after_last = valid.optional("after_last", calendar_date, None)
    if after_last is not None and after_last <= first:
        raise valid.error("after_last", "the interval is empty or turned round: after_last must be later than first")
    return ValidInterval(first, after_last)


def read_scope(node: Node) -> Scope:
    """Grades, municipalities and schools; what is left out or empty means all."""
    scope = Fields(node, ("grades", "municipalities", "schools"))
    return Scope(
        grades=scope.optional("grades", _grades, None),
        municipalities=frozenset(scope.optional("municipalities", distinct(municipality), NOTHING)),
        schools=frozenset(scope.optional("schools", distinct(school), NOTHING)),
    )


def _grades(node: Node) -> tuple[int, int] | None:
    grades = listed(whole(0, 10))(node)
    if not grades:
        return None
    if len(grades) != 2:
        raise FieldError(line_of(node), "must be the first and the last grade, such as [7, 10]")
    if grades[0] > grades[1]:
        raise FieldError(line_of(node), "the grades are turned round: the first must not be above the last")
    return grades[0], grades[1]


def read_window(node: Node) -> WindowSpec:
    """Kind of window, with `length` for the rolling kinds and for no other."""
    window = Fields(node, ("kind", "length"))
    kind = window.required("kind", choice(WindowKind))
    length = window.optional("length", whole(1, LONGEST_WINDOW), None)
    if kind in _ROLLING and length is None:
        raise window.error("length", f"the window {kind} needs a length")
    if kind not in _ROLLING and length is not None:
        raise window.error("length", f"the window {kind} has no length")
    return WindowSpec(kind, length)


def read_count(node: Node, window: WindowSpec, subject: str) -> Count:
    """Read unit and categories, or a pattern; a run counts nothing but days, and a list is of a class or a school."""
    count = Fields(node, (*FIELDS_OF_COUNT, "pattern"))
    unit = count.required("unit", choice(Unit))
    check_subject(count, unit, subject)
    if unit is not Unit.PATTERN and "pattern" in count:
        raise count.error("pattern", f"a pattern goes with the unit pattern, not {unit}")
    if unit in LISTED_FOR:
        return read_list_count(count, unit, window, subject)
    refuse_list_fields(count, unit)
    return _read_pattern_count(count, window) if unit is Unit.PATTERN else _read_plain_count(count, unit, window)


def _read_plain_count(count: Fields, unit: Unit, window: WindowSpec) -> Count:
    if window.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS and unit is not Unit.DAYS:
        raise count.error("unit", f"the window {window.kind} counts days, not {unit}")
    if unit is Unit.LATE_ARRIVALS:
        if count.optional("categories", distinct(_category), NOTHING):
            raise count.error("categories", "late arrivals have no categories")
        return Count(unit)
    categories = count.required("categories", distinct(_category))
    if not categories:
        raise count.error("categories", "at least one category must be counted")
    return Count(unit, frozenset(categories))


def _read_pattern_count(count: Fields, window: WindowSpec) -> Count:
    pattern = count.required("pattern", partial(read_pattern, window=window))
    if isinstance(pattern, WITHOUT_CATEGORIES):
        if "categories" in count:
            raise count.error("categories", f"{pattern.kind} has no categories")
        return Count(Unit.PATTERN, frozenset(), pattern)
    categories = count.required("categories", distinct(_category))
    if not categories:
        raise count.error("categories", "at least one category must be counted")
    return Count(Unit.PATTERN, frozenset(categories), pattern)


def _category(node: Node) -> str:
    if node.value == "unexplained":
        raise FieldError(
            line_of(node), "'unexplained' is no category: an absence not yet explained is part of unlawful"
        )
    return one_of(get_args(Category))(node)


def read_threshold(node: Node, window: WindowSpec, unit: Unit) -> Threshold:
    """Amount in the unit of the count, or percent of the school days `of`."""
    threshold = Fields(node, (*_AMOUNTS, "of", "comparison"))
    named = [name for name in _AMOUNTS if name in threshold]
    if len(named) != 1:
        raise FieldError(line_of(node), f"needs exactly one of {', '.join(_AMOUNTS)}")
    name = named[0]
    of = threshold.optional("of", choice(Denominator), None)
    if _AMOUNTS[name] is not unit:
        raise threshold.error(name, f"the threshold is in {name}, but count.unit is {unit}")
    if name == "percent" and window.kind is WindowKind.CONSECUTIVE_SCHOOL_DAYS:
        raise threshold.error(name, f"the window {window.kind} has no percentage")
    if name == "percent" and of is None:
        raise threshold.error("of", f"percent needs 'of': one of {', '.join(Denominator)}")
    if name != "percent" and of is not None:
        raise threshold.error("of", "'of' goes with percent only")
    amount, text = threshold.required(name, decimal)
    comparison = threshold.optional("comparison", choice(Comparison), Comparison.AT_LEAST)
    if amount == 0 and comparison is Comparison.AT_LEAST:
        raise threshold.error(name, "the threshold 0 needs the comparison more_than")
    return Threshold(amount, text, of, comparison)


def audience(node: Node) -> Audience:
    """One of those who can be told."""
    name = one_of(AUDIENCES)(node)
    return next(each for each in AUDIENCES if each == name)
