"""Danish and English grammar: numbers, dates, units, absence and windows as a person reads them.

Owns what is said in one way only: 1 dag, 6,5 dage, 15. september 2025. Decides nothing and knows no alert.
Used by the texts of notifications and by the explanation of an alert; a third language is one more `Words`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from schemas import COPENHAGEN
from streams.law.rule import WindowKind
from streams.words.terms import DANISH, ENGLISH, Forms, Terms

Language = Literal["da", "en"]
Amount = int | float | Fraction

_COUNTED = ("sickness", "leave", "unlawful")


@dataclass(frozen=True)
class Words:
    """The grammar of one language; `terms` is its vocabulary."""

    terms: Terms

    def number(self, value: Amount | str) -> str:
        """Write a number with a finite decimal expansion exactly: 6.5 -> "6,5". A text is a decimal number already."""
        if isinstance(value, int):
            return str(value)
        text = value if isinstance(value, str) else decimal_text(Fraction(value))
        return text.replace(".", self.terms.decimal_sign)

    def percent(self, value: str) -> str:
        """Write a percentage: "17,5 %"."""
        return f"{self.number(value)} %"

    def share(self, school_days: int, of: str, percent: str | None) -> str:
        """Write what an amount is taken of: "af 37 planlagte skoledage (17,5 %)"."""
        whole = f"{self.terms.of} {school_days} {self.form(self.terms.denominators[of], school_days)}"
        return whole if percent is None else f"{whole} ({self.percent(percent)})"

    def units(self, value: Amount, unit: str) -> str:
        """Write a value in its unit: "6,5 dage", "1 fraværsperiode", "5 gange for sent"."""
        return f"{self.number(value)} {self.form(self.terms.units[unit], value)}"

    def amount(self, value: Amount, unit: str, categories: Collection[str]) -> str:
        """Write how much was counted of what: "6,5 dages ulovligt fravær"; only days name the categories."""
        if unit != "days":
            return self.units(value, unit)
        return f"{self.number(value)} {self.form(self.terms.days_of, value)} {self.absence(categories)}"

    def absence(self, categories: Collection[str]) -> str:
        """Name the absence of these categories; of none named or all of them simply absence."""
        if len(categories) in {0, len(_COUNTED)}:
            return self.terms.absence
        return self.joined(self.terms.categories[name] for name in _COUNTED if name in categories)

    def audiences(self, names: Iterable[str]) -> str:
        """Name who is told: "skolens leder og kommunen"."""
        return self.joined(self.terms.audiences[name] for name in names)

    def joined(self, parts: Iterable[str]) -> str:
        """Join with commas, the last with "og" or "and"."""
        *first, last = parts
        return f"{', '.join(first)} {self.terms.and_} {last}" if first else last

    def day(self, day: date) -> str:
        """Write a date: "15. september 2025"."""
        return self.terms.date.format(day=day.day, month=self.terms.months[day.month - 1], year=day.year)

    def instant(self, instant: datetime) -> str:
        """Write an instant by the clock in Denmark: "22. september 2025 kl. 08.05"."""
        local = instant.astimezone(COPENHAGEN)
        return self.terms.instant.format(date=self.day(local.date()), time=local)

    def interval(self, first: date, last: date) -> str:
        """Write the days from `first` up to and with `last`: "1. juli til 30. september 2025"."""
        if first == last:
            return self.day(first)
        begin = self.terms.day_of_year if first.year == last.year else self.terms.date
        month = self.terms.months[first.month - 1]
        return self.terms.interval.format(
            first=begin.format(day=first.day, month=month, year=first.year), last=self.day(last)
        )

    def in_interval(self, first: date, last: date) -> str:
        """Say when: "den 15. september 2025", "i perioden 1. juli til 22. september 2025"."""
        if first == last:
            return self.terms.on_day.format(day=self.day(first))
        return self.terms.in_interval.format(interval=self.interval(first, last))

    def window(self, kind: WindowKind, key: str, length: int | None) -> str:
        """Name a window: "3. kvartal 2025", "de seneste 20 skoledage". `key` as in an alert, `length` as in a rule."""
        match kind:
            case WindowKind.ROLLING_SCHOOL_DAYS:
                return self._last(self.terms.last_school_days, length)
            case WindowKind.ROLLING_MONTHS:
                return self._last(self.terms.last_months, length)
            case WindowKind.CONSECUTIVE_SCHOOL_DAYS:
                return self.terms.run
            case _:
                return self._period(kind, key)

    def form(self, forms: Forms, value: Amount) -> str:
        """Choose the form for one or for several: 1 dag, 0,5 dag, 0 dage; but 0.5 days in English."""
        is_one = value == 1 or (self.terms.less_than_one_is_one and 0 < value < 1)
        return forms[0] if is_one else forms[1]

    def _period(self, kind: WindowKind, key: str) -> str:
        if kind is WindowKind.SCHOOL_DAY:
            return self.day(date.fromisoformat(key))
        if kind is WindowKind.SCHOOL_YEAR:
            return self.terms.school_year.format(name=key)
        if kind is WindowKind.CALENDAR_MONTH:
            return f"{self.terms.months[int(key[5:]) - 1]} {key[:4]}"
        return self.terms.quarter.format(quarter=key[-1], year=key[:4])

    def _last(self, forms: Forms, length: int | None) -> str:
        return forms[0] if length == 1 else forms[1].format(length=length or "").replace("  ", " ")


WORDS: dict[Language, Words] = {"da": Words(DANISH), "en": Words(ENGLISH)}
"""The languages that are spoken."""


def decimal_text(value: Fraction) -> str:
    """Return a fraction with a finite decimal expansion exactly: 111/20 -> "5.55". Raises ValueError for another."""
    for places in range(20):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            sign = "-" if value < 0 else ""
            return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
    raise ValueError(f"{value} is no decimal number")
