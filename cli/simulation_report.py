"""What `naervaer simulate` tells on standard error: how far it is, and how the district compares in the end.

Owns the wording; counts and figures come from sources.simulator.
"""

from collections.abc import Iterator

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sources.simulator import District, Figure, Observed, Simulated, figures

STDERR = Console(stderr=True, highlight=False)


def progress(events: Iterator[Simulated], observed: Observed, district: District) -> Iterator[Simulated]:
    """Pass the events on, with a progress bar on a terminal and else a line per simulated month."""
    return _bar(events, observed, district) if STDERR.is_terminal else _lines(events, observed)


def report(observed: Observed, district: District, seconds: float) -> None:
    """Print the counts, and the district's figures beside the published ones."""
    STDERR.print(f"{_counts(observed)} in {seconds:.1f} s ({observed.registrations / max(seconds, 0.001):,.0f}/s)")
    table = Table(
        "per cent", "published by", title="The district made here and the published national figures", box=SIMPLE
    )
    table.add_column("published", justify="right")
    table.add_column("made here", justify="right")
    for figure in figures(observed, district.first, district.after_last):
        table.add_row(figure.name, figure.source, f"{figure.published:.1f}", _made(figure))
    STDERR.print(table)


def _made(figure: Figure) -> str:
    return "-" if figure.made is None else f"{figure.made:.1f}"


def _bar(events: Iterator[Simulated], observed: Observed, district: District) -> Iterator[Simulated]:
    begins = district.begins.timestamp()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn())
    with Progress(*columns, console=STDERR, transient=True) as bar:
        task = bar.add_task("", total=district.ends.timestamp() - begins, counts="")
        day = None
        for simulated in events:
            if simulated.at.date() != day:
                day = simulated.at.date()
                done = simulated.at.timestamp() - begins
                bar.update(task, description=str(day), completed=done, counts=_counts(observed))
            yield simulated


def _lines(events: Iterator[Simulated], observed: Observed) -> Iterator[Simulated]:
    month = None
    for simulated in events:
        if f"{simulated.at:%Y-%m}" != month:
            month = f"{simulated.at:%Y-%m}"
            STDERR.print(f"{month}: {_counts(observed)} so far")
        yield simulated


def _counts(observed: Observed) -> str:
    return f"{observed.roll_calls:,} roll calls, {observed.registrations:,} registrations"
