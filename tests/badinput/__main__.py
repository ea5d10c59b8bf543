"""`python -m tests.badinput`: a long flood of damaged messages on a broker, and what it costs the worker.

Reads FUZZ_MESSAGES (100000) and TORTURE_SEED (1). The worker is given good roll calls, then the damaged messages, then
only such as it must reject, then good roll calls again; how much processor time it took for each of them is told by its
own metrics. The ratio is that of one run, so that it does not depend on the machine; it is printed, not judged.
"""

import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Self

from deploy.local.broker import LocalBroker
from deploy.topics import create_topics
from schemas import CALENDARS, INPUT_TOPICS, ROLL_CALLS, Rejection, decode
from streams.routing import partition_of
from tests.agents.builders import SCHOOL, as_json, calendar, roll_call
from tests.agents.conftest import PARTITIONS, School, Worker
from tests.agents.test_bad_input import metrics
from tests.badinput.flood import Tally, dead_letters, send
from tests.badinput.mutants import Mutant, mutants
from tests.ports import free_port
from tests.torture.record import write

HOME = partition_of(SCHOOL, PARTITIONS)
NEIGHBOUR = next(code for code in map(str, range(300_000, 400_000)) if partition_of(code, PARTITIONS) == HOME)
"""The school of the good roll calls: what is good among the damaged must not judge it anew."""
GOOD, BAD = 1_000, 2_000
FIRST, DAYS = date(2025, 8, 11), 100
PORTION = 500


@dataclass(frozen=True)
class Work:
    """How many events a worker read, and how many seconds of processor time it took until then."""

    events: float
    seconds: float

    @classmethod
    def of(cls, worker: Worker) -> Self:
        """Ask a worker."""
        shown = metrics(worker)
        return cls(
            sum(value for name, value in shown.items() if name.startswith("naervaer_events_total")),
            shown["process_cpu_seconds_total"],
        )

    def __add__(self, other: Self) -> "Work":
        return Work(self.events + other.events, self.seconds + other.seconds)

    def __sub__(self, other: Self) -> "Work":
        return Work(self.events - other.events, self.seconds - other.seconds)

    def microseconds(self) -> float:
        """Give the time for one event."""
        return 1e6 * self.seconds / self.events


def tell(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def good(number: int, name: str) -> Iterable[Mutant]:
    """Yield good roll calls, classes of 25 pupils, two of them absent, over the days of an autumn; `name` is theirs."""
    for each in range(number):
        day = FIRST + timedelta(days=each % DAYS)
        class_ = f"{each // DAYS}{name}"
        call = roll_call(day.isoformat(), NEIGHBOUR, event=f"{name}-{each}") | {"class": class_}
        absent = [{"pupil": f"{class_}-{pupil}", "status": "absent"} for pupil in range(2)]
        present = [{"pupil": f"{class_}-{pupil}", "status": "present"} for pupil in range(2, 25)]
        yield Mutant("good", ROLL_CALLS, NEIGHBOUR.encode(), as_json(call | {"entries": [*absent, *present]}))


def bad(seed: int, number: int) -> Iterable[Mutant]:
    """Yield damaged messages that cannot be used, whatever the rest of such a flood costs as good events."""
    endless = mutants(seed, sys.maxsize)
    useless = (each for each in endless if isinstance(decode(each.topic, each.key, each.value), Rejection))
    return islice(useless, number)


def main() -> int:
    """Flood a worker and count; 1 when a message is unaccounted for or the worker ended."""
    number, seed = int(os.environ.get("FUZZ_MESSAGES", "100000")), int(os.environ.get("TORTURE_SEED", "1"))
    with tempfile.TemporaryDirectory() as place, LocalBroker(Path(place) / "kafka", free_port()) as broker:
        create_topics(broker.bootstrap, PARTITIONS)
        worker, system = Worker(broker.bootstrap, Path(place) / "worker"), School(broker.bootstrap)
        try:
            worker.await_ready()
            system.publish(CALENDARS, calendar(NEIGHBOUR))
            started = Work.of(worker)
            flood(system, good(GOOD, "A"))
            before = Work.of(worker)
            tally = flood(system, mutants(seed, number))
            after = Work.of(worker)
            tally.add(flood(system, bad(seed + 1, BAD)))
            rejecting = Work.of(worker)
            flood(system, good(GOOD, "B"))
            usual = before - started + (Work.of(worker) - rejecting)
            found, stands = dead_letters(broker.bootstrap), worker.process.poll() is None
        finally:
            system.close()
            worker.kill()
    figures: dict[str, object] = {
        "seed": seed,
        "messages": number,
        "taken": tally.taken.total(),
        "refused": tally.refused.total(),
        "rejected": tally.rejected.total(),
        "applied_or_forwarded": tally.applied(),
        "dead_letters_by_reason": _by_reason(tally),
        "processor_microseconds_per_message_of_the_flood": round((after - before).microseconds()),
        "processor_microseconds_per_rejected_message": round((rejecting - after).microseconds()),
        "processor_microseconds_per_good_roll_call": round(usual.microseconds()),
        "speed_of_rejecting_as_share_of_normal": round(usual.microseconds() / (rejecting - after).microseconds(), 2),
        "dead_letters_are_as_expected": found == tally.rejected,
        "worker_stands": stands,
    }
    write("flood", figures)
    tell("\n".join(f"{name}: {value}" for name, value in figures.items()))
    return int(found != tally.rejected or not stands)


def flood(system: School, messages: Iterable[Mutant]) -> Tally:
    """Send messages, a portion after the other, each when the one before is handled."""
    tally = Tally()
    remaining = iter(messages)
    while portion := list(islice(remaining, PORTION)):
        tally.add(send(system.bootstrap, portion, HOME))
        system.await_handled(*INPUT_TOPICS)
    return tally


def _by_reason(tally: Tally) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, reason), number in tally.rejected.items():
        found[reason] = found.get(reason, 0) + number
    return dict(sorted(found.items()))


if __name__ == "__main__":
    sys.exit(main())
