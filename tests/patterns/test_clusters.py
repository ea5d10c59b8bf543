"""Clusters in a class: at least so many pupils of it above a percentage in the quarter, in any order of events."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Alert, ListedItem
from streams.law.rule import Count, Denominator, Rule, Rulebook, Scope, Threshold, Unit, ValidInterval
from streams.pipeline import Pipeline
from tests.oracle.pipeline_run import MemoryStore
from tests.oracle.rulebook import rule
from tests.oracle.sent import Sent, calendar, erasure, notice, roll_call, roster, transfer
from tests.patterns.year import SHIPPED, YEAR, alerts, away, notifications, run_of, there

TEN = SHIPPED["dk.unlawful.quarter.10"]
CLUSTER = SHIPPED["patterns.cluster"]
TWO = replace(CLUSTER, id="two", threshold=Threshold(Fraction(2), "2"))
SHORT = calendar("cal-1", 2025, "2025-09-01", "2025-09-13")
"""Ten school days, so that one day of absence is 10 %."""
MONDAY, TUESDAY = "2025-09-01", "2025-09-02"
LATER = "2025-09-20T12:00:00+02:00"
BOTH = [*away([MONDAY]), *away([MONDAY], pupil="p2")]
Standing = dict[tuple[str, str | None, str], tuple[float, tuple[object, ...]]]


def of_classes(rules: Sequence[Rule], events: Sequence[Sent]) -> list[Alert]:
    return [each for each in alerts(rules, events) if each.subject == "class"]


def standing(rules: Sequence[Rule], events: Sequence[Sent]) -> Standing:
    newest = {alert.id: alert for alert in of_classes(rules, events)}
    return {
        (each.rule, each.class_, each.window.key): (each.measure.value, each.evidence)
        for each in newest.values()
        if each.state == "raised"
    }


def whom(events: Sequence[Sent], rules: Sequence[Rule] = (TEN, TWO)) -> dict[str | None, list[str | None]]:
    """Return the pupils of the standing clusters by class."""
    return {
        class_: [item.pupil for item in evidence if isinstance(item, ListedItem)]
        for (_, class_, _), (_, evidence) in standing(rules, events).items()
    }


def in_class(class_: str, pupil: str, day: str, what: str = "absent unlawful", grade: int = 5) -> Sent:
    fields = {"class": class_, "grade": grade, "recorded_at": f"{day}T09:05:00+02:00"}
    return roll_call(f"rc-{day}-{pupil}-{class_}", day, [f"{pupil} {what}"], **fields)


class Row(NamedTuple):
    """What is known, and the pupils of each class with a cluster of two."""

    says: str
    events: list[Sent]
    clusters: dict[str, list[str]]


TABLE = [
    Row("two pupils of a class with 10 % are a cluster", [SHORT, *BOTH], {"5B": ["p1", "p2"]}),
    Row("one pupil is none", [SHORT, *away([MONDAY])], {}),
    Row("one pupil with much more is none", [SHORT, *away(run_of(MONDAY, 10))], {}),
    Row("a pupil below 10 % does not count", [YEAR, *away(run_of(MONDAY, 6)), *away([MONDAY], pupil="p2")], {}),
    Row("sickness does not count", [SHORT, *away([MONDAY]), *away([MONDAY], "absent sickness", "p2")], {}),
    Row(
        "absence not explained counts", [SHORT, *away([MONDAY]), *away([MONDAY], "absent", "p2")], {"5B": ["p1", "p2"]}
    ),
    Row(
        "nor need they be absent on the same day",
        [SHORT, *away([MONDAY]), *away([TUESDAY], pupil="p2")],
        {"5B": ["p1", "p2"]},
    ),
    Row("two pupils of two classes are none", [SHORT, *away([MONDAY]), in_class("5A", "p2", MONDAY)], {}),
    Row(
        "each class has its own",
        [SHORT, *BOTH, in_class("5A", "p3", MONDAY), in_class("5A", "p4", MONDAY)],
        {"5B": ["p1", "p2"], "5A": ["p3", "p4"]},
    ),
    Row(
        "who changes class counts in the new one",
        [SHORT, *BOTH, in_class("5A", "p3", MONDAY), in_class("5A", "p2", TUESDAY, "present")],
        {"5A": ["p2", "p3"]},
    ),
    Row(
        "who changes class in the next school year stays in the class of the quarter",
        [SHORT, *BOTH, in_class("6C", "p2", "2026-09-01", "present", 6)],
        {"5B": ["p1", "p2"]},
    ),
    Row("without a calendar nobody has a percentage", BOTH, {}),
    Row("a third pupil joins", [SHORT, *BOTH, *away([TUESDAY], pupil="p0")], {"5B": ["p0", "p1", "p2"]}),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.says)
def test_who_is_a_cluster(row: Row) -> None:
    assert whom(row.events) == row.clusters
    assert whom([*reversed(row.events), *row.events]) == row.clusters


ENDS = [
    pytest.param(there([MONDAY], "p2", version=2)[0], "corrected", id="a pupil was there after all"),
    pytest.param(in_class("5A", "p2", TUESDAY, "present"), "corrected", id="a pupil goes to another class"),
    pytest.param(
        calendar("cal-2", 2025, "2025-09-01", "2025-10-01", recorded_at=LATER),
        "calendar_changed",
        id="more school days",
    ),
    pytest.param(erasure("er-1", "p2", LATER), "pupil_erased", id="a pupil is erased"),
    pytest.param(
        transfer("tr-1", "p2", "280124", "2025-09-10", LATER), "transferred", id="a pupil goes to another school"
    ),
]


@pytest.mark.parametrize(("event", "reason"), ENDS)
def test_what_takes_a_pupil_away_withdraws_the_cluster(event: Sent, reason: str) -> None:
    told = of_classes([TEN, TWO], [SHORT, *BOTH, event])
    assert [(each.state, each.reason) for each in told] == [("raised", "threshold_crossed"), ("withdrawn", reason)]
    assert "p2" not in told[-1].model_dump_json() or reason == "calendar_changed"
    assert standing([TEN, TWO], [SHORT, event, *BOTH]) == {}


def test_a_notice_in_time_withdraws_the_cluster() -> None:
    explained = notice("no-1", "p2", f"{MONDAY}..{TUESDAY}", "sickness", f"{MONDAY}T07:00:00+02:00")
    events = [SHORT, *away([MONDAY]), *away([MONDAY], "absent", "p2"), explained]
    told = of_classes([TEN, TWO], events)
    assert [(each.state, each.reason) for each in told][1:] == [("withdrawn", "notice_received")]
    assert standing([TEN, TWO], events[::-1]) == {}


def test_a_cluster_that_comes_again_is_the_next_version_of_the_same_alert() -> None:
    back = away([MONDAY], pupil="p2", version=3)[0]
    told = of_classes([TEN, TWO], [SHORT, *BOTH, there([MONDAY], "p2", version=2)[0], back])
    assert [(each.version, str(each.state)) for each in told] == [(1, "raised"), (2, "withdrawn"), (3, "raised")]
    assert len({each.id for each in told}) == 1


def test_more_absence_of_a_pupil_changes_the_evidence() -> None:
    told = of_classes([TEN, TWO], [SHORT, *BOTH, *away([TUESDAY])])
    assert [(each.version, str(each.reason)) for each in told] == [(1, "threshold_crossed"), (2, "evidence_changed")]
    assert [(item.pupil, item.value, item.percent) for item in told[-1].listed] == [
        ("p1", 2, "20.0"),
        ("p2", 1, "10.0"),
    ]


def test_the_alert_is_about_the_class_and_names_no_pupil_outside_its_evidence() -> None:
    (alert,) = of_classes([TEN, TWO], [SHORT, *BOTH])
    assert (alert.subject, alert.class_, alert.grade, alert.pupil) == ("class", "5B", 5, None)
    assert (alert.window.key, alert.window.first, alert.window.after_last) == (
        "2025-Q3",
        date(2025, 7, 1),
        date(2025, 10, 1),
    )
    assert (alert.measure.unit, alert.measure.value, alert.measure.threshold) == ("pupils", 2, "2")
    assert (alert.as_of, alert.calendar) == (date(2025, 9, 1), "cal-1")


ASIDE = [
    pytest.param([TEN, replace(TWO, scope=Scope(grades=(7, 10)))], id="of another grade"),
    pytest.param([TEN, replace(TWO, scope=Scope(municipalities=frozenset({"101"})))], id="of another municipality"),
    pytest.param([TEN, replace(TWO, valid=ValidInterval(date(2025, 10, 1)))], id="that holds later"),
    pytest.param([TEN, replace(TWO, enabled=False)], id="that is switched off"),
    pytest.param([replace(TEN, enabled=False), TWO], id="whose rule about pupils is switched off"),
]


@pytest.mark.parametrize("rules", ASIDE)
def test_nothing_is_said_by_a_rule(rules: list[Rule]) -> None:
    assert of_classes(rules, [SHORT, roster("ro-1", 2025, {"5B": ["p1 2025-08-11.."]}), *BOTH]) == []


def test_other_categories_and_another_percentage_are_those_of_the_rule_that_is_named() -> None:
    half = rule("half", "calendar_quarter", "days sickness", "at_least 50 of planned_school_days")
    named = replace(TWO, count=Count(Unit.PUPILS, rule="half"))
    five, four = run_of(MONDAY, 5), run_of(MONDAY, 4)
    ill = [SHORT, *away(five, "absent sickness"), *away(four, "absent sickness", "p2")]
    assert whom(ill, [half, named]) == {}
    assert whom([*ill, *away(five[-1:], "absent sickness", "p2")], [half, named]) == {"5B": ["p1", "p2"]}


def test_a_cluster_is_cleared_when_time_alone_ends_the_alert_of_a_pupil() -> None:
    until = replace(TEN, valid=ValidInterval(date(2020, 1, 1), date(2025, 9, 3)))
    assert until.threshold.of is Denominator.PLANNED_SCHOOL_DAYS
    told = of_classes([until, TWO], [SHORT, *BOTH, *there(["2025-09-03"], "p2")])
    assert [(each.state, each.reason) for each in told][1:] == [("cleared", "window_moved")]


def test_the_shipped_rule_speaks_of_four_pupils_with_their_percentages() -> None:
    days = run_of(MONDAY, 6)
    pupils = ["p1", "p2", "p3", "p4"]
    quarter = calendar("cal-1", 2025, "2025-08-11", "2025-10-01")
    events = [quarter, *(event for name in pupils for event in away(days[: 4 + (name == "p1")], pupil=name))]
    assert of_classes([TEN, CLUSTER], events[:-1]) == []
    texts = {note.text for note in notifications([TEN, CLUSTER], events) if note.alert.subject == "class"}
    (text,) = texts
    assert text.da.startswith(
        "5B: 4 elever (13,5 %, 10,8 %, 10,8 % og 10,8 %) i perioden 1. juli til 5. september 2025. "
    )
    assert text.en.startswith(
        "5B: 4 pupils (13.5 %, 10.8 %, 10.8 % and 10.8 %) in the period 1 July to 5 September 2025. "
    )


def test_alerts_about_pupils_are_the_same_with_and_without_clusters() -> None:
    events = [SHORT, *BOTH, *away([TUESDAY]), *there([MONDAY], "p2", version=2)]
    of_pupils = [each for each in alerts([TEN, TWO], events) if each.subject == "pupil"]
    assert of_pupils == alerts([TEN], events)


@pytest.mark.parametrize("order", list(permutations([SHORT, *BOTH, in_class("5B", "p2", TUESDAY, "present")])))
def test_any_order_ends_in_the_same_cluster(order: tuple[Sent, ...]) -> None:
    assert whom([*order, *order[:2]]) == {"5B": ["p1", "p2"]}


def test_a_new_worker_goes_on_from_what_is_stored() -> None:
    events = [SHORT, *BOTH, *away([TUESDAY]), there([MONDAY], "p2", version=2)[0]]
    store = MemoryStore()
    told: list[Alert] = []
    for event in events:
        outcome = Pipeline(Rulebook((TEN, TWO)), store).handle(event.event(), event.raw)
        store.apply(outcome.writes)
        told += outcome.alerts
    assert told == alerts([TEN, TWO], events)
    assert [str(each.state) for each in told if each.subject == "class"] == ["raised", "raised", "withdrawn"]


HAPPENINGS = [
    *(
        in_class(class_, pupil, day)
        for class_ in ("5A", "5B")
        for pupil in ("p1", "p2", "p3")
        for day in (MONDAY, TUESDAY)
    ),
    *(there([MONDAY], name, version=4)[0] for name in ("p1", "p2")),
    in_class("6A", "p1", "2026-09-01", "absent unlawful", 6),
    in_class("6A", "p2", "2026-09-02", "absent", 6),
    in_class("6A", "p3", "2026-09-02", "absent", 6),
    notice("no-1", "p2", "2026-09-02..2026-09-03", "leave", "2026-09-01T07:00:00+02:00"),
    notice("no-2", "p3", f"{MONDAY}..2025-09-04", "sickness", f"{MONDAY}T07:00:00+02:00"),
    calendar("cal-2", 2025, "2025-09-01", "2025-10-01", recorded_at=LATER),
    calendar("cal-3", 2025, "2025-09-02", "2025-09-12", recorded_at="2025-09-21T12:00:00+02:00"),
    roster("ro-1", 2025, {"5B": ["p1 2025-08-11..", "p2 2025-08-11.."]}),
    erasure("er-1", "p3", "2025-09-02T12:00:00+02:00"),
    transfer("tr-1", "p1", "280124", TUESDAY, LATER),
]
NEXT_YEAR = calendar("cal-4", 2026, "2026-09-01", "2026-09-12")


@settings(max_examples=150)
@given(st.lists(st.sampled_from(HAPPENINGS), max_size=14), st.data())
def test_any_order_and_duplication_ends_in_the_same_clusters(events: list[Sent], data: st.DataObject) -> None:
    known = [SHORT, NEXT_YEAR, *events]
    shuffled = data.draw(st.permutations([*known, *events[:4]]))
    assert standing([TEN, TWO], known) == standing([TEN, TWO], shuffled)
