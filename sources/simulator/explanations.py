"""How a true absence comes to be registered: the entry of the roll call, what guardians report, what is corrected.

Guardians tell the office, send a notice in time, send one too late, or forget; a teacher explains the rest days later,
or never. Called once per pupil and school year, after the truth is settled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from random import Random

from schemas import AbsenceNotice, Category, Entry, Moment
from schemas.dates import COPENHAGEN
from sources.simulator.absence import Day, Spell
from sources.simulator.chance import pick


class Route(Enum):
    """The way an explanation takes from the guardian to the register."""

    TOLD = auto()
    NOTICE = auto()
    NOTICE_ONLY = auto()
    RETROACTIVE = auto()
    FORGOTTEN = auto()


ROUTES = {
    "sickness": (
        *((Route.TOLD, 0.61), (Route.NOTICE, 0.15), (Route.NOTICE_ONLY, 0.15)),
        *((Route.RETROACTIVE, 0.04), (Route.FORGOTTEN, 0.05)),
    ),
    "leave": ((Route.TOLD, 0.58), (Route.NOTICE, 0.20), (Route.NOTICE_ONLY, 0.18), (Route.FORGOTTEN, 0.04)),
    "unlawful": ((Route.TOLD, 0.40), (Route.FORGOTTEN, 0.60)),
}
EXPLAINED_LATER = 0.65  # share of the absences without a category that a teacher explains
FLIPPED = 0.012  # share of the explained absences whose category turns out to be wrong
OTHER: dict[Category, Category] = {"sickness": "unlawful", "leave": "sickness", "unlawful": "sickness"}
SILENT_ROUTES = {Route.NOTICE_ONLY, Route.RETROACTIVE, Route.FORGOTTEN}


@dataclass(frozen=True, slots=True)
class Registered:
    """What roll calls say of a pupil on a day (None: present), and the entry that replaces it days later."""

    start: Entry | None
    end: Entry | None
    corrected: Entry | None = None
    days_later: int = 0

    def at(self, moment: Moment) -> Entry | None:
        """Give the entry of a moment; None: present."""
        return self.start if moment == "start" else self.end


@dataclass(frozen=True, slots=True)
class Explained:
    """A pupil's school year as it is registered, by date, and the notices about it."""

    days: Mapping[date, Registered]
    notices: tuple[AbsenceNotice, ...]


def explain(school: str, pupil: str, year: Mapping[date, Day], rng: Random) -> Explained:
    """Decide for every spell how it gets known, and make the entries and notices."""
    routes: dict[Spell, Route] = {}
    notices: list[AbsenceNotice] = []
    days: dict[date, Registered] = {}
    for day, truth in sorted(year.items()):
        spell = truth.spell
        if spell is None:
            days[day] = Registered(start=Entry(pupil=pupil, status="late"), end=None)
            continue
        if spell not in routes:
            routes[spell] = pick(rng, ROUTES[spell.category])
            notices += _notices(school, pupil, spell, routes[spell], rng)
        days[day] = _registered(pupil, truth, spell.category, routes[spell], rng)
    return Explained(days, tuple({notice.id: notice for notice in notices}.values()))


def _registered(pupil: str, truth: Day, category: Category, route: Route, rng: Random) -> Registered:
    entry = absent(pupil, None if route in SILENT_ROUTES else category)
    corrected = _corrected(category, route, rng)
    return Registered(
        start=entry if truth.start else None,
        end=entry if truth.end else None,
        corrected=absent(pupil, corrected) if corrected else None,
        days_later=rng.randint(1, 7),
    )


def absent(pupil: str, category: Category | None) -> Entry:
    """Give the entry of an absent pupil; without a category it is not yet explained."""
    return Entry(pupil=pupil, status="absent", category=category)


def _corrected(category: Category, route: Route, rng: Random) -> Category | None:
    if route in (Route.RETROACTIVE, Route.FORGOTTEN):
        return category if rng.random() < EXPLAINED_LATER else None
    return OTHER[category] if rng.random() < FLIPPED else None


def _notices(school: str, pupil: str, spell: Spell, route: Route, rng: Random) -> Iterator[AbsenceNotice]:
    """Give the notices about a spell: a long illness is reported a few days at a time."""
    if spell.category == "unlawful" or route in (Route.TOLD, Route.FORGOTTEN):
        return
    size = 4 if spell.category == "sickness" else len(spell.days)
    for n in range(0, len(spell.days), size):
        days = spell.days[n : n + size]
        yield AbsenceNotice(
            id=f"no-{days[0]}-{school}-{pupil}-{spell.category}",
            school=school,
            pupil=pupil,
            first=days[0],
            after_last=days[-1] + timedelta(days=1),
            category=spell.category,
            received_at=_received(spell.category, days[0], route, rng),
        )


def _received(category: Category, first: date, route: Route, rng: Random) -> datetime:
    """Give the evening before or the morning of an illness, weeks before leave, days after when it comes too late."""
    if route is Route.RETROACTIVE:
        return _moment(first + timedelta(days=rng.randint(1, 5)), 17, rng)
    if category == "leave":
        return _moment(first - timedelta(days=rng.randint(2, 35)), 18, rng)
    return _moment(first - timedelta(days=1), 18, rng) if rng.random() < 0.2 else _moment(first, 6, rng)


def _moment(day: date, hour: int, rng: Random) -> datetime:
    """Give an instant in the two hours after `hour` o'clock in Denmark."""
    seconds = rng.randrange(6900)
    return datetime.combine(day, time(hour + seconds // 3600, seconds // 60 % 60, seconds % 60), COPENHAGEN)
