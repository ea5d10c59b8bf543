"""The pipeline: one event in, the new versions of alerts and the state to store out. A pure function of the log.

Owns the schools in memory. Opens nothing and reads no clock. Called by the worker (state in a Faust table) and by
the replay, which store what an outcome writes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from schemas import ClockTick, Fact, WorkerEvent
from streams.alerts.evidence import Evidence
from streams.alerts.record import AlertBooks
from streams.apply import after_tick, apply
from streams.facts import fact_of
from streams.law.rule import Rulebook
from streams.lists.rules import list_gauges
from streams.outcome import Outcome
from streams.register.register import Register
from streams.routing import partition_of
from streams.school import School
from streams.windows.clock import Clock, clock_entry, clock_place, stored_clock
from streams.windows.clock import after_tick as moved_on
from streams.windows.plan import Plans


class Store(Protocol):
    """Where the register's entries are kept between events."""

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return all entries of a school, or of what a partition's clock is stored under; keys begin with the name."""

    def schools(self, partition: int) -> Iterable[str]:
        """Return the schools of a partition that have entries."""


PARTITIONS = 12
"""How many partitions the topics have by default."""


class Pipeline:
    """Judges events by a rulebook; keeps the registers of schools in memory as long as nobody says forget.

    `partitions` is that of the topics: a school goes by the clock of its own.
    """

    def __init__(self, rulebook: Rulebook, store: Store, partitions: int = PARTITIONS) -> None:
        self._plans = Plans(rulebook)
        self._gauges = list_gauges(rulebook)
        self._partitions = partitions
        self._clocks: dict[int, Clock | None] = {}
        self._store = store
        self._schools: dict[str, School] = {}
        self._newest: School | None = None
        self._evidence = Evidence()
        self._books = AlertBooks()

    def forget(self) -> None:
        """Drop all that is kept in memory; it is worked out from the store again when next needed."""
        self._schools.clear()
        self._newest = None
        self._clocks.clear()
        self.forget_aids()

    def forget_aids(self) -> None:
        """Drop what is remembered only to be faster, and is bounded however many schools there are."""
        self._evidence.forget_all()
        self._books.forget_all()

    def outcomes(self, event: WorkerEvent, raw: bytes) -> Iterator[Outcome]:
        """Apply one event, decoded from the JSON `raw`: one outcome, of a clock tick one more per school concerned.

        Facts of an outcome are to be asked before the next one.
        """
        if isinstance(event, ClockTick):
            yield from (outcome for outcome in self.tick(event) if not outcome.is_empty)
        else:
            yield self.handle(event, raw)

    def handle(self, event: WorkerEvent, raw: bytes) -> Outcome:
        """Apply one event of a school, decoded from the JSON `raw`. Raises ValueError for a clock tick."""
        if event.school is None:
            raise ValueError("a clock tick is of no school")
        return apply(event, self._school(event.school), raw)

    def fact(self, outcome: Outcome) -> Fact | None:
        """Return the rows that an outcome changes, None without any; to be asked before the next event is handled."""
        if outcome.touched is None:
            return None
        return fact_of(self._school(outcome.school).register, outcome.touched(), outcome.announced)

    def register(self, school: str) -> Register:
        """Return the register of a school as it is now, to be read only."""
        return self._school(school).register

    def tick(self, tick: ClockTick) -> Iterator[Outcome]:
        """Apply a clock tick: an outcome of every school of its partition, also an empty one, and one of the clock.

        To work out a school takes a while, so whoever has other things to do can do them in between.
        """
        before = self._clock(tick.partition)
        clock = self._clocks[tick.partition] = moved_on(before, tick)
        if clock == before:
            return  # the clock is stored last, so that a tick is handled again unless all its schools were stored
        for code in self._schools_of(tick.partition):
            yield after_tick(tick, self._school(code), before, clock)
        yield Outcome(clock_place(tick.partition), writes=clock_entry(tick.partition, clock))

    def _schools_of(self, partition: int) -> list[str]:
        known = {code for code in self._schools if partition_of(code, self._partitions) == partition}
        return sorted(known.union(self._store.schools(partition)))

    def _clock(self, partition: int) -> Clock | None:
        if partition not in self._clocks:
            self._clocks[partition] = stored_clock(partition, self._store.entries(clock_place(partition)))
        return self._clocks[partition]

    def _clock_of(self, school: str) -> Callable[[], Clock | None]:
        partition = partition_of(school, self._partitions)
        return lambda: self._clock(partition)

    def _school(self, school: str) -> School:
        known = self._schools.get(school)
        if known is None:
            register = Register(school, self._store.entries(school))
            known = self._schools[school] = School(
                register, self._plans, self._evidence, self._books, self._gauges, self._clock_of(school)
            )
        if known is not self._newest:
            if self._newest:
                self._newest.register.pages.forget_found()
            self._newest = known
        return known
