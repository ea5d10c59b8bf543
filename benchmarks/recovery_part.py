"""The part of docs/scale.md about a worker that starts with a school year behind it."""

from collections.abc import Iterator
from typing import Any

from benchmarks.morning_part import WHOLE_NATION
from benchmarks.ratios import digits
from benchmarks.recovery import PARTITIONS
from cli.documentation.markdown import table

Results = Any

_HOW = """\
One worker, {classes:,} classes in {schools:,} schools, each with a year of roll calls, notices, rosters and alerts:
{entries:,} entries, {changelog} MB. It is the register of one simulated school under as many names, with other pupils
each; the calendars are equal, as those of a municipality are. The start is from the process to the first roll call
committed. A school is worked out from its pages when the worker first hears of it: then {awake:,} schools send one roll
call each. Memory is the largest resident memory. Measured on {cores} cores with a load average of {load}, so the
processor time says more than the clock."""

_TICK = """\
A clock tick concerns every school of its partition. The first one after a start works out all of them that have not
been heard of since: by the processor time above {seconds} s for each of {partitions} partitions, in which the worker
judges nothing else. It goes on reading, and answers its group and its watch, between the schools."""

_PROJECTED = """\
Not measured: all schools worked out in one worker. At the {kilobytes} KB a class that the schools above took it is
{gigabytes} GB{verdict}. In that stands what the worker remembers only to be faster, which is bounded."""


def recovery_part(results: Results) -> Iterator[str]:
    """Give the blocks."""
    found, machine = results["recovery"], results["machine"]
    yield "## A worker that starts"
    yield _HOW.format(
        classes=found["classes"],
        schools=found["schools"],
        entries=found["entries"],
        changelog=found["changelog_megabytes"],
        awake=found["awake"],
        cores=machine["cores"],
        load=machine["load_average"],
    )
    if "remark" in results:
        yield results["remark"]
    rows = [
        (words, digits(found[f"{part}seconds"]), digits(found[f"{part}cpu_seconds"]), f"{found[f'{part}megabytes']:,}")
        for words, part in (
            ("start to first event", ""),
            (f"a roll call of each of {found['awake']:,} schools", "awake_"),
        )
    ]
    yield table(("", "seconds", "CPU seconds", "MB"), rows)
    each = found["awake_cpu_seconds"] / found["awake"]
    yield _TICK.format(seconds=round(each * found["schools"] / PARTITIONS), partitions=PARTITIONS)
    if found["awake"] < found["schools"] - 1:
        yield _projected(found)


def _projected(found: Results) -> str:
    grown = found["awake_megabytes"] - found["megabytes"]
    per_class = grown * found["schools"] / found["classes"] / found["awake"]
    gigabytes = (found["megabytes"] + per_class * found["classes"]) / 1000
    verdict = ", more than the aim of 2 GB for a whole nation" if gigabytes > 2 else ", within the aim of 2 GB"
    told = verdict if found["classes"] >= WHOLE_NATION else ""
    return _PROJECTED.format(kilobytes=round(per_class * 1000), gigabytes=round(gigabytes, 2), verdict=told)
