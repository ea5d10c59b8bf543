"""Carries events from the simulation to an outlet and saves how far it came.

The state is saved only when everything up to it is safe, so a restart loses nothing and at most repeats a little.
Called by the command line.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sources.simulator.outbox import Published
from sources.simulator.outlets import Outlet

Saved = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often everything is made safe: at the latest after so many events or real seconds."""

    real_seconds: Callable[[], float]
    events: int = 5_000
    seconds: float = 1.0


def carry(events: Iterable[Published], outlet: Outlet, save: Saved, rhythm: Rhythm) -> int:
    """Send all events, in order, and give their number.

    `save` gets the instant up to and with which all events are safe. Raises what the outlet raises.
    """
    sent, unsafe, last, saved_at = 0, 0, None, rhythm.real_seconds()
    for simulated in events:
        due = unsafe >= rhythm.events or rhythm.real_seconds() - saved_at >= rhythm.seconds
        if last is not None and due and last < simulated.at:
            outlet.settle()
            save(last)
            unsafe, saved_at = 0, rhythm.real_seconds()
        outlet.send(simulated)
        sent, unsafe, last = sent + 1, unsafe + 1, simulated.at
    outlet.settle()
    if last is not None:
        save(last)
    return sent
