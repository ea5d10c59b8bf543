"""`python -m benchmarks.growth`: does a roll call cost more when there is more of everything? results/growth.json.

Processor time per roll call of the worker's decisions (no Kafka): over the school year, over the size of a class, over
the number of rules, over the number of schools. Each point is the median of several.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import process_time

import orjson

from benchmarks.core import Core
from benchmarks.machine import machine
from benchmarks.national import HISTORY, MORNING, YESTERDAY, Keyed, Nation

RESULTS = Path(__file__).parent / "results" / "growth.json"
SIZES = (5, 15, 25, 35, 50)
RULES = (1, 3, 10, 30, 100)
SCHOOLS = (1, 3, 10, 30)
REPEATED = 2
Point = tuple[float, float]

_RULE = """\
  - id: growth.rule{number}
    title: {{da: "Regel {number}", en: "Rule {number}"}}
    source: "benchmark"
    status: local
    valid: {{first: 2020-01-01, after_last: null}}
    window: {window}
    count: {{unit: days, categories: [{categories}]}}
    threshold: {{percent: {percent}, of: {of}}}
    audiences: [principal]
    duty: {{da: "Ingen", en: "None"}}
"""
WINDOWS = (
    ("{kind: calendar_quarter}", "planned_school_days"),
    ("{kind: calendar_month}", "planned_school_days"),
    ("{kind: school_year}", "planned_school_days"),
    ("{kind: rolling_school_days, length: 40}", "held_school_days"),
)
CATEGORIES = ("unlawful", "sickness", "leave", "sickness, unlawful", "sickness, leave, unlawful")


def main() -> None:
    """Measure everything and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    found = {
        "machine": machine(),
        "school_day": over_the_year(Nation(classes=10)),
        "pupils_of_a_class": [(float(size), per_roll_call(Nation(20, size))) for size in SIZES],
        "rules": list(over_rules()),
        "schools": [(float(schools), per_roll_call(Nation(25 * schools))) for schools in SCHOOLS],
    }
    given.results.parent.mkdir(exist_ok=True)
    given.results.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def over_the_year(nation: Nation) -> list[Point]:
    """Give microseconds per roll call on each school day of one school, counted from 1."""
    runs = [list(_year(nation)) for _ in range(REPEATED)]
    return [(float(day), median(run[day - 1] for run in runs)) for day in range(1, len(runs[0]) + 1)]


def per_roll_call(nation: Nation, rules: Path | None = None) -> float:
    """Give microseconds per roll call on a morning with five days behind it."""
    return median(_morning(nation, rules) for _ in range(REPEATED))


def over_rules() -> Iterator[Point]:
    """Give microseconds per roll call for packs of more and more rules."""
    for number in RULES:
        with tempfile.TemporaryDirectory() as folder:
            rules = Path(folder)
            rules.joinpath("growth.yaml").write_text(pack(number))
            yield float(number), per_roll_call(Nation(20), rules)


def pack(number: int) -> str:
    """Give a rule pack of so many rules of all kinds of windows, each with another threshold."""
    rules = []
    for each in range(number):
        window, of = WINDOWS[each % len(WINDOWS)]
        categories = CATEGORIES[each % len(CATEGORIES)]
        rules.append(_RULE.format(number=each, window=window, of=of, categories=categories, percent=10 + each % 41))
    return f"pack: growth\nversion: 2025-08-01\nrules:\n{''.join(rules)}"


def school_days() -> Iterator[str]:
    """Give the school days of the calendar that `national` sends."""
    calendar = orjson.loads(next(iter(Nation(1).calendars()))[1])
    off = [(each["first"], each["after_last"]) for each in calendar["days_off"]]
    day = date.fromisoformat(calendar["first_day"])
    while day.isoformat() < calendar["after_last_day"]:
        if day.weekday() < 5 and not any(first <= day.isoformat() < after_last for first, after_last in off):
            yield day.isoformat()
        day += timedelta(days=1)


def _year(nation: Nation) -> Iterator[float]:
    core = Core()
    core.papers(nation.calendars(), nation.rosters())
    return (_microseconds(core, nation.day(day)) for day in school_days())


def _morning(nation: Nation, rules: Path | None) -> float:
    core = Core(rules) if rules else Core()
    core.papers(nation.calendars(), nation.rosters())
    for day in (*HISTORY, YESTERDAY):
        core.plan(core.roll_calls(nation.day(day)))
    return _microseconds(core, nation.day(MORNING))


def _microseconds(core: Core, roll_calls: Iterable[Keyed]) -> float:
    delivered = core.roll_calls(roll_calls)
    began = process_time()
    core.plan(delivered)
    return (process_time() - began) / len(delivered) * 1e6


if __name__ == "__main__":
    main()
