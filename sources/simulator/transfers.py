"""Pupils who go on at another school of their municipality in the middle of a school year.

Moves seats from one school to another and tells of it, sometimes days late. Needs two schools of one municipality that
both have the pupil's grade; elsewhere nobody goes. Called by the simulation when the school years are settled.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from schemas import Transfer
from sources.simulator.chance import chance
from sources.simulator.district import midnight
from sources.simulator.rosters import DAYS_LATE, Seat
from sources.simulator.schools import School

TRANSFER = 0.010  # share of the pupils of a school in a school year
RENUMBERED = 0.35  # share of those who get another id at the new school
QUIET_START, QUIET_END = 10, 15  # school days of the year without a change of school


@dataclass(frozen=True, slots=True)
class Seating:
    """A school, the school days of a school year, and who sits where in it."""

    school: School
    start: int
    days: tuple[date, ...]
    seats: tuple[Seat, ...]
    transfers: tuple[Transfer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Move:
    """A pupil's seat at the old school, now with an end, and the one taken at the new school."""

    old: Seating
    new: Seating
    left: Seat
    taken: Seat
    transfer: Transfer


def with_transfers(seed: int, seatings: Sequence[Seating]) -> tuple[Seating, ...]:
    """Give the schools of a district, in their order, with the seats as they are when a few pupils have moved."""
    neighbours: Mapping[str, list[Seating]] = defaultdict(list)
    for seating in seatings:
        neighbours[seating.school.municipality.code].append(seating)
    moves = [move for each in seatings for move in _moves(seed, each, neighbours[each.school.municipality.code])]
    return tuple(_moved(each, moves) for each in seatings)


def _moves(seed: int, old: Seating, neighbours: Sequence[Seating]) -> Iterator[_Move]:
    """Yield who leaves a school for a neighbour; only pupils with a seat for the whole year do."""
    rng = chance(seed, "transfers", old.school.code, old.start)
    for seat in old.seats:
        whole_year = seat.first == old.days[0] and seat.after_last is None
        places = list(_places(old, neighbours, seat.grade)) if whole_year and rng.random() < TRANSFER else []
        if places:
            yield _move(old, seat, rng.choice(places), rng)


def _places(old: Seating, neighbours: Sequence[Seating], grade: int) -> Iterator[tuple[Seating, str]]:
    """Yield the classes of a grade at the other schools."""
    for new in neighbours:
        if new is not old:
            yield from ((new, class_.name) for class_ in new.school.classes if class_.grade == grade)


def _move(old: Seating, seat: Seat, place: tuple[Seating, str], rng: Random) -> _Move:
    """Settle the day, the id at the new school, and when the old one tells of it."""
    (new, class_), day = place, rng.choice(old.days[QUIET_START:-QUIET_END])
    pupil = new.school.newcomers.renumbered(seat.pupil) if rng.random() < RENUMBERED else seat.pupil
    told = midnight(day + timedelta(days=rng.choice(DAYS_LATE))) + timedelta(hours=7, seconds=rng.randrange(1800))
    transfer = Transfer(
        id=f"tr-{day}-{seat.pupil.id}",
        school=old.school.code,
        pupil=seat.pupil.id,
        to_school=new.school.code,
        to_pupil=None if pupil is seat.pupil else pupil.id,
        date=day,
        recorded_at=told,
    )
    left, taken = replace(seat, after_last=day), replace(seat, pupil=pupil, class_=class_, first=day)
    return _Move(old, new, left, taken, transfer)


def _moved(seating: Seating, moves: Sequence[_Move]) -> Seating:
    gone = {move.left.pupil.id: move.left for move in moves if move.old is seating}
    come = [move.taken for move in moves if move.new is seating]
    seats = [*(gone.get(seat.pupil.id, seat) for seat in seating.seats), *come]
    return replace(
        seating,
        seats=tuple(sorted(seats, key=lambda seat: (seat.class_, seat.first, seat.pupil.id))),
        transfers=tuple(move.transfer for move in moves if move.old is seating),
    )
