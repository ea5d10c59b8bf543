"""Schools, their classes and who sits in them, and how a school moves on to the next school year.

Classes have about 21 pupils in two or three tracks, siblings go to the same school. Owns the numbers of pupils and
households within a school; knows no dates. Called by the simulation when it begins and every 1 August.
"""

from dataclasses import dataclass, field, replace
from random import Random

from sources.simulator.chance import chance, pick
from sources.simulator.district import District, Municipality
from sources.simulator.pupils import Household, Pupil, household, person_id, pupil

SCHOOL_SIZE = 450
CLASS_SIZE = 21
LAST_GRADE = 9
PEOPLE_PER_SCHOOL = 1_000_000
CODE_STRIDE = 7_919
SIBLINGS = ((0, 0.46), (1, 0.40), (2, 0.12), (3, 0.02))


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class in one school year: its grade, its track and its pupils."""

    grade: int
    track: str
    pupils: tuple[Pupil, ...]

    @property
    def name(self) -> str:
        """The name of the class, such as 7B."""
        return f"{self.grade}{self.track}"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a school goes about it: whether grade 0 begins a day late, whether roll calls list only the exceptions."""

    late_start: bool
    exceptions_only: bool


@dataclass(slots=True)
class Newcomers:
    """Where new pupils of a school come from: numbers them and gives them a household."""

    seed: int
    rng: Random
    people: int
    siblings: list[Household] = field(default_factory=list)  # one entry per sibling who is still to be enrolled

    def enrol(self) -> Pupil:
        """Give a new pupil, every other time a sibling of an earlier one while such are left."""
        expected = self.siblings and self.rng.random() < 0.5
        home = self.siblings.pop(self.rng.randrange(len(self.siblings))) if expected else self._family()
        return pupil(self.seed, self._number(), home, self.rng)

    def renumbered(self, other: Pupil) -> Pupil:
        """Give a pupil of another school as this one knows the pupil: by an id of its own."""
        return replace(other, id=person_id(self.seed, self._number()))

    def _family(self) -> Household:
        family = household(self.seed, self._number(), self.rng)
        self.siblings += [family] * pick(self.rng, SIBLINGS)
        return family

    def _number(self) -> int:
        self.people += 1
        return self.people


@dataclass(frozen=True, slots=True)
class School:
    """A school in one school year, as it stands on the first day."""

    code: str
    municipality: Municipality
    habits: Habits
    newcomers: Newcomers
    classes: tuple[SchoolClass, ...]

    def promoted(self) -> "School":
        """Give the school a year later: every class one grade up, new classes in grade 0 for those that left."""
        leaving = [old for old in self.classes if old.grade == LAST_GRADE]
        new = (SchoolClass(0, old.track, tuple(self.newcomers.enrol() for _ in old.pupils)) for old in leaving)
        staying = (replace(old, grade=old.grade + 1) for old in self.classes if old.grade < LAST_GRADE)
        return replace(self, classes=(*new, *staying))


def open_schools(district: District) -> tuple[School, ...]:
    """Give the schools of a district, spread over its municipalities, with exactly its number of pupils in all."""
    rng = chance(district.seed, "schools")
    count = max(1, round(district.pupils / SCHOOL_SIZE))
    sizes = _shares(district.pupils, [rng.uniform(0.6, 1.4) for _ in range(count)])
    return tuple(_open_school(district, number, size) for number, size in enumerate(sizes))


def _open_school(district: District, number: int, size: int) -> School:
    rng = chance(district.seed, "school", number)
    newcomers = Newcomers(district.seed, rng, (number + 1) * PEOPLE_PER_SCHOOL)
    pupils = [newcomers.enrol() for _ in range(size)]
    rng.shuffle(pupils)
    return School(
        code=_code(district.seed, number),
        municipality=_municipality(district, number),
        habits=Habits(late_start=rng.random() < 0.5, exceptions_only=number % 8 == 5),
        newcomers=newcomers,
        classes=_classes(pupils, rng),
    )


def _municipality(district: District, number: int) -> Municipality:
    """Give the municipality of a school: the first two share one, so that pupils can change between them."""
    return district.municipalities[max(0, number - 1) % len(district.municipalities)]


def _classes(pupils: list[Pupil], rng: Random) -> tuple[SchoolClass, ...]:
    count = max(1, round(len(pupils) / CLASS_SIZE))
    grades = [n * (LAST_GRADE + 1) // count for n in range(count)]
    classes, given = [], 0
    for n, size in enumerate(_shares(len(pupils), [rng.uniform(0.85, 1.15) for _ in grades])):
        track = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n - grades.index(grades[n])]
        classes.append(SchoolClass(grades[n], track, tuple(pupils[given : given + size])))
        given += size
    return tuple(classes)


def _shares(total: int, weights: list[float]) -> list[int]:
    """`total` divided in proportion to the weights, without remainder."""
    shares, given, weighed = [], 0, 0.0
    for weight in weights:
        weighed += weight
        shares.append(round(total * weighed / sum(weights)) - given)
        given += shares[-1]
    return shares


def _code(seed: int, number: int) -> str:
    """Give an institution code: six digits, or a letter and five digits for the newer institutions."""
    code = (number * CODE_STRIDE + seed * 31) % 90_000 + 10_000
    return f"G{code}" if number % 5 == 4 else f"2{code}"
