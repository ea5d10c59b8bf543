"""docs/rules.md, from the rule packs the project ships, each rule with examples that the pipeline has judged."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cli.documentation.examples import EXAMPLES
from cli.documentation.examples.told import alert_of, numbers, text_of
from cli.documentation.markdown import page, quoted, table
from cli.settings import PROJECT
from streams.law.packs import load_rulebook, load_targets
from streams.law.rule import Rule
from streams.law.target import Target, Whom
from streams.words.rule_terms import ENGLISH
from streams.words.rule_text import describe, scope_text


def rules_page() -> str:
    """Give the page."""
    rules = sorted(load_rulebook(PROJECT / "rules").rules, key=lambda rule: (rule.pack, rule.id))
    return page(
        "Rules",
        "The rules that the project ships, from [`rules/`](../rules). How to write a pack of your own stands in "
        "[rules/README.md](../rules/README.md), what windows, units and denominators mean in [meaning](meaning.md).",
        "Arithmetic: *h* is the number of half days of absence in the counted categories, *n* that of episodes or late "
        "arrivals, *N* the number of school days of the denominator. All are whole numbers, so nothing is rounded. A "
        "rule never speaks when its value or its denominator is 0.",
        "The examples are told of pupil p1 in 7B, where each day is asked about twice, at a school with 37 school days "
        "from July to September 2025 and then 53, 55 and 55, together 200. The pipeline has judged them, also those of "
        "rules that ship switched off; *compared* is what it counted against the threshold, in whole numbers.",
        table(("rule", "title", "status", "on"), map(_line, rules)),
        *(block for pack, those in groupby(rules, lambda rule: rule.pack) for block in _pack(pack, list(those), rules)),
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
    place = scope_text(target.scope, "en") or "everywhere"
    return (
        quoted(target.id),
        f"{target.title.da} - {target.title.en}",
        f"{target.text} %",
        f"{whom}; {place}",
        target.source,
    )


def _line(rule: Rule) -> tuple[str, ...]:
    anchor = rule.id.replace(".", "").lower()
    return f"[{rule.id}](#{anchor})", rule.title.en, ENGLISH.statuses[rule.status], "on" if rule.enabled else "off"


def _pack(pack: str, of_pack: Sequence[Rule], rules: Sequence[Rule]) -> Iterator[str]:
    yield f"## Pack {pack}"
    yield f"[rules/{pack}.yaml](../rules/{pack}.yaml), alerts say {quoted(of_pack[0].version)}."
    for rule in of_pack:
        yield f"### {rule.id}"
        yield f"**{rule.title.da}** - {rule.title.en}"
        yield table(("", ""), (*describe(rule, "en"), ("på dansk", rule.duty.da)))
        yield from _examples(rule, rules)


def _examples(rule: Rule, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield the cases of a rule, and what is told where it speaks."""
    mine = [example for example in EXAMPLES if example.rule == rule.id]
    cells = ((each.says, numbers(rules, each), "speaks" if each.speaks else "silent") for each in mine)
    yield table(("example", "compared", "the rule"), cells)
    for example in mine:
        alert = alert_of(rules, example)
        if alert is not None:
            told = text_of(rules, alert)
            yield f"> {told.da}\n>\n> {told.en}"
