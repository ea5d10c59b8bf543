"""What stands on the topic of alerts against what was worked out: one row per way in which they can disagree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Alert, encode
from streams.replay.audit import Difference, Kind, active_differences, by_school, text_differences, texts_of
from tests.explain.school import alerts, six_days_one_corrected

QUARTER = "dk.unlawful.quarter.15"
RAISED, WITHDRAWN = alerts(six_days_one_corrected(), QUARTER)
DAYS = alerts(six_days_one_corrected(), "dk.unlawful.day")
RULES = {QUARTER, "dk.unlawful.day"}


def changed(alert: Alert, **fields: Any) -> Alert:
    return alert.model_copy(update=fields)


FEWER = changed(RAISED, measure=RAISED.measure.model_copy(update={"value": 5.5}))
OTHER_MARKS = changed(RAISED, evidence=RAISED.evidence[1:])
MOVED = RAISED.window.model_copy(update={"kind": "rolling_school_days", "key": "2025-09-22"})
MOVED_LATER = MOVED.model_copy(update={"key": "2025-09-23"})
NEXT_QUARTER = RAISED.window.model_copy(update={"key": "2025-Q4"})


@pytest.mark.parametrize(
    ("expected", "found", "kinds"),
    [
        pytest.param([RAISED], [RAISED], [], id="the same"),
        pytest.param([RAISED], [changed(RAISED, version=7)], [], id="another count of versions is no difference"),
        pytest.param([WITHDRAWN], [WITHDRAWN], [], id="what is withdrawn is not active"),
        pytest.param([RAISED], [], [Kind.MISSING], id="never published"),
        pytest.param([RAISED], [WITHDRAWN], [Kind.MISSING], id="withdrawn though it holds"),
        pytest.param([WITHDRAWN], [RAISED], [Kind.EXTRA], id="raised though it does not hold"),
        pytest.param([RAISED], [FEWER], [Kind.DIFFERENT], id="another value"),
        pytest.param([RAISED], [OTHER_MARKS], [Kind.DIFFERENT], id="other evidence"),
        pytest.param(
            [changed(RAISED, window=MOVED)],
            [changed(RAISED, window=MOVED_LATER)],
            [],
            id="a rolling window has no key of its own",
        ),
        pytest.param(
            [RAISED],
            [changed(RAISED, window=NEXT_QUARTER)],
            [Kind.MISSING, Kind.EXTRA],
            id="a calendar window is another by its key",
        ),
        pytest.param([], [changed(RAISED, rule="switched.off")], [], id="of a rule that is off"),
        pytest.param(
            [changed(RAISED, pupil=None)], [changed(RAISED, pupil=None)], [], id="one about a class has no pupil"
        ),
    ],
)
def test_active_alerts_agree_or_not(expected: list[Alert], found: list[Alert], kinds: list[Kind]) -> None:
    assert [each.kind for each in active_differences(expected, found, RULES)] == kinds


def test_a_difference_names_the_alert() -> None:
    (difference,) = active_differences([RAISED], [FEWER], RULES)
    text = "naervaer.alerts.v1: different: dk.unlawful.quarter.15 280123 p1 2025-Q3: value 5.5, worked out 6"
    assert str(difference) == text


@pytest.mark.parametrize(
    ("values", "is_whole", "expected"),
    [
        pytest.param([RAISED, WITHDRAWN, RAISED], True, [], id="a version that was sent twice"),
        pytest.param([WITHDRAWN], True, [Kind.MISSING], id="the first version is missing"),
        pytest.param([WITHDRAWN], False, [], id="the first version has expired"),
        pytest.param([RAISED, FEWER], True, [Kind.DIFFERENT], id="two texts of one version"),
        pytest.param([RAISED, changed(WITHDRAWN, version=4)], False, [Kind.MISSING, Kind.MISSING], id="gaps"),
    ],
)
def test_versions_on_the_topic(values: list[Alert], is_whole: bool, expected: list[Kind]) -> None:  # noqa: FBT001
    texts = texts_of(map(encode, values))
    assert [each.kind for each in text_differences(texts, is_whole=is_whole)] == expected


def test_a_record_that_is_no_alert_is_told() -> None:
    assert list(text_differences(texts_of([b"nonsense", encode(RAISED)]), is_whole=True)) == [
        Difference("naervaer.alerts.v1", Kind.EXTRA, "1 records that are no alerts")
    ]


@given(st.permutations([RAISED, WITHDRAWN, *DAYS]), st.lists(st.sampled_from([RAISED, WITHDRAWN, *DAYS])))
def test_order_and_repetition_change_nothing(order: list[Alert], repeated: list[Alert]) -> None:
    texts = texts_of(map(encode, [*order, *repeated]))
    assert texts.versions[RAISED.id] == (RAISED, WITHDRAWN)
    assert not list(text_differences(texts, is_whole=True))
    assert len(by_school(texts)["280123"]) == len(texts.versions)


@given(st.sets(st.sampled_from([RAISED, *DAYS])), st.sets(st.sampled_from([RAISED, *DAYS])))
def test_what_is_missing_one_way_is_extra_the_other(ours: set[Alert], theirs: set[Alert]) -> None:
    turned = {Kind.MISSING: Kind.EXTRA, Kind.EXTRA: Kind.MISSING}
    there = [(turned[each.kind], each.what) for each in active_differences(ours, theirs, RULES)]
    assert there == [(each.kind, each.what) for each in active_differences(theirs, ours, RULES)]
