"""A simulated Danish school district: a seeded stream of calendars, rosters, notices and roll calls.

Imported from here by the command line and by tests; the modules inside are its own business.
"""

from sources.simulator.district import MUNICIPALITIES, District, Municipality
from sources.simulator.figures import Figure, figures
from sources.simulator.observed import Observed
from sources.simulator.outbox import Simulated, SimulatedEvent
from sources.simulator.simulation import simulate

__all__ = [
    "MUNICIPALITIES",
    "District",
    "Figure",
    "Municipality",
    "Observed",
    "Simulated",
    "SimulatedEvent",
    "figures",
    "simulate",
]
