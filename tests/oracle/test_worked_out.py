"""The pupils worked out from the pages, page by page, are those that the events made one by one."""

from hypothesis import given

from streams.law.rule import Rulebook
from streams.register.register import Register
from streams.windows.days import positions_of
from tests.oracle.pipeline_run import PipelineRun
from tests.oracle.sent import SCHOOL, Sent
from tests.oracle.small import school_lives
from tests.oracle.test_agreement import search


def known(register: Register) -> dict[str, object]:
    """Return what is known of each pupil with a mark, in dates, as frames may begin with different years."""
    origin = register.frame.origin
    return {
        pupil.id: (
            [[day + origin for day in positions_of(days)] for days in (*pupil.cells, pupil.upper & pupil.marked)],
            (pupil.year, pupil.home, pupil.home_before),
            (pupil.newest + 2 * origin, pupil.as_of + origin if pupil.as_of >= 0 else None),
            frozenset(pupil.classes),
        )
        for pupil in register.pupils.values()
        if pupil.marked
    }


@search(3)
@given(school_lives)
def test_a_register_read_from_its_entries_knows_what_it_knew_before(events: list[Sent]) -> None:
    run = PipelineRun(Rulebook(()))
    for one in events:
        run.handle(one)
    register = run.pipeline.register(SCHOOL)
    assert known(Register(SCHOOL, run.store.entries(SCHOOL))) == known(register)


@search(1)
@given(school_lives)
def test_pupils_of_equal_days_share_them_after_reading(events: list[Sent]) -> None:
    run = PipelineRun(Rulebook(()))
    for one in events:
        run.handle(one)
    pupils = Register(SCHOOL, run.store.entries(SCHOOL)).pupils.values()
    sets = [days for pupil in pupils for days in pupil.cells]
    assert len({id(days) for days in sets}) == len(set(sets))
