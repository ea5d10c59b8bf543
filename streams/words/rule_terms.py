"""The phrases of a rule's description in Danish and English.

Owns the wording only; what stands where is decided in `streams.words.rule_text`. `{}` are filled by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from streams.words.grammar import Language


@dataclass(frozen=True)
class RulePhrases:
    """One language."""

    labels: Mapping[str, str]
    statuses: Mapping[str, str]
    on: str
    off: str
    holds: str
    holds_until: str
    grades: str
    municipalities: str
    schools: str
    everybody: Mapping[str, str]
    windows: Mapping[str, str]
    episodes: str
    of_absence: str
    unexplained: str
    percent_of: str
    minimum: str
    ticks: Mapping[str, str]
    school_days_after: str
    days_after: str
    days_before: str
    while_window_lasts: str
    reminder: str
    nobody: str


DANISH = RulePhrases(
    labels={
        "source": "Kilde",
        "status": "Status",
        "holds": "Gælder",
        "for": "Omfatter",
        "window": "Periode",
        "counts": "Tæller",
        "speaks": "Taler, når",
        "arithmetic": "Regnestykke",
        "deadline": "Frist",
        "reminder": "Påmindelse",
        "minimum": "Ikke før",
        "audiences": "Besked til",
        "duty": "Pligt",
        "version": "Regelpakke",
    },
    statuses={
        "in_force": "gældende ret",
        "proposed": "foreslået, ikke vedtaget",
        "local": "lokal praksis",
        "statistic": "statistik, forpligter ingen",
    },
    on="slået til",
    off="slået fra",
    holds="fra {first}",
    holds_until="fra {first} til {after_last} (ikke med)",
    grades="{first}. til {last}. klassetrin",
    municipalities="kommunekode {codes}",
    schools="skolekode {codes}",
    everybody={"pupil": "alle elever", "class": "alle klasser", "school": "alle skoler"},
    windows={
        "school_day": "en skoledag",
        "calendar_month": "en kalendermåned",
        "calendar_quarter": "et kvartal",
        "school_year": "et skoleår",
        "rolling_school_days": "de seneste {length} skoledage",
        "rolling_months": "de seneste {length} måneder",
        "consecutive_school_days": "skoledage i træk",
    },
    episodes="perioder",
    of_absence="{unit} med {absence}",
    unexplained="fravær uden oplyst årsag tæller med",
    percent_of="{comparison} {percent} af de {of}",
    minimum="{days} skoledage af perioden er gået",
    ticks={"day": "når dagen før er gået", "start": "fristen ved dagens start", "end": "fristen ved dagens slutning"},
    school_days_after="{days} skoledag(e) efter perioden",
    days_after="{days} dag(e) efter periodens sidste dag",
    days_before="{days} dag(e) før periodens sidste dag",
    while_window_lasts="til perioden er slut",
    reminder="hver {days}. skoledag, indtil nogen kvitterer",
    nobody="ingen",
)

ENGLISH = RulePhrases(
    labels={
        "source": "source",
        "status": "status",
        "holds": "holds",
        "for": "for",
        "window": "window",
        "counts": "counts",
        "speaks": "speaks when",
        "arithmetic": "arithmetic",
        "deadline": "deadline",
        "reminder": "reminder",
        "minimum": "not before",
        "audiences": "told to",
        "duty": "duty",
        "version": "pack",
    },
    statuses={
        "in_force": "law in force",
        "proposed": "proposed, not adopted",
        "local": "local practice",
        "statistic": "statistics, binds nobody",
    },
    on="on",
    off="off",
    holds="from {first}",
    holds_until="from {first} until {after_last} (not included)",
    grades="grades {first} to {last}",
    municipalities="municipalities {codes}",
    schools="schools {codes}",
    everybody={"pupil": "every pupil", "class": "every class", "school": "every school"},
    windows={
        "school_day": "one school day",
        "calendar_month": "a calendar month",
        "calendar_quarter": "a calendar quarter",
        "school_year": "a school year",
        "rolling_school_days": "the last {length} school days",
        "rolling_months": "the last {length} months",
        "consecutive_school_days": "school days in a row",
    },
    episodes="episodes",
    of_absence="{unit} of {absence}",
    unexplained="absence not explained included",
    percent_of="{comparison} {percent} of the {of}",
    minimum="{days} school days of the window up to as_of",
    ticks={"day": "when the day before is over", "start": "the start deadline", "end": "the end deadline"},
    school_days_after="{days} school day(s) after the window",
    days_after="{days} day(s) after the window's last day",
    days_before="{days} day(s) before the window's last day",
    while_window_lasts="until the window is over",
    reminder="every {days} school days until somebody acknowledges",
    nobody="nobody",
)

PHRASES: dict[Language, RulePhrases] = {"da": DANISH, "en": ENGLISH}
"""The languages that descriptions speak."""
