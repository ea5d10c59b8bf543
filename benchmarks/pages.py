"""`python -m benchmarks.pages [--check]`: docs/benchmarks.md, docs/scale.md and their pictures, from results/*.json."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from benchmarks.growth_part import growth_chart, growth_part
from benchmarks.morning_part import morning_parts
from benchmarks.recovery_part import recovery_part
from benchmarks.scale_page import lag_chart, scale_page

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parent.parent / "docs"
MADE_BY = "<!-- Made by `make bench-pages` from benchmarks/results: measure again, do not change this page. -->"


def pages(results: Path) -> Mapping[str, str]:
    """Give every file by its name in docs/."""
    names = ("morning", "growth", "peak", "recovery")
    morning, growth, peak, recovery = (_read(results / f"{name}.json") for name in names)
    blocks = ("# Benchmarks", MADE_BY, *morning_parts(morning), *growth_part(growth))
    scale = ("# Scale", MADE_BY, *scale_page(morning, peak), *recovery_part(recovery))
    charts = {f"benchmarks-{name}.svg": growth_chart(growth, name) for name in ("day", "size", "rules", "schools")}
    lag = {f"scale-{denmarks}.svg": lag_chart(peak, denmarks) for denmarks in (1, 10, 100)}
    return {"benchmarks.md": _text(blocks), "scale.md": _text(scale), **charts, **lag}


def stale(results: Path, docs: Path) -> list[str]:
    """Name the files in `docs` that are not what the results say."""
    return [
        name for name, text in pages(results).items() if not (docs / name).exists() or (docs / name).read_text() != text
    ]


def main() -> int:
    """Write what is stale, or with --check only name it; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    names = stale(RESULTS, DOCS)
    for name in names:
        sys.stdout.write(f"{'stale' if check else 'written'}: docs/{name}\n")
        if not check:
            (DOCS / name).write_text(pages(RESULTS)[name])
    return int(check and bool(names))


def _read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())


def _text(blocks: tuple[str, ...]) -> str:
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


if __name__ == "__main__":
    sys.exit(main())
