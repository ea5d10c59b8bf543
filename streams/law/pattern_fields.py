"""The pattern of a rule: YAML node -> its parameters, or FieldError with the line and the reason.

Owns which parameters a pattern has, how large they may be, which windows it can be asked in, and whether it counts
categories. Called by `streams.law.rule_fields`.
"""

from collections.abc import Mapping
from dataclasses import fields

from ruamel.yaml.nodes import MappingNode, Node

from streams.law.fields import Fields, one_of, whole
from streams.law.pattern import PATTERNS, OwnEarlierLevel, Pattern, RepeatedlyLate, UnexplainedInARow
from streams.law.rule import WindowKind, WindowSpec

LARGEST = 1000
PERCENT = 100
DAYS_OFF = 60  # days on end without school; more is no break but another school year
BY_KIND: Mapping[str, type[Pattern]] = {pattern.kind: pattern for pattern in PATTERNS}
WITHOUT_CATEGORIES = (RepeatedlyLate, UnexplainedInARow)

_RUN = {WindowKind.CONSECUTIVE_SCHOOL_DAYS}
_PARTS_OF_A_YEAR = {WindowKind.CALENDAR_MONTH, WindowKind.CALENDAR_QUARTER}
_USUAL = set(WindowKind) - _RUN - {WindowKind.SCHOOL_DAY}
_WINDOWS: Mapping[type[Pattern], set[WindowKind]] = {UnexplainedInARow: _RUN, OwnEarlierLevel: _PARTS_OF_A_YEAR}
_LARGEST = {"percent": PERCENT, "days_off": DAYS_OFF}


def read_pattern(node: Node, window: WindowSpec) -> Pattern:
    """Read the pattern and its parameters: whole numbers from 1, none of which may be left out."""
    pattern = BY_KIND[Fields(node, _names(node)).required("kind", one_of(list(BY_KIND)))]
    names = [field.name for field in fields(pattern)]
    given = Fields(node, ("kind", *names))
    if window.kind not in windows_of(pattern):
        windows = ", ".join(kind for kind in WindowKind if kind in windows_of(pattern))
        raise given.error("kind", f"{pattern.kind} goes with the windows {windows}, not {window.kind}")
    return pattern(**{name: given.required(name, whole(1, _LARGEST.get(name, LARGEST))) for name in names})


def windows_of(pattern: type[Pattern]) -> set[WindowKind]:
    """Return the windows that a pattern can be asked in."""
    return _WINDOWS.get(pattern, _USUAL)


def _names(node: Node) -> list[str]:
    """Return all fields of a mapping, so that the kind can be read before it is known which of them are right."""
    if not isinstance(node, MappingNode):
        return []
    return [key.value for key, _ in node.value if isinstance(key.value, str)]
