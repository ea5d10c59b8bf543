"""A share of the events worked out from the beginning: the registers and the newest version of every alert.

Owns the run only. Pure. Called by `naervaer verify`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import Alert
from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS, Pipeline
from streams.replay.heard import Heard, outcomes
from streams.replay.lines import NothingStored
from streams.windows.clock import NO_SCHOOL


@dataclass(frozen=True)
class WorkedOut:
    """What the events make: `alerts` the newest versions by id, the registers of `schools` in the pipeline."""

    pipeline: Pipeline
    schools: tuple[str, ...]
    alerts: Mapping[str, Alert]


def work_out(rulebook: Rulebook, events: Iterable[Heard], partitions: int = PARTITIONS) -> WorkedOut:
    """Judge the events of a share, from topics with so many partitions."""
    pipeline, schools, alerts = Pipeline(rulebook, NothingStored(), partitions), set[str](), dict[str, Alert]()
    for heard in events:
        for outcome in outcomes(pipeline, heard):
            alerts.update((alert.id, alert) for alert in outcome.alerts)
            schools.add(outcome.school)
    return WorkedOut(pipeline, tuple(sorted(school for school in schools if school[:1] not in {"", NO_SCHOOL})), alerts)
