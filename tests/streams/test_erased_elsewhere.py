"""A pupil who was transferred and is erased: what stands at which school, and that nothing is kept where asked."""

import zlib
from collections.abc import Sequence
from typing import Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.law.rule import Rulebook
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.rulebook import rule
from tests.oracle.sent import SCHOOL, Sent, calendar, erasure, notice, roll_call, transfer

NEW, THIRD = "10100A", "20200b"
PUPILS = ("p1", "p2")
PLACES = (SCHOOL, NEW, THIRD)
RULES = Rulebook(
    (
        rule("unlawful", "school_year", "days unlawful", "more_than 0"),
        rule("sick", "school_year", "days sickness", "more_than 0"),
    )
)
AFTER_ALL: Final = "2025-10-31T12:00:00+01:00"
YEAR = [calendar("cal", 2025, "2025-08-11", "2026-06-27", school=school) for school in PLACES]


def absent(school: str, day: int, pupil: str = "p1", what: str = "absent unlawful") -> Sent:
    own = {"class": "3A", "grade": 3, "school": school, "recorded_at": f"2025-09-{day:02d}T08:05:00+02:00"}
    return roll_call(f"rc-{school}-{day}-{PUPILS.index(pupil)}", f"2025-09-{day:02d}", [f"{pupil} {what}"], **own)


def goes(school: str, to_school: str, day: int) -> Sent:
    return transfer(f"tr-{school}", "p1", to_school, f"2025-09-{day}", f"2025-09-{day}T12:00:00+02:00", school=school)


def forgets(school: str) -> Sent:
    return erasure(f"er-{school}", "p1", AFTER_ALL, school=school)


LIFE = [
    *(absent(SCHOOL, day) for day in (1, 2)),
    absent(SCHOOL, 3, what="absent"),
    notice("no", "p1", "2025-09-03..2025-09-04", "sickness", "2025-09-03T07:00:00+02:00"),
    *(absent(NEW, day) for day in (15, 16)),
    absent(THIRD, 25),
    *(absent(school, 8, "p2") for school in PLACES),
]
ONWARD = [goes(SCHOOL, NEW, 10), goes(NEW, THIRD, 20)]
IN_A_CIRCLE = [*ONWARD, goes(THIRD, SCHOOL, 29)]


def after(events: Sequence[Sent]) -> PipelineRun:
    run = PipelineRun(RULES)
    for one in [*YEAR, *events]:
        run.handle(one)
    return run


def counted(run: PipelineRun, pupil: str = "p1") -> dict[tuple[str, str], float]:
    """Return the values of a pupil's active alerts by school and rule."""
    found = {}
    for alert in run.active():
        measure = alert["measure"]
        if alert["pupil"] == pupil and isinstance(measure, dict):
            found[str(alert["school"]), str(alert["rule"])] = float(measure["value"])
    return found


def marks_kept(run: PipelineRun, school: str) -> list[str]:
    """Return the keys of the stored entries of a school that hold a mark or a notice of the pupil."""
    return [key for key, entry in run.store.entries(school).items() if _holds_mark(key, entry)]


def _holds_mark(key: str, entry: bytes) -> bool:
    if "/arrival/" in key:
        return bool(orjson.loads(zlib.decompress(entry))["marks"])
    if any(f"/{kind}/p1" in key for kind in ("erasure", "transfer", "departure")):
        return False
    return "/notices/p1" in key or b'"p1"' in entry or (b"p1" in entry and "/alert" not in key)


ROWS = {
    "erased nowhere, all counts at the last school": ((), {(THIRD, "unlawful"): 5, (THIRD, "sick"): 1}),
    "erased at the first school, what was recorded there counts nowhere": ((SCHOOL,), {(THIRD, "unlawful"): 3}),
    "erased on the way, what came and what was recorded there count nowhere": ((NEW,), {(THIRD, "unlawful"): 1}),
    "erased at the last school, nothing counts": ((THIRD,), {}),
    "erased everywhere, nothing counts": (PLACES, {}),
}


@pytest.mark.parametrize(("erased", "expected"), ROWS.values(), ids=ROWS)
def test_what_counts_of_a_pupil_who_changed_school_twice(
    erased: tuple[str, ...], expected: dict[tuple[str, str], float]
) -> None:
    events = [*LIFE, *ONWARD, *map(forgets, erased)]
    for order in (events, events[::-1], [*events, *events]):
        assert counted(after(order)) == expected


@settings(max_examples=60, deadline=None)
@given(st.sampled_from((ONWARD, IN_A_CIRCLE)), st.data())
def test_erased_everywhere_nothing_is_kept_anywhere_whatever_the_order(moves: list[Sent], data: st.DataObject) -> None:
    events = [*LIFE, *moves, *map(forgets, PLACES)]
    twice = data.draw(st.lists(st.sampled_from(events), max_size=4))
    run = after(data.draw(st.permutations([*events, *twice])))
    assert counted(run) == {}
    assert {school: marks_kept(run, school) for school in PLACES} == {school: [] for school in PLACES}
    assert {place for place, _ in counted(run, "p2")} == set(PLACES)
    run.restart()
    assert all(not run.pipeline.register(school).papers.moves.marks("p1") for school in PLACES)


def test_without_an_erasure_every_school_keeps_something() -> None:
    run = after([*LIFE, *ONWARD])
    assert all(marks_kept(run, school) for school in PLACES)
    assert len(run.pipeline.register(THIRD).papers.moves.marks("p1")) == 5


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), st.data())
def test_erased_at_one_school_nothing_is_kept_there(school: str, data: st.DataObject) -> None:
    run = after(data.draw(st.permutations([*LIFE, *ONWARD, forgets(school)])))
    assert marks_kept(run, school) == []
