"""A flood of damaged messages over all input topics: the worker stays up, and nothing is unaccounted for."""

from collections.abc import Callable

import pytest

from schemas import INPUT_TOPICS
from streams.routing import partition_of
from tests.agents.builders import SCHOOL
from tests.agents.conftest import PARTITIONS, School, Worker
from tests.agents.test_bad_input import metrics
from tests.badinput.flood import dead_letters, send
from tests.badinput.mutants import Mutant, mutants

pytestmark = pytest.mark.integration

MESSAGES = 2500
HOME = partition_of(SCHOOL, PARTITIONS)
TEN_MEGABYTES = Mutant("huge", INPUT_TOPICS[0], SCHOOL.encode(), b" " * 10 * 1024 * 1024)


def test_every_message_of_a_flood_is_applied_or_forwarded_or_a_dead_letter_with_the_right_reason(
    start_worker: Callable[..., Worker], bootstrap: str, school_system: School
) -> None:
    worker = start_worker()
    tally = send(bootstrap, [*mutants(1, MESSAGES), TEN_MEGABYTES], HOME)
    school_system.await_handled(*INPUT_TOPICS)

    assert tally.refused["huge"] == 1, "the broker takes no ten megabytes"
    assert set(tally.refused) <= {"huge", "no value"}
    assert {topic for topic, _ in tally.rejected} == set(INPUT_TOPICS)
    assert tally.applied() > 100
    assert dead_letters(bootstrap) == tally.rejected
    shown = metrics(worker)
    for topic in INPUT_TOPICS:
        read = tally.taken[topic] + tally.forwarded[topic]
        assert shown[f'naervaer_events_total{{topic="{topic}"}}'] == read
        assert shown.get(f'naervaer_forwarded_total{{topic="{topic}"}}', 0) == tally.forwarded[topic]
    rejected = sum(value for name, value in shown.items() if name.startswith("naervaer_rejections_total"))
    assert rejected == tally.rejected.total()
    assert worker.process.poll() is None
    assert worker.stop() == 0
