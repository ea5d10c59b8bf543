"""What `naervaer up` shows: a live picture on a terminal, plain lines elsewhere.

Owns the wording and the layout; gets its numbers from the caller. Times are Danish.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.up_figures import Figures
from schemas import Alert
from schemas.dates import COPENHAGEN

PLAIN_EVERY_SECONDS = 10.0
STATE_STYLES = {"raised": "red", "cleared": "green", "withdrawn": "yellow"}
LINES_BESIDE_ROWS = 13
"""Lines of the picture that are no rows of a table."""
FEWEST_ROWS = 3


@dataclass(frozen=True)
class View:
    """One moment of a running installation."""

    seconds: float
    """Real seconds since everything was ready."""
    addresses: Mapping[str, str]
    simulated_until: datetime | None
    """None without a simulated district."""
    figures: Figures | None
    """None while the worker does not answer."""
    per_second: float
    newest: Sequence[Alert]


class PlainScreen:
    """Lines for a log: a summary now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next_seconds = PLAIN_EVERY_SECONDS

    def show(self, view: View) -> None:
        """Print a summary when it is time."""
        if view.seconds < self._next_seconds:
            return
        self._next_seconds = view.seconds + PLAIN_EVERY_SECONDS
        self._console.print("; ".join(summary(view)))

    def close(self) -> None:
        """Do nothing: no line is half written."""


class LiveScreen:
    """A picture that renews itself, as high as the terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, view: View) -> None:
        """Draw the moment."""
        self._live.update(picture(view, self._console.size.height), refresh=True)

    def close(self) -> None:
        """Leave the last picture where it is."""
        self._live.stop()


def summary(view: View) -> tuple[str, ...]:
    """Give the figures in a few short phrases."""
    simulated = (f"simulated time {_danish(view.simulated_until)}",) if view.simulated_until else ()
    if view.figures is None:
        return (*simulated, "the worker does not answer")
    states = dict.fromkeys(STATE_STYLES, 0)
    for counts in view.figures.alerts.values():
        for state, count in counts.items():
            states[state] += count
    return (
        *simulated,
        f"{view.figures.registrations:,} registrations, {view.per_second:,.0f}/s",
        f"{view.figures.waiting:,} events waiting, {view.figures.rejected:,} rejected",
        "alerts: " + ", ".join(f"{count:,} {state}" for state, count in states.items()),
    )


def picture(view: View, height: int) -> RenderableType:
    """Give the whole live view for a terminal of so many lines."""
    alerts = view.figures.alerts if view.figures else {}
    rows = max(2 * FEWEST_ROWS, height - LINES_BESIDE_ROWS)
    newest = list(reversed(view.newest))[: rows // 2]
    parts: list[RenderableType] = [
        Text("   ".join(f"{name} {address}" for name, address in view.addresses.items()), style="dim"),
        Text("\n".join(summary(view)), style="bold"),
    ]
    if alerts:
        parts.append(_by_rule(alerts, rows - len(newest)))
    if newest:
        parts.append(_newest(newest))
    return Group(*parts)


def _table(*columns: str) -> Table:
    return Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)


def _by_rule(alerts: dict[str, dict[str, int]], rows: int) -> Table:
    table = _table("alerts since the worker started")
    for state, style in STATE_STYLES.items():
        table.add_column(state, justify="right", style=style)
    most_raised = sorted(alerts.items(), key=lambda item: (-item[1].get("raised", 0), item[0]))
    for rule, counts in most_raised[:rows]:
        table.add_row(rule, *(f"{counts.get(state, 0):,}" for state in STATE_STYLES))
    return table


def _newest(alerts: Sequence[Alert]) -> Table:
    table = _table("newest alerts", "", "rule", "school", "class", "measured")
    for alert in alerts:
        state = Text(alert.state, style=STATE_STYLES[alert.state])
        table.add_row(_danish(alert.recorded_at), state, alert.rule, alert.school, alert.class_ or "", measured(alert))
    return table


def measured(alert: Alert) -> str:
    """Give what was counted against what was allowed, such as `6.5 days of 37 = 17.5 % (at least 15 %)`."""
    measure = alert.measure
    comparison = measure.comparison.replace("_", " ")
    unit = "found" if measure.unit == "pattern" else measure.unit.replace("_", " ")
    counted = f"{measure.value} {unit.removesuffix('s') if measure.value == 1 else unit}"
    if measure.percent is None:
        return f"{counted} ({comparison} {measure.threshold})"
    return f"{counted} of {measure.school_days} = {measure.percent} % ({comparison} {measure.threshold} %)"


def _danish(instant: datetime) -> str:
    return f"{instant.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"
