"""The grammar, row by row."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from streams.law.rule import WindowKind
from streams.words.grammar import WORDS, Amount, Language, decimal_text


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (0, "0 dage", "0 days"),
        (0.5, "0,5 dag", "0.5 days"),
        (1, "1 dag", "1 day"),
        (1.5, "1,5 dage", "1.5 days"),
        (2, "2 dage", "2 days"),
        (6.5, "6,5 dage", "6.5 days"),
        (Fraction(111, 20), "5,55 dage", "5.55 days"),
        (Fraction(111, 40), "2,775 dage", "2.775 days"),
    ],
)
def test_days_take_their_form_from_the_number(value: Amount, danish: str, english: str) -> None:
    assert WORDS["da"].units(value, "days") == danish
    assert WORDS["en"].units(value, "days") == english


@pytest.mark.parametrize(
    ("value", "unit", "categories", "danish", "english"),
    [
        (1, "days", {"unlawful"}, "1 dags ulovligt fravær", "1 day of unlawful absence"),
        (6.5, "days", {"unlawful"}, "6,5 dages ulovligt fravær", "6.5 days of unlawful absence"),
        (15, "days", {"sickness"}, "15 dages sygefravær", "15 days of sickness"),
        (2, "days", {"leave"}, "2 dages ekstraordinær frihed", "2 days of leave"),
        (
            11,
            "days",
            {"unlawful", "sickness"},
            "11 dages sygefravær og ulovligt fravær",
            "11 days of sickness and unlawful absence",
        ),
        (4, "days", {"sickness", "leave", "unlawful"}, "4 dages fravær", "4 days of absence"),
        (1, "episodes", {"sickness"}, "1 fraværsperiode", "1 episode of absence"),
        (5, "episodes", {"sickness"}, "5 fraværsperioder", "5 episodes of absence"),
        (1, "late_arrivals", set(), "1 gang for sent", "1 late arrival"),
        (5, "late_arrivals", set(), "5 gange for sent", "5 late arrivals"),
    ],
)
def test_an_amount_says_what_was_counted(
    value: Amount, unit: str, categories: set[str], danish: str, english: str
) -> None:
    assert WORDS["da"].amount(value, unit, categories) == danish
    assert WORDS["en"].amount(value, unit, categories) == english


@pytest.mark.parametrize(
    ("language", "first", "last", "text"),
    [
        ("da", date(2025, 9, 15), date(2025, 9, 15), "den 15. september 2025"),
        ("da", date(2025, 7, 1), date(2025, 9, 22), "i perioden 1. juli til 22. september 2025"),
        ("da", date(2025, 12, 15), date(2026, 1, 9), "i perioden 15. december 2025 til 9. januar 2026"),
        ("en", date(2025, 9, 15), date(2025, 9, 15), "on 15 September 2025"),
        ("en", date(2025, 7, 1), date(2025, 9, 22), "in the period 1 July to 22 September 2025"),
    ],
)
def test_a_period_names_each_year_once(language: Language, first: date, last: date, text: str) -> None:
    assert WORDS[language].in_interval(first, last) == text


@pytest.mark.parametrize(
    ("kind", "key", "length", "danish", "english"),
    [
        (WindowKind.SCHOOL_DAY, "2025-09-15", None, "15. september 2025", "15 September 2025"),
        (WindowKind.CALENDAR_MONTH, "2025-03", None, "marts 2025", "March 2025"),
        (WindowKind.CALENDAR_QUARTER, "2025-Q3", None, "3. kvartal 2025", "quarter 3 of 2025"),
        (WindowKind.SCHOOL_YEAR, "2025/26", None, "skoleåret 2025/26", "the school year 2025/26"),
        (WindowKind.ROLLING_SCHOOL_DAYS, "2025-09-15", 20, "de seneste 20 skoledage", "the last 20 school days"),
        (WindowKind.ROLLING_MONTHS, "2025-09-15", 1, "den seneste måned", "the last month"),
        (WindowKind.ROLLING_MONTHS, "2025-09-15", 6, "de seneste 6 måneder", "the last 6 months"),
        (WindowKind.CONSECUTIVE_SCHOOL_DAYS, "2025-09-15", None, "sammenhængende fravær", "consecutive absence"),
    ],
)
def test_a_window_has_a_name(kind: WindowKind, key: str, length: int | None, danish: str, english: str) -> None:
    assert WORDS["da"].window(kind, key, length) == danish
    assert WORDS["en"].window(kind, key, length) == english


def test_instants_are_told_by_the_clock_in_denmark() -> None:
    winter = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert WORDS["da"].instant(winter) == "1. januar 2026 kl. 00.30"
    assert WORDS["en"].instant(winter) == "1 January 2026 at 00:30"


def test_a_fraction_without_a_decimal_expansion_is_no_decimal_number() -> None:
    with pytest.raises(ValueError, match="1/3"):
        decimal_text(Fraction(1, 3))


def test_both_languages_know_the_same_words() -> None:
    danish, english = WORDS["da"].terms, WORDS["en"].terms
    for name in ("units", "categories", "moments", "audiences", "comparisons", "denominators"):
        assert getattr(danish, name).keys() == getattr(english, name).keys(), name
