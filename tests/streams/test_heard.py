"""Events of the past judged again: what a transfer moves is found from a file and, once, from the topics."""

from streams.replay.told import Standing
from streams.replay.worked_out import work_out
from tests.explain.school import CALENDAR, RULEBOOK, calendar, line, registration
from tests.streams.test_what_if import QUARTER, heard

NEW = "280999"
DAYS = [f"2025-09-{day:02d}" for day in (1, 2, 3, 4, 5, 8)]
TRANSFER = {
    "id": "tr-1",
    "school": "280123",
    "pupil": "p1",
    "to_school": NEW,
    "date": "2025-09-15",
    "recorded_at": "2025-09-15T12:00:00+02:00",
}
EVENTS = heard(
    [
        calendar(),
        line("calendars", CALENDAR | {"school": NEW}),
        *(registration(f"rc-{day}", day, "absent", category="unlawful") for day in DAYS),
        line("transfers", TRANSFER),
    ]
)


def places(standing: Standing) -> set[tuple[str, str]]:
    return {(told.school, str(told.state)) for told in standing.alerts.values() if told.rule == QUARTER}


def test_a_file_says_what_follows_at_the_new_school() -> None:
    standing = Standing(RULEBOOK)
    for event in EVENTS:
        standing.hear(event)
    assert places(standing) == {("280123", "withdrawn"), (NEW, "raised")}
    assert work_out(RULEBOOK, EVENTS).schools == ("280123", NEW)


def test_what_the_worker_published_for_the_new_school_is_not_made_again() -> None:
    standing = Standing(RULEBOOK)
    for event in EVENTS:
        standing.hear(event._replace(from_worker=True))
    assert places(standing) == {("280123", "withdrawn")}
