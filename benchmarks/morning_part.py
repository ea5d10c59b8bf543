"""The part of docs/benchmarks.md about the morning: who is how fast beside whom, latency, the sink, bytes."""

from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.ratios import Round, Spread, ratio, spread, two_workers
from cli.documentation.markdown import table

Results = Any
CPU, SPEED = "cpu_seconds_per_million", "registrations_per_second"
WHOLE_NATION = 28_000
SCHOOL_DAYS, END_MOMENTS = 200, 0.3
"""School days of a year, and how many classes also have a roll call at the end of the day (grades 7 to 9)."""

_HOW = """\
One round is one broker (one process on the same machine) on which everybody does the same morning, one after the other.
Each program first reads the days before and rests (stopped) while the morning is written to its topic; measured is
from then on until it is through. Its processor time (all threads, from /proc) counts 1.5 s longer, in which all commit.
Ratios are taken within a round; three numbers are least / median / greatest of {rounds} round(s). The processor time of
the broker, the producer and ClickHouse is not counted.

The worker does all it does in life: all shipped rules, evidence, corrections, calendars, rosters; alerts, notifications
and facts out; changelog on. The others do a reduced job ([`benchmarks/peers/job.py`](../benchmarks/peers/job.py)): half
days per pupil and quarter, 15 % or not; what each counted is compared with plain arithmetic, pupil by pupil, and a
wrong count ends the run. The programs that read one event per registration got a part of the classes, since they take
long: their figures are rates."""

_SMALLER = """\
**This is less than the whole nation** (28,000 roll calls): the Java programs have not compiled all of their code when
the measured part begins, and the second and a half after the end weighs more. Their processor time, and that of
everybody fast, is too high here. `make bench` measures the whole."""

_BUSY = """\
**The machine was busy with other work**: what took how long by the clock (speed, latency, rows a second) says little,
processor time somewhat more."""

_FAUST = """\
Plain Faust takes about 95 µs per event, whatever it holds. A third of it is `mode.Service.wait_first`: tasks are made
for each message, so that a stop can interrupt its delivery. The rest is the queue, the event object, sensors, settings
looked up per message, and acknowledging one by one. The worker avoids most of it:

- [`agents/transport.py`](../agents/transport.py): a consumer that delivers a whole poll under one `wait_first`, a
  hundred messages before other tasks get their turn.
- [`agents/carrier.py`](../agents/carrier.py): the agent's body reads the channel's queue itself, up to 500 events at a
  time, instead of iterating over the stream: no task per event, one order of send, store, acknowledge per batch.
- [`agents/emit.py`](../agents/emit.py): records are put into whole batches for a partition and sent with their
  acknowledgement awaited once, instead of one future per `send`.
- [`agents/store.py`](../agents/store.py): the table's changelog is written by the worker itself, so that a batch of
  entries is one write and not one per key.

What is left of Faust and aiokafka is less than a tenth of the worker's processor time; [speed](speed.md) says where the
rest goes.

Worth a change in Faust itself: `Consumer._drain_messages` could wrap a poll instead of a message in `wait_first`."""


def morning_parts(results: Results) -> Iterator[str]:
    """Give the blocks of the page."""
    rounds: Sequence[Round] = results["rounds"]
    machine = results["machine"]
    yield (
        f"A national morning: {results['classes']:,} roll calls of {results['pupils_of_a_class']} pupils,"
        f" {results['classes'] * results['pupils_of_a_class']:,} registrations. {machine['cores']} cores"
        f" ({machine['processor']}), {machine['memory_gigabytes']} GB, Python {machine['python']},"
        f" Faust {machine['faust']}, {machine['day']}, load average {machine['load_average']}."
    )
    if results["classes"] < WHOLE_NATION:
        yield _SMALLER
    if machine["load_average"] > 2 * machine["cores"]:
        yield _BUSY
    yield "## Side by side"
    yield _HOW.format(rounds=len(rounds))
    yield _side_by_side(rounds)
    yield from (f"Not measured here: {name}, because {reason}." for name, reason in results["left_out"].items())
    yield "## Two workers"
    yield (
        "Registrations per processor second of two workers that share the partitions, times two, against one:"
        f" {two_workers(rounds)}. The machine has two cores, and the broker needs some of them: the clock says less."
    )
    yield "## How long an alert takes"
    yield "From the acknowledgement of a roll call by the broker until its alert can be read, seen from outside:"
    yield _latency(rounds)
    yield "## The sink"
    yield _sink(rounds)
    yield "## Bytes"
    yield _bytes(rounds)
    yield "## What Faust costs, and what the worker avoids"
    yield _FAUST


def national_year_registrations(pupils_of_a_class: int) -> float:
    """Give the registrations of a national school year: every morning, and the end of the day in grades 7 to 9."""
    return WHOLE_NATION * pupils_of_a_class * (1 + END_MOMENTS) * SCHOOL_DAYS


def clickhouse_bytes(each: Round) -> float:
    """Give the bytes of one registration on the disk of ClickHouse, merged, in a round."""
    sink = each["worker"]["sink"]
    return float(sum(table["bytes"] for table in sink["on_disk"]) / sink["registrations_on_disk"])


def _side_by_side(rounds: Sequence[Round]) -> str:
    head = ("program", "CPU s per million", "worker uses × its CPU", "worker is × as fast", "peak MB")
    rows = [("**the worker**", *_row(rounds, "worker"))]
    names = [name for name in rounds[0] if name not in {"worker", "two_workers"}]
    rows += [(rounds[0][name]["title"], *_row(rounds, name)) for name in names]
    return table(head, rows)


def _row(rounds: Sequence[Round], name: str) -> tuple[str, str, str, str]:
    return (
        str(spread(each[name][CPU] for each in rounds)),
        "1" if name == "worker" else str(ratio(rounds, "worker", name, CPU)),
        "1" if name == "worker" else str(ratio(rounds, "worker", name, SPEED)),
        str(spread(each[name]["peak_megabytes"] for each in rounds)),
    )


def _latency(rounds: Sequence[Round]) -> str:
    def row(words: str, name: str) -> tuple[str, str, str]:
        found = [each["worker"][name] for each in rounds]
        return words, str(spread(each["p50"] for each in found)), str(spread(each["p99"] for each in found))

    burst = "while the next morning of all classes, written in one burst, is worked off"
    return table(("milliseconds", "p50", "p99"), [row("idle system", "latency_idle_ms"), row(burst, "latency_busy_ms")])


def _sink(rounds: Sequence[Round]) -> str:
    workers = [each["worker"] for each in rounds]
    sinks = [each["sink"] for each in workers]
    by_clock = spread(each["sink"]["facts_per_second"] * each["seconds"] / each["facts"] for each in workers)
    by_processor = spread(each[CPU] / each["sink"][CPU] for each in workers)
    return (
        f"It writes {spread(each['rows_per_second'] for each in sinks)} rows a second into ClickHouse, with"
        f" {spread(each[CPU] for each in sinks)} CPU seconds per million registrations: {by_clock} × the facts that the"
        " worker makes in the same time by the clock (each alone on the machine with the broker; the sink gathers rows"
        f" for up to a second), {by_processor} × by processor time."
    )


def _bytes(rounds: Sequence[Round]) -> str:
    topics = rounds[0]["worker"]["bytes_per_registration"]
    per_topic: list[tuple[str, Spread]] = [
        (f"`{name}`", spread(each["worker"]["bytes_per_registration"][name] for each in rounds)) for name in topics
    ]
    per_topic.append(("tables of ClickHouse, merged", spread(map(clickhouse_bytes, rounds))))
    return table(("on disk", "bytes per registration"), [(name, str(each)) for name, each in per_topic]) + (
        "\n\nTopics as the broker stores them, uncompacted; the changelog is compacted later, to one page per class and"
        " month."
        " A whole national year stands on [scale](scale.md)."
    )
