"""Stacked bars as SVG: how many days of absence, by cause, in each group.

Pure. A cause that is hidden has no bar, a percentage that is hidden is a dash. Called by the page.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from sinks.report.figures import Line

HEIGHT, BAR, GAP, FOOT, HEAD = 160, 34, 20, 22, 16
HIDDEN = "–"


class Series(NamedTuple):
    """One cause: its colour, its name for a reader, and which cell of a line it is."""

    colour: str
    name: str
    cell: str


def bars(lines: Sequence[Line], labels: Sequence[str], series: Sequence[Series]) -> str:
    """Draw one bar per line with its label below and the percentage of all pupil days above."""
    tallest = max((_shown(line, series) for line in lines), default=0) or 1
    width = GAP + len(lines) * (BAR + GAP)
    drawn = "".join(
        _bar(line, label, GAP + number * (BAR + GAP), tallest, series)
        for number, (line, label) in enumerate(zip(lines, labels, strict=True))
    )
    size = f'viewBox="0 0 {width} {HEAD + HEIGHT + FOOT}" width="{width}" height="{HEAD + HEIGHT + FOOT}"'
    return f'<svg role="img" {size}>{drawn}</svg>'


def _shown(line: Line, series: Sequence[Series]) -> float:
    return sum(getattr(line, each.cell) or 0 for each in series)


def _bar(line: Line, label: str, x: int, tallest: float, series: Sequence[Series]) -> str:
    parts, top = [], float(HEAD + HEIGHT)
    for each in series:
        days = getattr(line, each.cell) or 0
        height = days / tallest * HEIGHT
        top -= height
        title = f"<title>{escape(f'{label}: {each.name} {days:g}')}</title>"
        parts.append(
            f'<rect x="{x}" y="{top:.1f}" width="{BAR}" height="{height:.1f}" fill="{each.colour}">{title}</rect>'
        )
    share = HIDDEN if line.total_percent is None else f"{line.total_percent:.1f} %"
    parts.append(_text(x, top - 4, share))
    parts.append(_text(x, HEAD + HEIGHT + FOOT - 6, label))
    return "".join(parts)


def _text(x: int, y: float, text: str) -> str:
    return f'<text x="{x + BAR / 2:g}" y="{y:.1f}" text-anchor="middle">{escape(text)}</text>'
