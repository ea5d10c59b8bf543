"""docs/rules.md, from the rule packs the project ships."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from cli.documentation.markdown import page, quoted, table
from cli.settings import PROJECT
from streams.packs import load_rulebook, load_targets
from streams.rules import Comparison, Rule, RuleStatus, Scope, Unit
from streams.targets import Target, Whom
from streams.words import WORDS, decimal_text

_ENGLISH = WORDS["en"]
_STATUS = {
    RuleStatus.IN_FORCE: "law in force",
    RuleStatus.PROPOSED: "proposed, not adopted",
    RuleStatus.LOCAL: "local practice",
    RuleStatus.STATISTIC: "statistics, binds nobody",
}
_SIGNS = {Comparison.AT_LEAST: "≥", Comparison.MORE_THAN: ">"}


def rules_page() -> str:
    """Give the page."""
    rules = sorted(load_rulebook(PROJECT / "rules").rules, key=lambda rule: (rule.pack, rule.id))
    return page(
        "Rules",
        "The rules that the project ships, from [`rules/`](../rules). How to write a pack of your own stands in "
        "[rules/README.md](../rules/README.md), what windows, units and denominators mean in [meaning](meaning.md).",
        "Arithmetic: *h* is the number of half days of absence in the counted categories, *N* the number of school "
        "days of the denominator. Both are whole numbers, so nothing is rounded. A rule never "
        "speaks when its value or its denominator is 0.",
        table(("rule", "title", "status", "on"), map(_line, rules)),
        *(block for pack, those in groupby(rules, lambda rule: rule.pack) for block in _pack(pack, list(those))),
        "## Targets",
        "What a municipality wants: at most so much absence, whatever its cause, in a school year. Nobody is alerted; "
        "the progress stands in [report_targets](tables.md#reports).",
        table(("target", "title", "at most", "for", "source"), map(_target, load_targets(PROJECT / "rules"))),
    )


def _target(target: Target) -> tuple[str, ...]:
    whom = {
        Whom.PUPIL: "each pupil",
        Whom.SCHOOL: "all pupils of each school together",
        Whom.MUNICIPALITY: "all pupils of the municipality together",
    }[target.whom]
    place = _scope(target.scope) if target.scope != Scope() else "everywhere"
    return (
        quoted(target.id),
        f"{target.title.da} - {target.title.en}",
        f"{target.text} %",
        f"{whom}; {place}",
        target.source,
    )


def _line(rule: Rule) -> tuple[str, ...]:
    anchor = rule.id.replace(".", "").lower()
    return f"[{rule.id}](#{anchor})", rule.title.en, _STATUS[rule.status], "on" if rule.enabled else "off"


def _pack(pack: str, rules: list[Rule]) -> Iterator[str]:
    yield f"## Pack {pack}"
    yield f"[rules/{pack}.yaml](../rules/{pack}.yaml), alerts say {quoted(rules[0].version)}."
    for rule in rules:
        yield f"### {rule.id}"
        yield f"**{rule.title.da}** - {rule.title.en}"
        yield table(("", ""), _facts(rule))


def _facts(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "source", rule.source
    yield "status", f"{_STATUS[rule.status]}, {'on' if rule.enabled else 'off'}"
    until = f" until {rule.valid.after_last} (not included)" if rule.valid.after_last else ""
    yield "holds", f"from {rule.valid.first}{until}"
    yield "for", _scope(rule.scope)
    length = f", {rule.window.length}" if rule.window.length else ""
    yield "window", f"{quoted(rule.window.kind)}{length}"
    yield "counts", _counted(rule)
    yield "speaks when", _condition(rule)
    if rule.minimum_school_days:
        yield "not before", f"{rule.minimum_school_days} school days of the window up to as_of"
    yield "told to", _ENGLISH.audiences(rule.audiences) if rule.audiences else "nobody"
    yield "duty", f"{rule.duty.da} - {rule.duty.en}"


def _scope(scope: Scope) -> str:
    parts = []
    if scope.grades:
        parts.append(f"grades {scope.grades[0]} to {scope.grades[1]}")
    if scope.municipalities:
        parts.append(f"municipalities {', '.join(sorted(scope.municipalities))}")
    if scope.schools:
        parts.append(f"schools {', '.join(sorted(scope.schools))}")
    return "; ".join(parts) or "every pupil"


def _counted(rule: Rule) -> str:
    unit = {Unit.DAYS: "days", Unit.EPISODES: "episodes", Unit.LATE_ARRIVALS: "late arrivals"}[rule.count.unit]
    if rule.count.unit is Unit.LATE_ARRIVALS:
        return unit
    unexplained = " (absence not explained included)" if "unlawful" in rule.count.categories else ""
    return f"{unit} of {_ENGLISH.absence(rule.count.categories)}{unexplained}"


def _condition(rule: Rule) -> str:
    threshold = rule.threshold
    words = _ENGLISH.terms.comparisons[threshold.comparison]
    sign = _SIGNS[threshold.comparison]
    if threshold.of is not None:
        of = _ENGLISH.terms.denominators[threshold.of][1]
        whole = Fraction(2) * threshold.amount
        return f"{words} {threshold.text} % of the {of}: 100 *h* {sign} {decimal_text(whole)} *N*"
    amount = f"{words} {_ENGLISH.units(threshold.amount, rule.count.unit)}"
    if rule.count.unit is not Unit.DAYS:
        return amount
    return f"{amount}: *h* {sign} {decimal_text(2 * threshold.amount)}"
