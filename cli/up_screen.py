"""What `naervaer up` shows: a live table on a terminal, plain lines elsewhere.

Owns the wording and the layout; gets its numbers from the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.up_figures import Figures
from schemas import Alert

PLAIN_EVERY_SECONDS = 10.0
STATE_STYLES = {"raised": "red", "cleared": "green", "withdrawn": "yellow"}


@dataclass(frozen=True)
class View:
    """One moment of a running installation."""

    seconds: float
    """Real seconds since everything was ready."""
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
        self._console.print(summary_line(view), soft_wrap=True)

    def close(self) -> None:
        """Nothing is held."""


class LiveScreen:
    """A table that renews itself."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, view: View) -> None:
        """Draw the moment."""
        self._live.update(picture(view), refresh=True)

    def close(self) -> None:
        """Leave the last picture where it is."""
        self._live.stop()


def summary_line(view: View) -> str:
    """Give one line: registrations, speed, what waits, alerts by state."""
    if view.figures is None:
        return "the worker does not answer"
    states = dict.fromkeys(STATE_STYLES, 0)
    for counts in view.figures.alerts.values():
        for state, count in counts.items():
            states[state] += count
    alerts = ", ".join(f"{count:,} {state}" for state, count in states.items())
    simulated = f"simulated time {view.simulated_until:%Y-%m-%d %H:%M}, " if view.simulated_until else ""
    return (
        f"{simulated}{view.figures.registrations:,} registrations ({view.per_second:,.0f}/s), "
        f"{view.figures.waiting:,} events waiting, {view.figures.rejected:,} rejected; alerts: {alerts}"
    )


def picture(view: View) -> RenderableType:
    """Give the whole live view."""
    alerts = view.figures.alerts if view.figures else {}
    return Group(Text(summary_line(view), style="bold"), _by_rule(alerts), _newest(view.newest))


def _by_rule(alerts: dict[str, dict[str, int]]) -> Table:
    table = Table("rule", title="alerts since the worker started", title_justify="left")
    for state, style in STATE_STYLES.items():
        table.add_column(state, justify="right", style=style)
    for rule, counts in sorted(alerts.items()):
        table.add_row(rule, *(f"{counts.get(state, 0):,}" for state in STATE_STYLES))
    return table


def _newest(alerts: Sequence[Alert]) -> Table:
    table = Table(
        "recorded", "state", "rule", "school", "class", "pupil", "measured", title="newest alerts", title_justify="left"
    )
    for alert in reversed(alerts):
        state = Text(alert.state, style=STATE_STYLES[alert.state])
        recorded = f"{alert.recorded_at:%Y-%m-%d %H:%M}"
        where = (alert.school, alert.class_ or "", alert.pupil or "")
        table.add_row(recorded, state, alert.rule, *where, measured(alert))
    return table


def measured(alert: Alert) -> str:
    """Give what was counted against what was allowed, such as `6.5 days of 37 = 17.5 % (at least 15 %)`."""
    measure = alert.measure
    comparison = measure.comparison.replace("_", " ")
    unit = measure.unit.replace("_", " ")
    if measure.percent is None:
        return f"{measure.value} {unit} ({comparison} {measure.threshold})"
    return f"{measure.value} {unit} of {measure.school_days} = {measure.percent} % ({comparison} {measure.threshold} %)"
