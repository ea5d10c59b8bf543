"""Who is compared: each program with its form of the messages, its part of the classes and its command."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.datafile import Form
from benchmarks.peers import kafka_streams

Command = Callable[[], list[str | Path]]
BENCH_PYTHON = Path(__file__).parent.parent / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    """One program. `one_in`: it gets every so manieth part of the classes, for it would take too long otherwise."""

    name: str
    title: str
    form: Form
    one_in: int
    command: Command
    counts: bool = True
    """Whether it does the job; the floor does not."""


def contenders() -> Iterator[Contender]:
    """All programs but the worker itself; those on Kafka Streams only where a Java compiler is found."""
    yield Contender("floor", "floor: consume + decode", "roll calls", 1, _python("floor"), counts=False)
    yield Contender("quix-class", "Quix Streams, roll calls", "roll calls", 1, _python("quix_class"))
    yield Contender("bytewax-class", "Bytewax, roll calls", "roll calls", 1, _python("bytewax_class"))
    yield Contender("quix-pupil", "Quix Streams, per pupil", "registrations", 8, _python("quix_pupil"))
    yield Contender("bytewax-pupil", "Bytewax, per pupil", "registrations", 8, _python("bytewax_pupil"))
    yield Contender("faust-pupil", "idiomatic Faust, per pupil", "registrations", 40, _faust())
    if kafka_streams.unavailable() is None:
        yield from _on_kafka_streams()


def _on_kafka_streams() -> Iterator[Contender]:
    stores = (("memory", "in memory"), ("rocksdb", "RocksDB"))
    forms: tuple[tuple[str, str, Form, int], ...] = (
        ("class", "roll calls", "roll calls", 1),
        ("pupil", "per pupil", "registrations", 4),
    )
    for what, words, form, one_in in forms:
        for store, where in stores:
            title = f"Kafka Streams, {words}, {where}"
            yield Contender(f"kafka-streams-{what}-{store}", title, form, one_in, _java(what, store))


def _python(module: str) -> Command:
    return lambda: [BENCH_PYTHON, "-m", f"benchmarks.peers.{module}"]


def _faust() -> Command:
    return lambda: [sys.executable, "-m", "benchmarks.peers.faust_pupil", "worker", "--loglevel", "warn"]


def _java(what: str, store: str) -> Command:
    return lambda: kafka_streams.command(what, store)
