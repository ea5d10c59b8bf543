"""The pipeline: one event in, the new versions of alerts and the state to store out. A pure function of the log.

Owns the schools in memory. Opens nothing and reads no clock. Called by the worker (state in a Faust table) and by
the replay, which store what an outcome writes.
"""

from collections.abc import Mapping
from typing import Protocol

from schemas import Fact, WorkerEvent
from streams.alert_record import AlertBooks
from streams.apply import apply
from streams.evidence import Evidence
from streams.facts import fact_of
from streams.outcome import Outcome
from streams.plan import Plans
from streams.register import Register
from streams.rules import Rulebook
from streams.school import School


class Store(Protocol):
    """Where the register's entries are kept between events."""

    def entries(self, school: str) -> Mapping[str, bytes]:
        """Return all entries of a school; every key begins with its code."""


class Pipeline:
    """Judges events by a rulebook; keeps the registers of schools in memory as long as nobody says forget."""

    def __init__(self, rulebook: Rulebook, store: Store) -> None:
        self._plans = Plans(rulebook)
        self._store = store
        self._schools: dict[str, School] = {}
        self._evidence = Evidence()
        self._books = AlertBooks()

    def forget(self) -> None:
        """Drop all that is kept in memory; it is worked out from the store again when next needed."""
        self._schools.clear()
        self.forget_aids()

    def forget_aids(self) -> None:
        """Drop what is remembered only to be faster, and is bounded however many schools there are."""
        self._evidence.forget_all()
        self._books.forget_all()

    def handle(self, event: WorkerEvent, raw: bytes) -> Outcome:
        """Apply one event, decoded from the JSON `raw`. A clock tick, which has no school, changes nothing."""
        if event.school is None:
            return Outcome("")
        return apply(event, self._school(event.school), raw)

    def fact(self, outcome: Outcome) -> Fact | None:
        """Return the rows that an outcome changes, None without any; to be asked before the next event is handled."""
        if outcome.touched is None:
            return None
        return fact_of(self._school(outcome.school).register, outcome.touched(), outcome.announced)

    def register(self, school: str) -> Register:
        """Return the register of a school as it is now, to be read only."""
        return self._school(school).register

    def _school(self, school: str) -> School:
        known = self._schools.get(school)
        if known is None:
            register = Register(school, self._store.entries(school))
            known = self._schools[school] = School(register, self._plans, self._evidence, self._books)
        return known
