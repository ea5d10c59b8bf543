"""The ways that transfers make between schools, and where a way that leads back to itself ends.

Owns the choice of the dates whose marks go on. Pure: knows transfers only, no marks. Used by the moves.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from schemas import Transfer
from streams.pages.sheet import microseconds

Route: TypeAlias = tuple[Transfer, ...]
"""Transfers one after the other: the target of each is where the next one starts."""


class Node(NamedTuple):
    """A pupil of a school."""

    school: str
    pupil: str


class Stretch(NamedTuple):
    """The dates (proleptic ordinals, half-open) whose marks go on to another school."""

    first: int
    after_last: int

    def __contains__(self, day: object) -> bool:
        """Whether the marks of a day go on."""
        return isinstance(day, int) and self.first <= day < self.after_last


NOWHERE: Final = Stretch(0, 0)
FIRST_DAY: Final = date.min.toordinal()


def origin(transfer: Transfer) -> Node:
    """Return whose marks a transfer moves."""
    return Node(transfer.school, transfer.pupil)


def target(transfer: Transfer) -> Node:
    """Return whose marks they become."""
    return Node(transfer.to_school, transfer.to_pupil or transfer.pupil)


def stretch(held: Transfer, routes: Iterable[Route]) -> Stretch:
    """Return the dates whose marks a transfer moves on; `routes` are those by which marks may come to its pupil.

    Transfers in a circle move the marks before the earliest of their dates round and round. These end where the latest
    transfer of the circle (by date, then recorded_at and id) leads: there the pupil is now.
    """
    here = origin(held)
    if target(held) == here:
        return NOWHERE
    for route in routes:
        circle = _circle(held, route)
        if circle and target(max(circle, key=_lateness)) == here:
            first = min(each.date for each in circle).toordinal()
            return Stretch(first, max(first, held.date.toordinal()))
    return Stretch(FIRST_DAY, held.date.toordinal())


def onward(held: Transfer, routes: Iterable[Route]) -> list[Route]:
    """Return the routes by which marks may come to the target of a transfer: those to its pupil, without circles."""
    here = origin(held)
    return [(held,), *((*route, held) for route in routes if all(origin(each) != here for each in route))]


def _circle(held: Transfer, route: Route) -> Sequence[Transfer]:
    """Return the part of a route that began with this very transfer; none when it is of an older one."""
    return next((route[number:] for number, each in enumerate(route) if each == held), ())


def _lateness(transfer: Transfer) -> tuple[date, int, str, Node]:
    return transfer.date, microseconds(transfer.recorded_at), transfer.id, origin(transfer)
