"""Small school districts full of trouble, made from a seed: what arrives late, twice, in the wrong order, corrected.

Owns the order of arrival and how much there is of everything. Used by the agreement tests.
"""

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.oracle.dice import YEARS, Dice, Pupil
from tests.oracle.papers import Timed, calendars, rosters
from tests.oracle.registrations import correction, erasure, notice, roll_calls, transfer
from tests.oracle.sent import Sent, sent

SCHOOLS = ("280123", "10100A", "20200b")


def district(seed: int, size: int) -> list[Sent]:
    """Return the messages of one random district in the order of their arrival; `size` is roll calls per school."""
    dice = Dice(seed)
    found = [one for school in SCHOOLS[: dice.one((1, 1, 2))] for one in _school(dice, school, size, _pupils(dice))]
    found.sort(key=lambda pair: pair[0])
    return _disturbed(dice, [one for _, one in found])


def districts(largest: int = 30) -> st.SearchStrategy[list[Sent]]:
    """Return generated districts; a smaller seed is no simpler, a smaller size is."""
    return st.builds(district, st.integers(0, 2**32 - 1), st.integers(2, largest))


def moving_district(seed: int, size: int) -> list[Sent]:
    """Return the messages of a district whose pupils change school; `size` is roll calls per school."""
    dice = Dice(seed)
    schools, pupils = SCHOOLS[: dice.one((2, 2, 3))], _pupils(dice)
    found = [one for school in schools for one in _school(dice, school, size, pupils)]
    moves = dice.one((1, 2, 3, 4, 6))
    found += [transfer(dice, dice.one(schools), SCHOOLS, pupils[:2]) for _ in range(moves)]
    found.sort(key=lambda pair: pair[0])
    return _disturbed(dice, _with_own_ids([one for _, one in found]))


def _with_own_ids(events: Sequence[Sent]) -> list[Sent]:
    """Give each roll call an id of its own: which of two equal ones held is forgotten with a pupil that is erased."""
    seen: set[object] = set()
    own = []
    for number, one in enumerate(events):
        value = one.value
        own.append(sent(one.kind, {**value, "id": f"{value['id']}-{number}"}) if value["id"] in seen else one)
        seen.add(value["id"])
    return own


def moving_districts(largest: int = 14) -> st.SearchStrategy[list[Sent]]:
    """Return generated districts whose pupils change school."""
    return st.builds(moving_district, st.integers(0, 2**32 - 1), st.integers(2, largest))


def shuffled(seed: int, events: Sequence[Sent]) -> list[Sent]:
    """Return the same events in another order, some of them twice."""
    dice = Dice(seed)
    mixed = [*events, *[one for one in events if dice.chance(0.1)]]
    dice.random.shuffle(mixed)
    return mixed


def _pupils(dice: Dice) -> list[Pupil]:
    grades = dice.random.sample((6, 6, 6, 0, 3, 5, 7, 8, 9), k=dice.one((1, 2, 2, 3)))
    return [Pupil(f"p{number}", dice.one(grades)) for number in range(1, dice.one((3, 4, 5, 6)))]


def _school(dice: Dice, school: str, size: int, pupils: Sequence[Pupil]) -> list[Timed]:
    calls = [one for _ in range(size) for one in roll_calls(dice, school, pupils)]
    return [
        *[paper for year in YEARS for paper in calendars(dice, school, year, pupils)],
        *[paper for year in YEARS for paper in rosters(dice, school, year, pupils)],
        *calls,
        *[correction(dice, call.value, pupils) for _, call in calls if dice.chance(0.25)],
        *[notice(dice, school, pupils) for _ in range(dice.below(8))],
        *[erasure(dice, school, pupils) for _ in range(dice.one((0, 0, 0, 1, 2)))],
    ]


def _disturbed(dice: Dice, events: list[Sent]) -> list[Sent]:
    """Delay some events and send some twice."""
    for one in list(events):
        if dice.chance(0.6 if one.kind in ("notices", "rosters") else 0.15):
            events.remove(one)
            events.insert(dice.below(len(events) + 1), one)
        if dice.chance(0.08):
            events.insert(dice.below(len(events) + 1), one)
    return events
