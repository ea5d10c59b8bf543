"""Readers for the fields of a rule pack: YAML node -> checked value, or FieldError with the line and the reason.

Owns what a text, a number, a date, a choice and a list look like in a pack; knows no rule.
A reader is a function of one node. Nothing is coerced: 259 is no text, "15" no number, yes no truth value.
Called by `streams.law.rule_fields` and `streams.law.packs`.
"""

import re
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from streams.law.yaml_text import FieldError, line_of

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_DECIMAL = re.compile(r"[-+]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRUTH = {"true": True, "false": False}
_KINDS = {
    "str": "the text",
    "int": "the number",
    "float": "the number",
    "bool": "the truth value",
    "timestamp": "the date",
}


def kind_of(node: Node) -> str:
    """Short name of the node's YAML 1.2 type: str, int, float, bool, null, timestamp, map, seq."""
    return str(node.tag).removeprefix("tag:yaml.org,2002:")


def shown(node: Node) -> str:
    """Say in an error what stands there instead of what was expected."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if kind_of(node) == "null":
        return "nothing"
    return f"{_KINDS.get(kind_of(node), kind_of(node))} {node.value!r}"


def expected(what: str, node: Node) -> FieldError:
    """Make the error for a node that is not what it should be."""
    return FieldError(line_of(node), f"must be {what}, not {shown(node)}")


class Fields:
    """The fields of one YAML mapping. A field that is null counts as left out.

    Raises FieldError when the node is no mapping, or holds a field twice or one that is not `known`.
    """

    def __init__(self, node: Node, known: Collection[str]) -> None:
        if not isinstance(node, MappingNode):
            raise expected("a mapping of fields", node)
        self._line = line_of(node)
        self._values: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.value not in known:
                raise FieldError(line_of(key), f"unknown field {_name(key)}; known are {', '.join(sorted(known))}")
            if key.value in self._values:
                raise FieldError(line_of(key), f"the field {key.value!r} stands there twice")
            self._values[key.value] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values and kind_of(self._values[name]) != "null"

    def required(self, name: str, read: Callable[[Node], T]) -> T:
        """Read a field that must be there."""
        if name not in self:
            line = line_of(self._values[name]) if name in self._values else self._line
            raise FieldError(line, f"the field {name!r} is missing")
        try:
            return read(self._values[name])
        except FieldError as error:
            raise error.within(name) from None

    def optional(self, name: str, read: Callable[[Node], T], default: T) -> T:
        """Read a field that may be left out."""
        return self.required(name, read) if name in self else default

    def error(self, name: str, reason: str) -> FieldError:
        """Make an error about a field that is there, or about the mapping when it is not."""
        return FieldError(line_of(self._values[name]) if name in self._values else self._line, reason)


def _name(key: Node) -> str:
    return repr(key.value) if isinstance(key, ScalarNode) else shown(key)


def words(node: Node) -> str:
    """Text that is not blank."""
    if kind_of(node) != "str" or not isinstance(node, ScalarNode):
        raise expected("text (in quotes where it looks like a number)", node)
    if not node.value.strip():
        raise FieldError(line_of(node), "must not be blank")
    return str(node.value)


def matching(pattern: str, what: str) -> Callable[[Node], str]:
    """Text of which the whole matches `pattern`; `what` names it in the error."""

    def read(node: Node) -> str:
        text = words(node)
        if not re.fullmatch(pattern, text):
            raise expected(what, node)
        return text

    return read


def flag(node: Node) -> bool:
    """Read true or false: YAML 1.2 has no yes and no."""
    truth = _TRUTH.get(node.value) if kind_of(node) == "bool" and isinstance(node, ScalarNode) else None
    if truth is None:
        raise expected("true or false", node)
    return truth


def calendar_date(node: Node) -> date:
    """Date such as 2025-08-01, with or without quotes."""
    if kind_of(node) not in {"timestamp", "str"} or not _DATE.fullmatch(str(node.value)):
        raise expected("a date such as 2025-08-01", node)
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise expected("a date of the calendar", node) from None


def decimal(node: Node) -> tuple[Fraction, str]:
    """Exact amount of a decimal number that is not negative, and its shortest text: 7.50 -> 15/2, "7.5"."""
    if kind_of(node) not in {"int", "float"} or not _DECIMAL.fullmatch(str(node.value)):
        raise expected("a decimal number such as 15 or 7.5", node)
    amount = Decimal(node.value)
    if amount < 0:
        raise expected("0 or more", node)
    return Fraction(amount), f"{abs(amount).normalize():f}"


def whole(least: int, greatest: int) -> Callable[[Node], int]:
    """Whole number between `least` and `greatest`, both included."""

    def read(node: Node) -> int:
        is_whole = kind_of(node) == "int" and re.fullmatch(r"[-+]?\d{1,9}", str(node.value))
        if not is_whole or not least <= int(node.value) <= greatest:
            raise expected(f"a whole number from {least} to {greatest}", node)
        return int(node.value)

    return read


def one_of(names: Collection[str]) -> Callable[[Node], str]:
    """One of the given words."""

    def read(node: Node) -> str:
        if kind_of(node) != "str" or node.value not in names:
            raise expected(f"one of {', '.join(names)}", node)
        return str(node.value)

    return read


def choice(kind: type[E]) -> Callable[[Node], E]:
    """One member of a StrEnum, by its value."""
    read = one_of([member.value for member in kind])
    return lambda node: kind(read(node))


def listed(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """List of what `read` reads."""

    def read_all(node: Node) -> tuple[T, ...]:
        if not isinstance(node, SequenceNode):
            raise expected("a list in brackets", node)
        return tuple(read(item) for item in node.value)

    return read_all


def distinct(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    """List of what `read` reads, nothing twice."""
    read_all = listed(read)

    def read_distinct(node: Node) -> tuple[T, ...]:
        items = read_all(node)
        if len(set(items)) < len(items):
            raise FieldError(line_of(node), "names something twice")
        return items

    return read_distinct
