"""A pupil who attends is not reviewed until something may change: nothing is missed by that."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from schemas import encode
from sources.simulator import District, simulate
from streams.law.rule import Comparison, Count, Denominator, Rule, Rulebook, Threshold, Unit, ValidInterval, WindowKind
from streams.law.rule import WindowSpec as Window
from streams.pipeline import Pipeline
from tests.oracle.pipeline_run import MemoryStore
from tests.streams.test_reviewed import ANY_UNLAWFUL_DAY

ALL = frozenset({"sickness", "leave", "unlawful"})
HELD, ENROLLED, PLANNED = (
    Denominator.HELD_SCHOOL_DAYS,
    Denominator.ENROLLED_SCHOOL_DAYS,
    Denominator.PLANNED_SCHOOL_DAYS,
)
ROLLING, MONTHS, RUN = WindowKind.ROLLING_SCHOOL_DAYS, WindowKind.ROLLING_MONTHS, WindowKind.CONSECUTIVE_SCHOOL_DAYS


def rule(
    name: str,
    window: Window,
    amount: int,
    of: Denominator | None = None,
    *,
    unit: Unit = Unit.DAYS,
    minimum: int = 0,
    comparison: Comparison = Comparison.AT_LEAST,
    until: date | None = None,
) -> Rule:
    return replace(
        ANY_UNLAWFUL_DAY,
        id=name,
        window=window,
        count=Count(unit, ALL),
        threshold=Threshold(Fraction(amount), str(amount), of, comparison),
        minimum_school_days=minimum,
        valid=ValidInterval(date(2020, 1, 1), until),
    )


RULES = Rulebook(
    (
        rule("rolling.days", Window(ROLLING, 20), 2),
        rule("rolling.share", Window(ROLLING, 30), 10, HELD, minimum=15),
        rule("rolling.share.strict", Window(ROLLING, 60), 8, PLANNED, comparison=Comparison.MORE_THAN),
        rule("rolling.enrolled", Window(ROLLING, 25), 9, ENROLLED, minimum=5),
        rule("rolling.anything", Window(ROLLING, 10), 0, HELD, comparison=Comparison.MORE_THAN),
        rule("rolling.ends", Window(ROLLING, 40), 2, until=date(2025, 10, 29)),
        rule("months.days", Window(MONTHS, 1), 2),
        rule("months.share", Window(MONTHS, 2), 7, HELD, minimum=20),
        rule("months.episodes", Window(MONTHS, 2), 2, unit=Unit.EPISODES),
        rule("rolling.episodes", Window(ROLLING, 35), 2, unit=Unit.EPISODES, minimum=10),
        rule("run", Window(RUN), 2),
        rule("run.minimum", Window(RUN), 1, minimum=3),
        rule("quarter.minimum", Window(WindowKind.CALENDAR_QUARTER), 1, minimum=30),
        rule("quarter.held", Window(WindowKind.CALENDAR_QUARTER), 12, HELD),
        rule("late", Window(ROLLING, 15), 2, unit=Unit.LATE_ARRIVALS),
    )
)


RESTLESS = ("quarter", "months.share", "rolling.enrolled")
"""Rules that may begin to speak on any day, so that whoever was absent never rests."""


@pytest.mark.parametrize("left_out", [("late",), (*RESTLESS, "late"), RESTLESS], ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_reviewing_everybody_after_every_event_finds_nothing_more(seed: int, left_out: tuple[str, ...]) -> None:
    rulebook = Rulebook(tuple(each for each in RULES.rules if not each.id.startswith(left_out)))
    store = MemoryStore()
    steady, forgetful = Pipeline(rulebook, MemoryStore()), Pipeline(rulebook, store)
    versions: set[str] = set()
    for simulated in simulate(District(seed, 25, date(2025, 8, 11), date(2025, 12, 20))):
        raw = encode(simulated.event)
        forgetful.forget()
        one, other = steady.handle(simulated.event, raw), forgetful.handle(simulated.event, raw)
        store.apply(other.writes)
        assert [each.json for each in one.announced] == [each.json for each in other.announced]
        versions |= {each.rule.id for each in one.announced}
    assert len(versions) > len(rulebook.rules) // 2
