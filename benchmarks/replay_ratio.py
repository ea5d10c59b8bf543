"""How long the replay of a school year takes, as a multiple of `json.loads` over the same lines.

Both are timed in one process, in turns of some thousand lines, so that a busy machine slows both. Run by `make bench`.
"""

import cProfile
import hashlib
import json
import os
import pstats
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import click

from benchmarks.work import plain_lines, simulated_lines
from cli.replay_jobs import replay_file, replay_lines
from streams.law.packs import load_rulebook
from streams.law.rule import Rulebook
from streams.pipeline import PARTITIONS

LINES_IN_TURN = 2000
FUNCTIONS_SHOWN = 40
RULES = Path(__file__).parents[1] / "rules"


class Turns:
    """The lines of a file; those of a turn are parsed, and that is timed, before they are handed on."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.cpu_seconds = 0.0

    def __iter__(self) -> Iterator[bytes]:
        """Yield all lines."""
        with self.file.open("rb") as lines:
            while turn := list(islice(lines, LINES_IN_TURN)):
                began = process_time()
                for line in turn:
                    json.loads(line)
                self.cpu_seconds += process_time() - began
                yield from turn


def measure(name: str, file: Path, rulebook: Rulebook) -> None:
    """Write a line of figures about a file; the digest of all alerts tells two versions of the program apart."""
    turns, digest, registrations, versions = Turns(file), hashlib.sha256(), 0, 0
    began = process_time()
    for line in replay_lines(rulebook, turns, jobs=1):
        digest.update(line.alerts)
        registrations += line.registrations
        versions += line.versions
    seconds = process_time() - began - turns.cpu_seconds
    ratio, speed = seconds / turns.cpu_seconds, registrations / seconds
    click.echo(
        f"{name}: {registrations} registrations, {versions} alert versions ({digest.hexdigest()[:16]}); json.loads "
        f"{turns.cpu_seconds:.2f} s, replay {seconds:.2f} s of CPU = {ratio:.1f} x; {speed:,.0f} registrations/s"
    )


def measure_wall(name: str, file: Path, rulebook: Rulebook, jobs: int) -> None:
    """Write a line of figures about a replay by several processes, in seconds that pass."""
    with file.open("rb") as lines:
        began = perf_counter()
        for line in lines:
            json.loads(line)
        parsed = perf_counter()
        lines.seek(0)
        registrations = sum(line.registrations for line in replay_file(rulebook, lines, jobs, PARTITIONS))
        seconds = perf_counter() - parsed
    ratio, speed = seconds / (parsed - began), registrations / seconds
    click.echo(f"{name}, {jobs} processes: {seconds:.2f} s pass = {ratio:.1f} x; {speed:,.0f} registrations/s")


def profile(file: Path, rulebook: Rulebook) -> None:
    """Write which functions a replay spends its time in."""
    watch = cProfile.Profile()
    with file.open("rb") as lines, watch:
        for _ in replay_lines(rulebook, lines, jobs=1):
            pass
    pstats.Stats(watch).sort_stats("tottime").print_stats(FUNCTIONS_SHOWN)


def write(file: Path, lines: Iterable[bytes]) -> Path:
    """Write lines to a file."""
    with file.open("wb") as out:
        out.writelines(lines)
    return file


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pupils", type=click.IntRange(1), default=5_000, show_default=True, help="Size of the district.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes of the second run.")
@click.option("--profiled", is_flag=True, help="Show where the time goes instead of how long it takes.")
def main(files: tuple[Path, ...], pupils: int, jobs: int, *, profiled: bool) -> None:
    """Measure the replay of FILES; without any that of a plain school year and of a simulated one."""
    rulebook = load_rulebook(RULES)
    with TemporaryDirectory() as directory:
        chosen = files or (
            write(Path(directory, "plain"), plain_lines(schools=8)),
            write(Path(directory, "simulated"), simulated_lines(pupils)),
        )
        for file in chosen:
            if profiled:
                profile(file, rulebook)
                continue
            measure(file.name, file, rulebook)
            if jobs > 1:
                measure_wall(file.name, file, rulebook, jobs)


if __name__ == "__main__":
    main()
