"""`python -m benchmarks.check [--record]`: counters that do not depend on the machine, against recorded bounds.

A school of 25 classes has ten school days behind it, then one more is counted: function calls, bytes, blocks of memory.
A counter more than 5 % above its bound fails. The number of calls belongs to one minor version of Python; on another
there is nothing to compare with.
"""

import argparse
import gc
import platform
import sys
from pathlib import Path
from types import FrameType

import orjson

from agents.batch import Plan
from benchmarks.core import Core, Delivered
from benchmarks.national import Nation

BOUNDS = Path(__file__).with_name("bounds.json")
SLACK = 1.05
BEFORE = tuple(f"2025-09-{day:02d}" for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12))
COUNTED = "2025-09-15"
NATION = Nation(classes=25)
Counters = dict[str, float]


def main() -> int:
    """Compare, or record with --record; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check")
    parser.add_argument("--record", action="store_true", help="take what is counted now as the new bounds")
    counted = counters()
    version = ".".join(platform.python_version_tuple()[:2])
    if parser.parse_args().record:
        found = {"python": version, "counters": counted}
        BOUNDS.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        return 0
    bounds = orjson.loads(BOUNDS.read_bytes())
    if bounds["python"] != version:
        sys.stdout.write(f"the bounds are those of Python {bounds['python']}, this is {version}: nothing compared\n")
        return 0
    return report(counted, bounds["counters"])


def report(counted: Counters, bounds: Counters) -> int:
    """Write every counter with its bound; give 1 when one is too large or has no bound."""
    worst = 0
    for name, value in counted.items():
        bound = bounds.get(name, 0)
        too_large = value > bound * SLACK
        worst |= too_large
        sys.stdout.write(f"{'TOO LARGE' if too_large else 'ok':9} {name}: {value:g}, bound {bound:g} + 5 %\n")
    if worst:
        sys.stdout.write("when that is wanted: make bench-bounds, and say why in the commit\n")
    return int(worst)


def counters() -> Counters:
    """Count everything."""
    _core_before()  # what is imported and cached once is no part of the count
    blocks = _blocks()
    core = _core_before()
    grown = _blocks() - blocks
    roll_calls = core.roll_calls(NATION.day(COUNTED))
    calls, plan = _calls(core, roll_calls)
    groups = [group for groups in plan.state.values() for group in groups]
    changelog = sum(len(key) + len(value or b"") for group in groups for key, value in group.items())
    produced = sum(record.size() for record in plan.records)
    pupils = NATION.classes * NATION.pupils
    return {
        "function calls per roll call": round(calls / len(roll_calls), 1),
        "bytes per changelog record": round(changelog / sum(map(len, groups)), 1),
        "bytes to the changelog per registration": round(changelog / plan.registrations, 2),
        "bytes of alerts, notifications and facts per registration": round(produced / plan.registrations, 2),
        "allocated blocks per pupil": round(grown / pupils, 1),
    }


def _core_before() -> Core:
    core = Core()
    core.papers(NATION.calendars(), NATION.rosters())
    for day in BEFORE:
        core.plan(core.roll_calls(NATION.day(day)))
    return core


def _blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()


def _calls(core: Core, roll_calls: list[Delivered]) -> tuple[int, Plan]:
    count = _Count()
    sys.setprofile(count)
    try:
        plan = core.plan(roll_calls)
    finally:
        sys.setprofile(None)
    return count.calls, plan


class _Count:
    """A profile function that counts the calls of Python and C functions."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        del frame, argument
        if event in {"call", "c_call"}:
            self.calls += 1


if __name__ == "__main__":
    sys.exit(main())
