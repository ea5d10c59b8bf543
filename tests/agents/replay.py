"""What the pure pipeline makes of the same events, to compare the worker with."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agents.store import SchoolIndex
from schemas import Rejection, decode
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from tests.agents.builders import as_json

RULES = Path(__file__).parents[2] / "rules"


def alerts_of(events: Iterable[tuple[str, dict[str, Any]]]) -> dict[tuple[str, int], bytes]:
    """Give every alert version, as bytes by id and version, that follows from (topic, event) in this order."""
    index = SchoolIndex()
    pipeline = Pipeline(load_rulebook(RULES), index)
    alerts = {}
    for topic, value in events:
        raw = as_json(value)
        event = decode(topic, value["school"].encode(), raw)
        assert not isinstance(event, Rejection), event
        outcome = pipeline.handle(event, raw)
        index.write(0, outcome.writes.items())
        alerts.update({(each.id, each.record.version): each.json for each in outcome.announced})
    return alerts
