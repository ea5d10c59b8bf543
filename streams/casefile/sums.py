"""The arithmetic of an alert line by line, in Danish and in whole numbers, so that it can be checked by hand.

Owns the lines; the exact comparison they show is `streams.words.comparison`. Pure. Used by `streams.casefile.case`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from schemas import Alert
from streams.law.rule import Denominator, Rule
from streams.register.register import Register
from streams.windows.days import days_between
from streams.words.comparison import Compared, compared
from streams.words.grammar import WORDS
from streams.words.rule_text import describe

_WORDS = WORDS["da"]


@dataclass(frozen=True)
class Counted:
    """One mark that counts, with the sum up to it in days."""

    date: date
    moment: str
    category: str
    value: float
    so_far: float
    roll_call: str


@dataclass(frozen=True)
class Sums:
    """The marks one by one, the lines of the calculation, and the two whole numbers that are compared."""

    counted: tuple[Counted, ...]
    lines: tuple[str, ...]
    left: int
    right: int
    is_reached: bool


def sums_of(register: Register, alert: Alert, rule: Rule) -> Sums:
    """Return the calculation of a version of an alert, from its own numbers."""
    made = compared(alert.measure)
    lines = (*_amounts(register, alert), *_comparison(rule, made))
    return Sums(tuple(_counted(alert)), lines, made.left, made.right, made.is_reached)


def _counted(alert: Alert) -> Iterator[Counted]:
    so_far = Fraction(0)
    for mark in alert.marks:
        so_far += Fraction(mark.value)
        yield Counted(mark.date, mark.moment, mark.category, mark.value, float(so_far), mark.roll_call)


def _amounts(register: Register, alert: Alert) -> Iterator[str]:
    measure = alert.measure
    amount = _WORDS.units(measure.value, measure.unit)
    if measure.unit == "days":
        yield f"Fravær i alt: {amount} = {int(2 * measure.value)} halve dage (h)."
    else:
        yield f"Optalt i alt: {amount} (n)."
    if measure.of is None or not measure.school_days:
        return
    yield f"Skoledage, der regnes af: {_WORDS.share(measure.school_days, measure.of, None).removeprefix('af ')} (N)."
    yield from _school_days(register, alert)
    if measure.percent is not None:
        share = f"{amount} af {measure.school_days} skoledage = {_WORDS.percent(measure.percent)}"
        yield f"Andel: {share}, afkortet til én decimal."


def _school_days(register: Register, alert: Alert) -> Iterator[str]:
    """Say how many weekdays the window has and how many of them are free, where that gives the denominator."""
    window, measure = alert.window, alert.measure
    until = alert.as_of + timedelta(days=1) if measure.of == Denominator.HELD_SCHOOL_DAYS else window.after_last
    pupil, frame = register.pupils.get(alert.pupil or ""), register.frame
    if pupil is None or window.first not in frame or until not in frame:
        return
    days = pupil.school_days.days & days_between(frame.position(window.first), frame.position(until))
    if days.bit_count() != measure.school_days:
        return
    weekdays = sum((window.first + timedelta(days=n)).weekday() < 5 for n in range((until - window.first).days))
    interval = _WORDS.interval(window.first, until - timedelta(days=1))
    free = weekdays - days.bit_count()
    sums = f"{weekdays} - {free} = {days.bit_count()}"
    yield f"Hverdage mandag-fredag {interval}: {weekdays}. Fri efter skolekalenderen: {free}. {sums}."


def _comparison(rule: Rule, made: Compared) -> Iterator[str]:
    facts = dict(describe(rule, "da"))
    yield f"Reglen: {facts['Taler, når']}; i hele tal {facts['Regnestykke']}."
    reached = "grænsen er overskredet" if made.is_more else "grænsen er nået"
    outcome = reached if made.is_reached else "grænsen er ikke nået"
    left, right = made.left, made.right
    yield f"Venstre side {left}, højre side {right}: {left} {made.sign} {right}, {outcome}."
