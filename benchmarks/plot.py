"""A line chart as SVG, made by hand: axes with round numbers, one line per series, a legend. Pure."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 50
COLOURS = ("#1b6ca8", "#c0392b", "#27864b", "#8e5ea2", "#b7791f", "#4a5568")

Points = Sequence[tuple[float, float]]


def ticks(most: float, wanted: int = 5) -> list[float]:
    """Give round numbers from 0 to at least `most`."""
    raw = most / wanted
    power = 10.0 ** floor(log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    count = -int(-most // step)
    return [step * number for number in range(count + 1)]


def line_chart(title: str, across: str, upwards: str, series: Mapping[str, Points]) -> str:
    """Give a chart of series of points; both axes begin at 0."""
    across_ticks = ticks(max(x for points in series.values() for x, _ in points))
    upward_ticks = ticks(max(y for points in series.values() for _, y in points) or 1.0)

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return LEFT + wide * x / across_ticks[-1], HEIGHT - BOTTOM - high * y / upward_ticks[-1]

    parts = [_text(WIDTH / 2, 20, title, "middle", 15), _text(WIDTH / 2, HEIGHT - 8, across, "middle")]
    parts.append(_text(LEFT - 60, TOP - 12, upwards, "start"))
    for tick in upward_ticks:
        (x0, y), (x1, _) = place(0, tick), place(across_ticks[-1], tick)
        parts.append(f'<path d="M{x0:.1f} {y:.1f}H{x1:.1f}" stroke="#ddd"/>')
        parts.append(_text(x0 - 6, y + 4, f"{tick:,.10g}", "end"))
    for tick in across_ticks:
        x, y = place(tick, 0)
        parts.append(_text(x, y + 18, f"{tick:,.10g}", "middle"))
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(_text(LEFT + 10, TOP + 14 + 16 * number, name, "start", 12, colour))
    body = "\n".join(parts)
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    style = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
    return f'{head}\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'


def _text(x: float, y: float, words: str, anchor: str, size: int = 12, colour: str = "#222") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"'
    return f"<text {place}>{escape(words)}</text>"
