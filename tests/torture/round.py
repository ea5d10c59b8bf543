"""One round: an installation, the events of a seed, the faults of a script, and the verdict.

Owns the order of things; nothing is asserted here. Used by the tests and by the long form.
"""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep

from tests.torture.events import Traffic, traffic
from tests.torture.faults import Fault, Script
from tests.torture.injections import inject
from tests.torture.installation import Installation
from tests.torture.lag import Lag
from tests.torture.producer import Producer
from tests.torture.verdict import hear, problems

DEADLINE_SECONDS = 240.0


@dataclass(frozen=True)
class Result:
    """What a round was and how it ended; `problems` is empty when all is as it must be.

    `last_words` are the last log lines of workers that gave up by themselves.
    """

    seed: int
    pace: str
    mixed: bool
    workers: int
    faults: tuple[str, ...]
    events: int
    doubled: int
    alert_versions: int
    alerts_published: int
    ends: dict[str, int]
    seconds: float
    last_words: tuple[str, ...]
    problems: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Give it as JSON data."""
        return asdict(self)


class TooSlow(Exception):  # noqa: N818 (a fact)
    """Something did not come before the deadline."""


def play(script: Script, pace: str, directory: Path, tell: Callable[[str], None] = lambda _: None) -> Result:
    """Play a script in a new installation; `pace` is that of its workers."""
    began, events = monotonic(), traffic(script)
    full = Fault.CLICKHOUSE_FULL in script.faults
    with Installation(directory, workers=script.workers, pace=pace, small_disk=full) as town:
        try:
            _trouble(script, events, town, tell)
            heard = hear(town.broker.bootstrap)
            found = tuple(problems(script, events, heard, town.clickhouse.port, directory))
            versions, published = len(heard.copies), heard.published()
        except TooSlow as error:
            found, versions, published = (f"{error}\n{town.logs()}",), 0, 0
    return Result(
        *(script.seed, pace, script.mixed, script.workers, tuple(map(str, script.faults)), events.total()),
        *(events.doubled, versions, published, dict(town.ended), round(monotonic() - began, 1)),
        *(tuple(town.last_words), found),
    )


def _trouble(script: Script, events: Traffic, town: Installation, tell: Callable[[str], None]) -> None:
    """Publish and disturb until everything is published, judged and written."""
    dice = random.Random(f"trouble {script.seed}")  # noqa: S311 - test data
    with Producer(town.broker.bootstrap, events) as producer:
        for number, fault in enumerate(script.faults, start=1):
            _await(producer.has_sent_the_allowed, producer, town, "events were not sent")
            producer.allow(number / (len(script.faults) + 1))
            tell(f"  {producer.sent:5} events sent, {fault}")
            inject(fault, town, dice)
        producer.allow(1.0)
        _await(lambda: producer.done, producer, town, "events were not judged")
    for lag in (Lag.of_worker(town.broker.bootstrap), Lag.of_sink(town.broker.bootstrap)):
        _await(lag.is_none, producer, town, f"group {lag.group} does not end")


def _await(reached: Callable[[], bool], producer: Producer, town: Installation, what: str) -> None:
    """Wait and look after the processes meanwhile. Errors: TooSlow, or what the producer raised."""
    deadline = monotonic() + DEADLINE_SECONDS
    while not reached():
        town.look_after()
        if producer.error is not None:
            raise producer.error
        if monotonic() > deadline:
            behind = Lag.of_worker(town.broker.bootstrap).behind(), Lag.of_sink(town.broker.bootstrap).behind()
            raise TooSlow(f"{what} within {DEADLINE_SECONDS:.0f} s; behind (worker, sink): {behind}")
        sleep(0.1)
