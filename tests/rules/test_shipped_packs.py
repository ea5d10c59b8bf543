"""The rules that ship: one row each, to be read beside the law. A new shipped rule is one more row."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from streams.law.packs import load_rulebook
from streams.law.pattern import (
    AfterIllness,
    AlternateWeeks,
    BesideABreak,
    OwnEarlierLevel,
    RepeatedlyLate,
    SiblingsAbsent,
    UnexplainedInARow,
    WeekdayShare,
)
from streams.law.rule import LISTED_FOR, Comparison, Denominator, Rule, RuleStatus, Unit, WindowKind, WindowSpec

RULES = Path(__file__).parents[2] / "rules"

PLANNED = Denominator.PLANNED_SCHOOL_DAYS
HELD = Denominator.HELD_SCHOOL_DAYS
QUARTER = WindowSpec(WindowKind.CALENDAR_QUARTER)
DAY = WindowSpec(WindowKind.SCHOOL_DAY)
YEAR = WindowSpec(WindowKind.SCHOOL_YEAR)
RUN = WindowSpec(WindowKind.CONSECUTIVE_SCHOOL_DAYS)
UNLAWFUL = "unlawful"
SICKNESS = "sickness"
ALL = "leave sickness unlawful"
LAW = RuleStatus.IN_FORCE
LOCAL = RuleStatus.LOCAL


class Expected(NamedTuple):
    """What a shipped rule says: `speaks` is its threshold with its comparison."""

    id: str
    window: WindowSpec
    categories: str
    speaks: str
    of: Denominator | None
    status: RuleStatus
    enabled: bool
    audiences: str


def rolling(days: int) -> WindowSpec:
    return WindowSpec(WindowKind.ROLLING_SCHOOL_DAYS, days)


def months(length: int) -> WindowSpec:
    return WindowSpec(WindowKind.ROLLING_MONTHS, length)


TEACHER = "class-teacher"
HEAD = "principal"
BOTH = "class-teacher principal"
ON = True
OFF = False

PATTERNS = [
    Expected("patterns.afterillness", YEAR, "sickness unlawful", ">= 6 pattern", None, LOCAL, ON, BOTH),
    Expected("patterns.alternateweeks", YEAR, ALL, ">= 8 pattern", None, LOCAL, ON, TEACHER),
    Expected("patterns.break", YEAR, "sickness unlawful", ">= 4 pattern", None, LOCAL, ON, TEACHER),
    Expected("patterns.change", QUARTER, "sickness unlawful", ">= 10 pattern", None, LOCAL, ON, TEACHER),
    Expected("patterns.cluster", QUARTER, "", ">= 4 pupils", None, LOCAL, ON, BOTH),
    Expected("patterns.late", QUARTER, "", ">= 8 pattern", None, LOCAL, ON, TEACHER),
    Expected("patterns.siblings", YEAR, "sickness unlawful", ">= 6 pattern", None, LOCAL, ON, HEAD),
    Expected("patterns.unexplained", RUN, "", ">= 3 pattern", None, LOCAL, ON, BOTH),
    Expected("patterns.weekday", YEAR, ALL, ">= 6 pattern", None, LOCAL, ON, TEACHER),
]
"""What they ask for besides stands in `SHARES`."""

SHARES = {
    "patterns.afterillness": AfterIllness(illness_days=10, following_school_days=20),
    "patterns.alternateweeks": AlternateWeeks(percent=90, absence_days=8, weeks=6),
    "patterns.break": BesideABreak(days_off=3, breaks=3, percent=30),
    "patterns.change": OwnEarlierLevel(times=4, weeks=6, earlier_school_days=60),
    "patterns.late": RepeatedlyLate(weeks=5),
    "patterns.siblings": SiblingsAbsent(percent=60, absence_days=6),
    "patterns.unexplained": UnexplainedInARow(),
    "patterns.weekday": WeekdayShare(percent=50, absence_days=8),
}

TABLE = [
    Expected("bornholm.rolling20", rolling(20), ALL, ">= 7 days", None, LOCAL, ON, BOTH),
    Expected("bornholm.rolling60", rolling(60), ALL, ">= 15 days", None, LOCAL, ON, BOTH),
    Expected("bornholm.run5", RUN, ALL, ">= 5 days", None, LOCAL, ON, BOTH),
    Expected("dk.morning.call", DAY, "", ">= 1 unexplained_absences", None, LAW, ON, TEACHER),
    Expected("dk.notice.late", DAY, "", ">= 1 late_notices", None, LAW, ON, HEAD),
    Expected("dk.quarter.closed", QUARTER, "", ">= 1 pupils", None, LAW, ON, HEAD),
    Expected("dk.quarter.closing", QUARTER, "", ">= 1 open_registrations", None, LAW, ON, HEAD),
    Expected("dk.reform.contact.10", QUARTER, "sickness unlawful", "> 10 days", None, RuleStatus.PROPOSED, OFF, HEAD),
    Expected("dk.reform.support.15", QUARTER, "sickness unlawful", ">= 15 days", None, RuleStatus.PROPOSED, OFF, HEAD),
    Expected("dk.register.end", DAY, "", ">= 1 missing_roll_calls", None, LAW, ON, TEACHER),
    Expected("dk.register.incomplete", DAY, "", ">= 1 open_registrations", None, LAW, ON, BOTH),
    Expected("dk.register.overdue", DAY, "", ">= 1 missing_roll_calls", None, LAW, ON, HEAD),
    Expected("dk.register.silent", DAY, "", ">= 1 silent_days", None, LAW, ON, HEAD),
    Expected("dk.register.start", DAY, "", ">= 1 missing_roll_calls", None, LAW, ON, TEACHER),
    Expected("dk.sickness.certificate", RUN, SICKNESS, "> 10 days", None, LAW, ON, HEAD),
    Expected("dk.sickness.quarter.15", QUARTER, SICKNESS, ">= 15 days", None, LAW, ON, HEAD),
    Expected("dk.sickness.run.15", RUN, SICKNESS, ">= 15 days", None, LAW, ON, HEAD),
    Expected("dk.sickness.year.15", YEAR, SICKNESS, ">= 15 days", None, LAW, OFF, HEAD),
    Expected("dk.total.year.10", YEAR, ALL, "> 10 days", PLANNED, RuleStatus.STATISTIC, ON, ""),
    Expected("dk.total.year.20", YEAR, ALL, "> 20 days", PLANNED, RuleStatus.STATISTIC, ON, ""),
    Expected("dk.unlawful.day", WindowSpec(WindowKind.SCHOOL_DAY), UNLAWFUL, "> 0 days", None, LAW, ON, TEACHER),
    Expected("dk.unlawful.quarter.10", QUARTER, UNLAWFUL, ">= 10 days", PLANNED, LAW, ON, BOTH),
    Expected("dk.unlawful.quarter.15", QUARTER, UNLAWFUL, ">= 15 days", PLANNED, LAW, ON, "municipality principal"),
    Expected("dk.unlawful.quarter.warning", QUARTER, UNLAWFUL, ">= 8 days", PLANNED, LOCAL, ON, TEACHER),
    Expected("hojmark.rolling50", rolling(50), ALL, ">= 10 days", None, LOCAL, OFF, TEACHER),
    Expected("hojmark.year20", YEAR, ALL, ">= 20 days", None, LOCAL, OFF, HEAD),
    Expected("koge.year5", YEAR, ALL, "> 5 days", PLANNED, LOCAL, ON, HEAD),
    Expected("norrebro.episodes5", months(6), ALL, ">= 5 episodes", None, LOCAL, ON, BOTH),
    Expected("odense.rolling200", rolling(200), ALL, ">= 10 days", HELD, LOCAL, ON, BOTH),
    *PATTERNS,
    Expected("skolefravaer.month4", months(1), ALL, ">= 4 days", None, LOCAL, OFF, HEAD),
    Expected("skolefravaer.unlawfulmonth10", months(1), UNLAWFUL, ">= 10 days", HELD, LOCAL, OFF, HEAD),
    Expected("slagelse.rolling20", rolling(20), ALL, ">= 5 days", None, LOCAL, ON, BOTH),
    Expected("slagelse.rolling60", rolling(60), ALL, ">= 15 days", None, LOCAL, ON, BOTH),
    Expected("slagelse.run5", RUN, ALL, ">= 5 days", None, LOCAL, ON, BOTH),
]

MUNICIPALITIES = {
    "bornholm": {"400"},
    "dk-national": set(),
    "hojmark": set(),
    "koge": {"259"},
    "norrebro": {"101"},
    "odense": {"461"},
    "patterns": set(),
    "skolefravaer": set(),
    "slagelse": {"330"},
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Rule]:
    return {rule.id: rule for rule in load_rulebook(RULES).rules}


def test_exactly_the_rules_of_the_table_ship_in_the_order_of_their_ids(shipped: dict[str, Rule]) -> None:
    assert list(shipped) == [expected.id for expected in TABLE]


@pytest.mark.parametrize("expected", TABLE, ids=lambda expected: expected.id)
def test_a_shipped_rule_says_what_the_table_says(expected: Expected, shipped: dict[str, Rule]) -> None:
    rule = shipped[expected.id]
    sign = ">" if rule.threshold.comparison is Comparison.MORE_THAN else ">="
    assert expected == Expected(
        id=rule.id,
        window=rule.window,
        categories=" ".join(sorted(rule.count.categories)),
        speaks=f"{sign} {rule.threshold.text} {rule.count.unit}",
        of=rule.threshold.of,
        status=rule.status,
        enabled=rule.enabled,
        audiences=" ".join(sorted(rule.audiences)),
    )
    assert rule.threshold.amount == Fraction(rule.threshold.text)


def test_local_packs_hold_in_their_municipality_only(shipped: dict[str, Rule]) -> None:
    assert {rule.pack for rule in shipped.values()} == set(MUNICIPALITIES)
    for rule in shipped.values():
        pack = "koge" if rule.id == "dk.unlawful.quarter.warning" else rule.pack
        assert rule.scope.municipalities == MUNICIPALITIES[pack], rule.id
        assert (rule.scope.grades, rule.scope.schools) == (None, frozenset()), rule.id


def test_a_local_rule_without_a_municipality_is_switched_off_unless_it_looks_for_a_pattern(
    shipped: dict[str, Rule],
) -> None:
    for rule in shipped.values():
        if rule.status is RuleStatus.LOCAL and not rule.scope.municipalities:
            assert rule.enabled == (rule.pack == "patterns"), rule.id


def test_a_pattern_asks_for_what_the_table_says(shipped: dict[str, Rule]) -> None:
    patterns = {rule.id: rule.count.pattern for rule in shipped.values() if rule.count.pattern}
    assert patterns == SHARES


def test_only_the_rule_over_200_school_days_waits_for_a_minimum(shipped: dict[str, Rule]) -> None:
    assert {rule.id: rule.minimum_school_days for rule in shipped.values() if rule.minimum_school_days} == {
        "odense.rolling200": 40
    }


def test_the_law_on_unlawful_absence_holds_from_2020_and_names_its_order(shipped: dict[str, Rule]) -> None:
    for name in ("dk.unlawful.day", "dk.unlawful.quarter.10", "dk.unlawful.quarter.15"):
        rule = shipped[name]
        assert rule.source == "BEK nr 1063 af 24/10/2019"
        assert (rule.valid.first, rule.valid.after_last) == (date(2020, 1, 1), None)
        assert rule.version == "dk-national@2025-08-01"


def test_every_shipped_rule_is_about_a_pupil_or_lists_what_is_open(shipped: dict[str, Rule]) -> None:
    pupils = {rule.count.unit for rule in shipped.values() if rule.subject == "pupil"}
    assert pupils == {Unit.DAYS, Unit.EPISODES, Unit.PATTERN}
    lists = [rule for rule in shipped.values() if rule.subject != "pupil"]
    assert {rule.count.unit for rule in lists} == set(LISTED_FOR)
    assert {rule.id for rule in lists if not rule.deadline} == {"patterns.cluster"}
    assert {rule.pack for rule in lists if rule.deadline} == {"dk-national"}


def test_the_statutory_limits_are_brought_up_again_after_two_school_days(shipped: dict[str, Rule]) -> None:
    assert {
        rule.id: rule.reminder_after_school_days for rule in shipped.values() if rule.reminder_after_school_days
    } == {
        "dk.unlawful.quarter.10": 2,
        "dk.unlawful.quarter.15": 2,
    }


def test_the_pack_shown_in_the_guide_can_be_read(tmp_path: Path) -> None:
    guide = (RULES / "README.md").read_text(encoding="utf-8")
    (tmp_path / "mytown.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert [rule.id for rule in load_rulebook(tmp_path).rules] == ["mytown.rolling30"]
