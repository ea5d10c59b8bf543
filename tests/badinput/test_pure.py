"""Whatever the bytes, decode and plan never raise, and every message is applied, forwarded or a dead letter."""

from collections import Counter
from pathlib import Path

import pytest

from agents.batch import Planner
from agents.config import WorkerConfig
from agents.fuse import Fuse
from agents.store import SchoolIndex
from schemas import INPUT_TOPICS, Reason, Rejection, dead_letter_topic, decode, mask_cpr
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from streams.routing import partition_of
from tests.agents.builders import NOW, SCHOOL, Found
from tests.agents.replay import RULES
from tests.badinput.fates import is_nested_deeply, reason_by_the_bytes
from tests.badinput.mutants import Mutant, mutants

PARTITIONS = 12
HOME = partition_of(SCHOOL, PARTITIONS)
MESSAGES = 4000


def reason(mutant: Mutant) -> Reason | None:
    decoded = decode(mutant.topic, mutant.key, mutant.value)
    return decoded.reason if isinstance(decoded, Rejection) else None


@pytest.mark.parametrize("seed", range(3))
def test_the_reason_is_the_one_that_the_bytes_give(seed: int) -> None:
    for mutant in mutants(seed, MESSAGES):
        found, expected = reason(mutant), reason_by_the_bytes(mutant.value)
        if expected is None and is_nested_deeply(mutant.value or b""):
            assert found is not None, mutant
        elif expected is None:
            assert found not in (Reason.TOO_LARGE, Reason.NOT_JSON, Reason.INTERNAL_ERROR), mutant
        else:
            assert found is expected, mutant


def test_a_whole_message_is_applied_and_every_kind_of_damage_on_every_topic_is_met() -> None:
    met: Counter[tuple[str, str]] = Counter()
    for mutant in mutants(1, MESSAGES):
        met[mutant.kind, mutant.topic] += 1
        if mutant.kind in ("whole", "odd headers"):
            assert reason(mutant) is None, mutant
    assert len(met) == len({kind for kind, _ in met}) * len(INPUT_TOPICS)


@pytest.mark.parametrize("seed", range(2))
def test_every_message_is_applied_or_forwarded_or_a_dead_letter_with_the_reason(seed: int) -> None:
    index = SchoolIndex()
    config = WorkerConfig("", RULES, Path(), 0, PARTITIONS)
    planner = Planner(Pipeline(load_rulebook(RULES), index), index, config, Fuse(0))
    for mutant in mutants(seed, MESSAGES):
        found = Found(mutant.topic, HOME, 7, NOW.timestamp(), mutant.headers, mutant.key, mutant.value)
        plan = planner.plan([found], NOW)
        expected = reason(mutant)
        letters = [record for record in plan.records if record.topic == dead_letter_topic(mutant.topic)]
        assert plan.taken == 1
        assert not plan.too_many_bugs
        if expected is not None:
            assert plan.rejections == {(mutant.topic, expected.value): 1}
            assert dict(letters[0].headers)["naervaer-reason"] == expected.value.encode()
            assert letters[0].value == (None if mutant.value is None else mask_cpr(mutant.value))
            assert not plan.state
        else:
            assert plan.rejections.total() <= 1, "a clock tick may name a partition that does not exist"
            assert len(letters) == plan.rejections.total()
