"""What a pattern found, as a sentence with its numbers: worked out again from an alert and its rule, nothing else.

Owns how the numbers follow from the days that prove an alert. Pure. Called by the texts of notifications and by the
explanation of an alert.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import NamedTuple

from streams.law.pattern import Pattern
from streams.law.rule import WindowKind
from streams.patterns.own_earlier_level import months_of_window
from streams.windows.days import calendar_window
from streams.words.grammar import WORDS, Language, Words
from streams.words.history import AlertVersion
from streams.words.pattern_terms import DANISH, ENGLISH, PatternTerms

TERMS: Mapping[Language, PatternTerms] = {"da": DANISH, "en": ENGLISH}
WEEK = 7


def asked_for(pattern: Pattern, language: Language) -> str:
    """Say what a pattern asks for besides the threshold."""
    return TERMS[language].asked[pattern.kind].format(**asdict(pattern))


class Seen(NamedTuple):
    """What an alert shows: the value, the dates of its evidence each once in order, its window's kind and as_of."""

    value: int
    dates: tuple[date, ...]
    kind: WindowKind
    as_of: date


def seen_in(version: AlertVersion) -> Seen:
    """Return what a version of an alert shows."""
    dates = tuple(sorted({mark.date for mark in version.evidence}))
    return Seen(int(version.value), dates, version.kind, version.as_of)


def sentence(seen: Seen, pattern: Pattern, language: Language) -> str:
    """Say what the pattern found."""
    words, terms = WORDS[language], TERMS[language]
    value, dates = seen.value, seen.dates
    if not dates or not value:
        return terms.none
    found = terms.found[pattern.kind]
    match pattern.kind:
        case "after_illness":
            return found.format(value=_days(value, words, terms), **_illness(dates[:-value], words))
        case "own_earlier_level":
            return found.format(**_change(seen, words, terms))
        case "repeatedly_late":
            weeks = len({_monday(day) for day in dates})
            return found.format(value=words.units(value, pattern.kind), weeks=_amount(weeks, words, terms.weeks))
        case "unexplained_in_a_row":
            return found.format(value=words.units(value, pattern.kind))
        case _:
            return found.format(
                value=value,
                total=_days(len(dates), words, terms),
                percent=words.percent(_tenths(100 * value, len(dates))),
                weekday=terms.weekdays[_weekday(dates)],
                monday=words.day(_first_week(dates)),
            )


def _illness(dates: Sequence[date], words: Words) -> dict[str, str]:
    return {"illness": str(len(dates)), "interval": words.interval(dates[0], dates[-1]) if dates else ""}


def _change(seen: Seen, words: Words, terms: PatternTerms) -> dict[str, str]:
    _, first, after_last = calendar_window(seen.kind, seen.as_of)
    earlier, months = months_of_window(first, after_last)
    before, now = [day for day in seen.dates if day < first], [day for day in seen.dates if day >= first]
    return {
        "value": _days(len(now), words, terms),
        "months": _amount(months, words, terms.months),
        "before": str(len(before)),
        "earlier": _amount(earlier, words, terms.months),
        "rate": words.number(_tenths(len(now), months)),
        "earlier_rate": words.number(_tenths(len(before), earlier)),
    }


def _weekday(dates: Sequence[date]) -> int:
    """Return the weekday with most of the dates, the first of several equal."""
    weekdays = [day.weekday() for day in dates]
    return max(range(5), key=weekdays.count)


def _first_week(dates: Sequence[date]) -> date:
    """Return the Monday of the first of those alternate weeks that have most of the dates."""
    mondays = [_monday(day) for day in dates]
    parities = [monday.toordinal() // WEEK % 2 for monday in mondays]
    most = max(range(2), key=parities.count)
    return mondays[parities.index(most)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(count: int, words: Words, terms: PatternTerms) -> str:
    return _amount(count, words, terms.absence_days)


def _amount(count: int, words: Words, forms: tuple[str, str]) -> str:
    return f"{count} {words.form(forms, count)}"


def _tenths(part: int, whole: int) -> str:
    """Return a quotient with one decimal, truncated."""
    tenths = 10 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}"
