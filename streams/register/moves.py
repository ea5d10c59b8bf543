"""Who left one school and who came to it: the transfers that hold, and what other schools have handed over.

Owns which of several transfers holds, which handover is a repetition, and their stored entries. Decides nothing about
marks. Used by the register and by the departures.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import orjson

from schemas import Handover, Transfer, canonical_json
from streams.pages.entries import Entries
from streams.pages.stored import Version, entry_key, entry_name, replaces
from streams.register.moved import Moved, MovedMarks, moved_from
from streams.register.routes import NOWHERE, Node, Route, Stretch, stretch

TRANSFER = "/transfer/"
ARRIVAL = "/arrival/"


class Arrival(NamedTuple):
    """The newest handover from one pupil of another school, its marks taken out and read."""

    head: Handover
    marks: MovedMarks


class Moves:
    """Transfers by the pupil who left, handovers by the pupil who came, read from and written to the entries."""

    def __init__(self, school: str, entries: Entries) -> None:
        self.school = school
        self._entries = entries
        self._transfers: dict[str, Transfer] = {}
        self._arrivals: dict[str, dict[Node, Arrival]] = defaultdict(dict)
        self.until = 0
        """From this day on (a proleptic ordinal) no marks go on to another school."""
        self._read_all()

    @property
    def left(self) -> Mapping[str, Transfer]:
        """The transfer that holds for each pupil who left."""
        return self._transfers

    @property
    def pupils(self) -> list[str]:
        """All who left or came."""
        return [*{**self._transfers, **self._arrivals}]

    def knows(self, pupil: str) -> bool:
        """Whether a pupil left or came."""
        return pupil in self._transfers or pupil in self._arrivals

    def __bool__(self) -> bool:
        """Whether anybody left or came."""
        return bool(self._transfers or self._arrivals)

    def stretch(self, pupil: str) -> Stretch:
        """Return the dates whose marks of a pupil go on to another school."""
        held = self._transfers.get(pupil)
        return NOWHERE if held is None else stretch(held, self.routes(pupil))

    def routes(self, pupil: str) -> list[Route]:
        """Return the ways by which marks may come to a pupil."""
        return [route for _, arrival in self._arrivals_of(pupil) for route in arrival.head.routes]

    def marks(self, pupil: str) -> MovedMarks:
        """Return the marks that came from other schools, the winning one of each place."""
        best: dict[tuple[int, int], Moved] = {}
        for _, arrival in self._arrivals_of(pupil):
            for place, mark in arrival.marks.items():
                if place not in best or mark.sheet.outranks(best[place].sheet):
                    best[place] = mark
        return best

    def mark(self, pupil: str, day: int, moment: int) -> Moved | None:
        """Return the mark that came from another school for one moment of a day (a proleptic ordinal)."""
        best: Moved | None = None
        for _, arrival in self._arrivals_of(pupil):
            mark = arrival.marks.get((day, moment))
            if mark and (best is None or mark.sheet.outranks(best.sheet)):
                best = mark
        return best

    def days(self) -> Iterator[int]:
        """Yield the days (proleptic ordinals) of all marks that came from other schools."""
        for arrivals in self._arrivals.values():
            for arrival in arrivals.values():
                yield from (day for day, _ in arrival.marks)

    def put_transfer(self, transfer: Transfer, raw: bytes) -> bool:
        """Take in a transfer; False when the one before still holds."""
        key, kept = entry_key(self.school, TRANSFER, transfer.pupil), self._transfers.get(transfer.pupil)
        if not replaces(transfer, raw, Version(kept.recorded_at, kept.id) if kept else None, self._entries.get(key)):
            return False
        self._entries.put(key, canonical_json(raw))
        self._hold(transfer)
        return True

    def put_handover(self, handover: Handover, raw: bytes, erased: int) -> bool:
        """Take in a handover; False for a repetition. Marks recorded up to `erased` (microseconds) are left out."""
        source = Node(handover.from_school, handover.from_pupil)
        kept = self._arrivals[handover.pupil].get(source)
        if kept is not None and handover.sequence <= kept.head.sequence:
            return False
        arrival = _arrival(raw)
        self._put(handover.pupil, source, arrival, lambda mark: mark.sheet.recorded > erased)
        return True

    def erase(self, pupil: str, erased: int) -> None:
        """Remove the marks that came from other schools and were recorded up to then (microseconds since 1970)."""
        for source, arrival in self._arrivals_of(pupil):
            self._put(pupil, source, arrival, lambda mark: mark.sheet.recorded > erased)

    def drop_before(self, day: int) -> None:
        """Throw away the marks that came from other schools and are of days before this one (a proleptic ordinal)."""
        for pupil in list(self._arrivals):
            for source, arrival in self._arrivals_of(pupil):
                if any(each < day for each, _ in arrival.marks):
                    self._put(pupil, source, arrival, lambda mark: mark.sheet.day >= day)

    def _hold(self, transfer: Transfer) -> None:
        self._transfers[transfer.pupil] = transfer
        self.until = max(self.until, transfer.date.toordinal())

    def _arrivals_of(self, pupil: str) -> list[tuple[Node, Arrival]]:
        return list(self._arrivals[pupil].items()) if pupil in self._arrivals else []

    def _put(self, pupil: str, source: Node, arrival: Arrival, is_kept: Callable[[Moved], bool]) -> None:
        marks = {place: mark for place, mark in arrival.marks.items() if is_kept(mark)}
        kept = self._arrivals[pupil][source] = arrival._replace(marks=marks)
        key = entry_key(self.school, ARRIVAL, f"{pupil}/{source.school}/{source.pupil}")
        self._entries.put(key, zlib.compress(_to_bytes(kept), 1))

    def _read_all(self) -> None:
        for key in self._entries:
            value = self._entries.get(key) or b""
            if name := entry_name(key, TRANSFER):
                self._hold(Transfer.model_validate_json(value))
            elif name := entry_name(key, ARRIVAL):
                pupil, school, from_pupil = name.split("/")
                self._arrivals[pupil][Node(school, from_pupil)] = _arrival(zlib.decompress(value))


def _arrival(raw: bytes) -> Arrival:
    handover = Handover.model_validate_json(raw)
    roll_calls = [mark["roll_call"] for mark in orjson.loads(raw)["marks"]]
    marks = dict(map(moved_from, handover.marks, roll_calls))
    return Arrival(handover.model_copy(update={"marks": ()}), marks)


def _to_bytes(arrival: Arrival) -> bytes:
    head = arrival.head.model_dump(mode="json")
    return orjson.dumps({**head, "marks": [orjson.Fragment(mark.to_bytes()) for mark in arrival.marks.values()]})
