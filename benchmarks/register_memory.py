"""How many bytes a worker holds per class after a school year, and what a roll call adds to the changelog.

Two districts are simulated; what the greater one holds more is divided by the classes it has more. What the pipeline
remembers only to be faster is bounded however many classes there are, and left out. Run by `make bench`.
"""

import gc
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks.work import simulated_lines
from schemas import Rejection, RollCall
from streams.law.packs import load_rulebook
from streams.pipeline import Pipeline
from streams.replay.lines import read_line

NATIONAL_CLASSES = 28_000
RULES = Path(__file__).parents[1] / "rules"


@dataclass
class Register:
    """The stored entries by school, held in memory as the worker does."""

    by_school: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def schools(self, partition: int) -> list[str]:
        """Return no schools: there are no clock ticks here."""
        del partition
        return []

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return the entries of a school."""
        return self.by_school.get(school, {})

    def apply(self, school: str, writes: Mapping[str, bytes | None]) -> int:
        """Store what an event writes; return its bytes."""
        size = 0
        for key, value in writes.items():
            size += len(key) + len(value or b"")
            if value is None:
                self.by_school[school].pop(key, None)
            else:
                self.by_school.setdefault(school, {})[key] = value
        return size

    @property
    def size(self) -> int:
        """Bytes of all entries without what Python adds."""
        return sum(len(key) + len(value) for entries in self.by_school.values() for key, value in entries.items())


class Held(NamedTuple):
    """What a worker holds after a year: bytes of Python's memory, of entries, of changelog; and of how much."""

    traced: int
    entries: int
    written: int
    roll_calls: int
    classes: int


def held_after_a_year(pupils: int, *, by_line: bool) -> Held:
    """Let a pipeline handle the year of a simulated district and look at what it holds."""
    rulebook, lines, register = load_rulebook(RULES), list(simulated_lines(pupils)), Register()
    written, roll_calls, classes = 0, 0, set()
    tracemalloc.start()
    pipeline = Pipeline(rulebook, register)
    for line in lines:
        _, event, raw = read_line(line)
        if isinstance(event, Rejection) or event.school is None:
            continue
        written += register.apply(event.school, pipeline.handle(event, raw).writes)
        if isinstance(event, RollCall):
            roll_calls += 1
            classes.add((event.school, event.class_))
    del event, raw
    pipeline.forget_aids()
    gc.collect()
    traced = tracemalloc.get_traced_memory()[0]
    if by_line:
        for each in tracemalloc.take_snapshot().statistics("lineno")[:25]:
            click.echo(
                f"{each.size / len(classes):8.0f} B/class {each.count / len(classes):7.1f} objects  {each.traceback}"
            )
    tracemalloc.stop()
    return Held(traced, register.size, written, roll_calls, len(classes))


@click.command()
@click.option("--pupils", type=click.IntRange(100), default=1_000, show_default=True, help="Of the smaller district.")
@click.option("--by-line", is_flag=True, help="Show which lines of code allocated what is held.")
def main(pupils: int, *, by_line: bool) -> None:
    """Measure the memory of a year's register."""
    small, great = held_after_a_year(pupils, by_line=False), held_after_a_year(3 * pupils, by_line=by_line)
    classes = great.classes - small.classes
    traced, entries = (great.traced - small.traced) / classes, (great.entries - small.entries) / classes
    click.echo(
        f"a year of one class: {traced / 1000:.1f} KB, of which stored entries {entries / 1000:.1f} KB; "
        f"{NATIONAL_CLASSES} classes: {traced * NATIONAL_CLASSES / 1e9:.2f} GB; "
        f"changelog {great.written / great.roll_calls:,.0f} bytes per roll call"
    )


if __name__ == "__main__":
    main()
