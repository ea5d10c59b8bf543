"""`naervaer rules`: the rule packs checked, listed, shown, and compared with others on the same events.

Wiring only: what a rule says is told by `streams.words.rule_text`, what would be different by `streams.replay.what_if`.
"""

from pathlib import Path
from typing import Literal

import click

from cli.settings import settings
from cli.tables import show_table
from cli.what_if import what_if_command
from streams.law.packs import PackError, load_rulebook
from streams.law.rule import Rule, Rulebook
from streams.words.grammar import WORDS, Language
from streams.words.rule_text import rule_page, said, status_text, window_text

DIRECTORY = click.Path(path_type=Path)
_rules = click.option("--rules", type=DIRECTORY, help="Directory of rule packs.  [default: NAERVAER_RULES]")
_lang = click.option("--lang", type=click.Choice(sorted(WORDS)), default="da", help="Language.")


@click.group("rules")
def command() -> None:
    """Check, list and show the rule packs, and ask what other packs would do."""


command.add_command(what_if_command)


@command.command()
@click.argument("directory", type=DIRECTORY, required=False)
def check(directory: Path | None) -> None:
    """Check the rule packs in DIRECTORY (NAERVAER_RULES when left out).

    Everything wrong is told with file, line and reason; then the exit code is 1.
    """
    rulebook = _loaded(directory)
    packs = sorted({rule.pack for rule in rulebook.rules})
    for pack in packs:
        rules = [rule for rule in rulebook.rules if rule.pack == pack]
        click.echo(f"{rules[0].version}: {len(rules)} rules, {sum(rule.enabled for rule in rules)} on")
    click.echo(f"{len(packs)} packs, {len(rulebook.rules)} rules: nothing wrong")


@command.command("list")
@_rules
@_lang
@click.option("--status", type=click.Choice(["in_force", "proposed", "local", "statistic"]), help="Only these.")
@click.option("--on", "enabled", is_flag=True, help="Only rules that are on.")
def list_(
    rules: Path | None,
    lang: Language,
    status: Literal["in_force", "proposed", "local", "statistic"] | None,
    enabled: bool,  # noqa: FBT001 (an option of the command)
) -> None:
    """List the rules: id, title, status, window, whom it tells."""
    chosen = [
        rule
        for rule in _loaded(rules).rules
        if (status is None or rule.status == status) and (rule.enabled or not enabled)
    ]
    show_table("", ("id", "title", "status", "window", "told to"), (_row(rule, lang) for rule in chosen))


@command.command()
@click.argument("rule_id", metavar="ID")
@_rules
@_lang
def show(rule_id: str, rules: Path | None, lang: Language) -> None:
    """Show one rule: source, status, whom it covers, window, what it counts, arithmetic, duty."""
    found = [rule for rule in _loaded(rules).rules if rule.id == rule_id]
    if not found:
        raise click.ClickException(f"there is no rule {rule_id}; `naervaer rules list` lists them")
    click.echo(rule_page(found[0], lang), nl=False)


def _loaded(directory: Path | None) -> Rulebook:
    try:
        return load_rulebook(directory or settings().rules)
    except PackError as error:
        raise click.ClickException(str(error)) from error


def _row(rule: Rule, lang: Language) -> tuple[str, ...]:
    told = WORDS[lang].audiences(rule.audiences) if rule.audiences else "-"
    return rule.id, said(rule.title, lang), status_text(rule, lang), window_text(rule.window, lang), told
