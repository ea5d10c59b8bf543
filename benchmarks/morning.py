"""`python -m benchmarks.morning`: a national morning by the worker, by others, by the sink; results/morning.json.

A round is one broker on which everybody does the same morning, one after the other. Every figure that is shown compares
two of the same round. A program that fails or counts wrong ends the run.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import orjson

from benchmarks import sink as sink_process
from benchmarks.contenders import BENCH_PYTHON, contenders
from benchmarks.datafile import Data, lay_out
from benchmarks.machine import machine
from benchmarks.nation_files import NationFiles, lay_out_nation
from benchmarks.national import MORNING, NEXT_MORNING, Nation
from benchmarks.peers import kafka_streams
from benchmarks.race import load, race
from benchmarks.worker import Worker, warm_workers, work
from deploy.local.broker import LocalBroker
from deploy.local.ports import free_port
from schemas import ROLL_CALLS

RESULTS = Path(__file__).parent / "results" / "morning.json"
Json = dict[str, Any]
SMALLEST = 200  # classes of a contender's part


class Probes(NamedTuple):
    """How many alerts are timed, so many seconds apart, so many seconds after the calendars of their schools."""

    number: int
    seconds: float
    wait: float


IDLE, BUSY = Probes(300, 0.05, 2.0), Probes(200, 0.05, 0.0)


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.morning")
    parser.add_argument("--roll-calls", type=int, default=28_000, help="classes of the nation")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="names of contenders")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    nation = Nation(given.roll_calls)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        scratch = Path(folder)
        files = lay_out_nation(nation, scratch)
        rounds: list[Json] = []
        for number in range(given.rounds):
            rounds.append(_round(number, nation, files, scratch, given.only))
            _write(given.results, nation, rounds)


def _write(path: Path, nation: Nation, rounds: list[Json]) -> None:
    """Write what is measured so far: a run that is ended early leaves whole rounds."""
    missing = kafka_streams.unavailable()
    results = {
        "machine": machine(),
        "classes": nation.classes,
        "pupils_of_a_class": nation.pupils,
        "left_out": {"Kafka Streams": missing} if missing else {},
        "rounds": rounds,
    }
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(results, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _round(number: int, nation: Nation, files: NationFiles, scratch: Path, only: list[str] | None) -> Json:
    folder = scratch / f"round-{number}"
    with LocalBroker(folder / "kafka", free_port()) as broker:
        found: Json = {"worker": _worker(files, broker, folder)}
        with warm_workers(2, files, broker, folder) as workers:
            found["two_workers"] = work(workers, files, broker).figures.as_json()
        _say(f"round {number}: two workers {found['two_workers']}")
        for each in contenders():
            if only is not None and each.name not in only:
                continue
            part = Nation(max(min(SMALLEST, nation.classes), nation.classes // each.one_in), nation.pupils)
            data: Data = lay_out(part, each.form, scratch)
            found[each.name] = {"title": each.title, **race(each, part, data, broker, folder).as_json()}
            _say(f"round {number}: {found[each.name]}")
    return found


def _worker(files: NationFiles, broker: LocalBroker, folder: Path) -> Json:
    """One worker, then the sink with what it wrote, then its alerts on an idle system and under the next morning."""
    with warm_workers(1, files, broker, folder) as workers, sink_process.resting_sink(broker, folder) as sink:
        morning = work(workers, files, broker)
        cost, rows = sink_process.write(sink)
        disk = sink_process.on_disk(sink.url)
        sink.rest()
        found = {
            **morning.figures.as_json(),
            "facts": morning.facts,
            "bytes_per_registration": dict(morning.bytes_per_registration),
            "sink": {
                "rows": rows,
                "rows_per_second": round(rows / cost.seconds),
                "facts_per_second": round(morning.facts / cost.seconds),
                "cpu_seconds_per_million": round(cost.cpu_seconds / files.days.registrations * 1e6, 3),
                "registrations_on_disk": files.warm_registrations + files.days.registrations,
                "on_disk": [{"table": table, "rows": rows, "bytes": size} for table, rows, size in disk],
            },
            "latency_idle_ms": _probe(broker, MORNING, IDLE),
            "latency_busy_ms": _busy(workers[0], files, broker),
        }
        sink.go_on()
    _say(f"worker {found}")
    return found


def _busy(worker: Worker, files: NationFiles, broker: LocalBroker) -> Json:
    """Write the next morning in one burst and probe while the worker is at it."""
    worker.rest()
    load(broker.bootstrap, ROLL_CALLS, files.next_morning)
    worker.go_on()
    return _probe(broker, NEXT_MORNING, BUSY)


def _probe(broker: LocalBroker, date: str, probes: Probes) -> Json:
    arguments = (broker.bootstrap, date, *map(str, probes))
    found = subprocess.run([BENCH_PYTHON, "-m", "benchmarks.latency", *arguments], check=True, capture_output=True)  # noqa: S603
    milliseconds = sorted(orjson.loads(found.stdout))
    count = len(milliseconds)
    return {
        "alerts": count,
        "p50": milliseconds[count // 2],
        "p99": milliseconds[count * 99 // 100],
        "max": milliseconds[-1],
    }


def _say(what: str) -> None:
    sys.stderr.write(f"{monotonic():.0f} {what}\n")


if __name__ == "__main__":
    main()
