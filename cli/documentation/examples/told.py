"""What the pipeline makes of an example: the alert, its text, and the numbers that were compared.

Runs the real pipeline; nothing is typed. Used by docs/rules.md and by the tests of the examples.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cli.documentation.examples.year import Example, Story, opening
from schemas import Alert, AlertState, Text, encode
from streams.law.rule import Comparison, Rule, Rulebook
from streams.pipeline import Pipeline
from streams.replay.lines import NothingStored
from streams.words.comparison import compared
from streams.words.notifications import alert_text

ANYWHERE = "259"


def alert_of(rules: Sequence[Rule], example: Example) -> Alert | None:
    """Return the alert that the rule of an example has raised in the end, None when it is silent.

    A rule that ships switched off is switched on. Of several alerts the last one counts.
    """
    return _raised(rules, _named(rules, example.rule), example.story)


def text_of(rules: Sequence[Rule], alert: Alert) -> Text:
    """Return what those who are told are told."""
    return alert_text(alert, _named(rules, alert.rule), "raised")


def numbers(rules: Sequence[Rule], example: Example) -> str:
    """Return the comparison of an example in whole numbers; "" when nothing was counted, or not the number decides.

    What a silent rule has counted is told by the same rule with a threshold that everything reaches.
    """
    rule = _named(rules, example.rule)
    least = replace(rule.threshold, amount=Fraction(0), comparison=Comparison.MORE_THAN)
    counted = _raised(rules, replace(rule, threshold=least), example.story)
    if counted is None:
        return ""
    asked = {"threshold": rule.threshold.text, "comparison": rule.threshold.comparison}
    comparison = compared(counted.measure.model_copy(update=asked))
    return comparison.line() if comparison.is_reached == example.speaks else ""


def _raised(rules: Sequence[Rule], rule: Rule, story: Story) -> Alert | None:
    asked = [replace(rule, enabled=True), *(each for each in rules if each.id == rule.count.rule)]
    pipeline = Pipeline(Rulebook(tuple(asked)), NothingStored())
    newest: dict[str, Alert] = {}
    for event in (*opening(min(rule.scope.municipalities, default=ANYWHERE)), *story):
        for outcome in pipeline.outcomes(event, encode(event)):
            newest.update((alert.id, alert) for alert in outcome.alerts if alert.rule == rule.id)
    raised = [alert for alert in newest.values() if alert.state is AlertState.RAISED]
    return raised[-1] if raised else None


def _named(rules: Sequence[Rule], name: str) -> Rule:
    return next(rule for rule in rules if rule.id == name)
