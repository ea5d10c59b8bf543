"""One target of a pack: YAML node -> Target, or FieldError with the line and the reason.

Owns which fields a target has and which may be left out. Called by `streams.law.packs`.
"""

from datetime import date
from fractions import Fraction

from ruamel.yaml.nodes import Node

from streams.law.fields import Fields, choice, decimal, distinct, words
from streams.law.rule import Scope
from streams.law.rule_fields import FULL_SCOPE, NOTHING, municipality, read_text, read_valid, rule_id, school
from streams.law.target import Target, Whom
from streams.law.yaml_text import FieldError, line_of

_FIELDS = ("id", "title", "source", "valid", "scope", "percent", "whom")


def read_target(node: Node, pack: str, pack_version: date) -> Target:
    """One target of the pack. Raises FieldError."""
    target = Fields(node, _FIELDS)
    whom = target.required("whom", choice(Whom))
    scope = target.optional("scope", _read_scope, FULL_SCOPE)
    if whom is Whom.MUNICIPALITY and scope.schools:
        raise target.error("scope", "a target for the municipality as a whole has no schools")
    percent, text = target.required("percent", _percent)
    return Target(
        id=target.required("id", rule_id),
        title=target.required("title", read_text),
        source=target.required("source", words),
        valid=target.required("valid", read_valid),
        scope=scope,
        percent=percent,
        text=text,
        whom=whom,
        pack=pack,
        pack_version=pack_version,
    )


def _read_scope(node: Node) -> Scope:
    scope = Fields(node, ("municipalities", "schools"))
    return Scope(
        municipalities=frozenset(scope.optional("municipalities", distinct(municipality), NOTHING)),
        schools=frozenset(scope.optional("schools", distinct(school), NOTHING)),
    )


def _percent(node: Node) -> tuple[Fraction, str]:
    amount, text = decimal(node)
    if not 0 < amount <= 100:
        raise FieldError(line_of(node), "must be above 0 and at most 100")
    return amount, text
