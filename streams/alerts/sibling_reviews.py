"""Who else must be reviewed because a pupil's absence changed: siblings who were absent on the same days.

Owns the choice, and that nobody is reviewed twice for one event. Called by the school, when a rule looks at siblings.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from streams.alerts.lifecycle import EVERYTHING, Review
from streams.alerts.record import AlertBook
from streams.patterns.asking import absent_days
from streams.register.pupil import Pupil
from streams.windows.days import Frame
from streams.windows.gauge import ALL_COUNT
from streams.windows.spans import lowest


class Families(Protocol):
    """What must be known of a school."""

    @property
    def frame(self) -> Frame:
        """Return the frame of all positions."""

    def siblings(self, pupil: str, year: int) -> Iterable[Pupil]:
        """Return the siblings of a pupil by the roster of a school year."""


def siblings_concerned(families: Families, changes: Iterable[tuple[Pupil, int]]) -> dict[str, tuple[Pupil, int]]:
    """Return, by id, the siblings of pupils whose marks on these days may be new, with the days that may matter.

    A day matters to a sibling who was absent on it; EVERYTHING stands for all days of the kept school years.
    """
    concerned: dict[str, tuple[Pupil, int]] = {}
    for pupil, days in changes:
        for sibling in _siblings(families, pupil, days):
            together = EVERYTHING if days == EVERYTHING else days & absent_days(sibling, ALL_COUNT)
            if together:
                _, known = concerned.get(sibling.id, (sibling, 0))
                concerned[sibling.id] = sibling, known | together
    return concerned


def _siblings(families: Families, pupil: Pupil, days: int) -> list[Pupil]:
    first, last = pupil.year - 1, pupil.year
    if days != EVERYTHING:
        last = first = families.frame.year_at(days.bit_length() - 1)
        if days & (days - 1):
            first = families.frame.year_at(lowest(days, 0))
    siblings = families.siblings(pupil.id, last)
    return [*families.siblings(pupil.id, first), *siblings] if first != last else list(siblings)


def with_siblings(
    reviews: Iterable[Review],
    concerned: Mapping[str, tuple[Pupil, int]],
    rules: frozenset[str],
    book: Callable[[Pupil], AlertBook],
) -> list[Review]:
    """Return the reviews with those of the siblings, who are asked about `rules`; one review for each pupil."""
    if not concerned:
        return list(reviews)
    by_pupil = {review.pupil.id: review for review in reviews}
    for name, (sibling, days) in concerned.items():
        known = by_pupil.get(name) or Review(sibling, book(sibling), 0, 0, categories=0)
        by_pupil[name] = known._replace(affected=known.affected | days, also=known.also | rules)
    return list(by_pupil.values())
