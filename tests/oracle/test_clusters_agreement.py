"""The clusters of the pipeline are those of the oracle, after each event, in any order and through restarts."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given

from schemas import Alert
from streams.law.rule import Count, Rule, Rulebook, Scope, Threshold, Unit
from tests.oracle.clusters import Cluster, clusters
from tests.oracle.dice import Dice
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.replayer import Replayer
from tests.oracle.rulebook import rule
from tests.oracle.sent import Sent
from tests.oracle.small import moving_lives, school_lives
from tests.oracle.test_agreement import SEEDS, search

ANY = rule("any", "calendar_quarter", "days all", "more_than 0 of planned_school_days")
UNLAWFUL = rule("unlawful", "calendar_quarter", "days unlawful", "at_least 1")


def of_class(name: str, counted: Rule, pupils: int, scope: Scope | None = None) -> Rule:
    """Return a rule about the pupils of a class."""
    asked = replace(counted, id=name, subject="class", count=Count(Unit.PUPILS, rule=counted.id))
    return replace(asked, threshold=Threshold(Fraction(pupils), str(pupils)), scope=scope or counted.scope)


RULES = (
    ANY,
    UNLAWFUL,
    of_class("class.any.1", ANY, 1),
    of_class("class.any.2", ANY, 2),
    of_class("class.unlawful.2", UNLAWFUL, 2),
    of_class("class.scoped", ANY, 1, Scope(grades=(7, 8), municipalities=frozenset({"259"}))),
)


def standing(run: PipelineRun) -> list[Cluster]:
    """Return the clusters that are raised, and see that each version is a message that holds together."""
    raised = [Alert.model_validate(alert, strict=False) for alert in run.active() if alert["subject"] == "class"]
    return sorted(
        (
            alert.school,
            alert.rule,
            alert.class_ or "",
            alert.window.key,
            tuple((item.pupil or "", item.value, item.percent) for item in alert.listed),
        )
        for alert in raised
    )


def expected(replayer: Replayer) -> list[Cluster]:
    """Return the clusters of the oracle at all schools."""
    return sorted(one for views in replayer.views.values() for one in clusters(RULES, views.values()))


@search(1)
@given(school_lives)
def test_after_every_event_the_clusters_are_the_oracle_s(events: list[Sent]) -> None:
    run = PipelineRun(Rulebook(RULES))
    replayer = Replayer([ANY, UNLAWFUL])
    for one in events:
        run.handle(one)
        replayer.tell(one)
        assert standing(run) == expected(replayer)


@search(0.5)
@given(moving_lives)
def test_pupils_who_change_school_are_counted_where_they_count(events: list[Sent]) -> None:
    run = PipelineRun(Rulebook(RULES))
    replayer = Replayer([ANY, UNLAWFUL])
    for one in events:
        run.handle(one)
        replayer.tell(one)
        assert standing(run) == expected(replayer)


@search(0.5)
@given(school_lives, SEEDS)
def test_any_order_with_doubles_and_restarts_ends_in_the_same_clusters(events: list[Sent], seed: int) -> None:
    replayer, dice, run = Replayer([ANY, UNLAWFUL]), Dice(seed), PipelineRun(Rulebook(RULES))
    for one in events:
        replayer.tell(one)
    waiting = [*events, *events[:3]]
    while waiting:
        run.handle(waiting.pop(dice.below(len(waiting))))
        if not dice.below(5):
            run.restart()
    assert standing(run) == expected(replayer)
