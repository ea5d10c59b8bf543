"""The vocabulary of Danish and English: every word that a message or an explanation says to a person.

Owns the words only; how they are put together stands in `streams.words.grammar`. The legal terms are those of the
glossary.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from streams.words import pattern_terms as patterns

Forms = tuple[str, str]
"""One of something, and several."""


@dataclass(frozen=True)
class Terms:
    """One language. Forms with `{}` are filled by name."""

    decimal_sign: str
    and_: str
    months: tuple[str, ...]
    date: str
    day_of_year: str
    instant: str
    interval: str
    on_day: str
    in_interval: str
    less_than_one_is_one: bool
    """Whether half a day takes the form of one day."""
    of: str
    days_of: Forms
    units: Mapping[str, Forms]
    absence: str
    categories: Mapping[str, str]
    """By category as marks have it; an empty category is a late arrival."""
    moments: Mapping[str, str]
    audiences: Mapping[str, str]
    comparisons: Mapping[str, str]
    denominators: Mapping[str, Forms]
    quarter: str
    school_year: str
    last_school_days: Forms
    last_months: Forms
    run: str


DANISH = Terms(
    decimal_sign=",",
    and_="og",
    months=(
        *("januar", "februar", "marts", "april", "maj", "juni"),
        *("juli", "august", "september", "oktober", "november", "december"),
    ),
    date="{day}. {month} {year}",
    day_of_year="{day}. {month}",
    instant="{date} kl. {time:%H.%M}",
    interval="{first} til {last}",
    on_day="den {day}",
    in_interval="i perioden {interval}",
    less_than_one_is_one=True,
    of="af",
    days_of=("dags", "dages"),
    units={
        "days": ("dag", "dage"),
        "episodes": ("fraværsperiode", "fraværsperioder"),
        "late_arrivals": ("gang for sent", "gange for sent"),
        **patterns.DANISH.units,
        "missing_roll_calls": ("manglende fremmøderegistrering", "manglende fremmøderegistreringer"),
        "silent_days": ("skoledag uden registreringer", "skoledage uden registreringer"),
        "open_registrations": ("åben registrering", "åbne registreringer"),
        "unexplained_absences": ("fravær uden oplyst årsag", "fravær uden oplyst årsag"),
        "late_notices": ("fraværsdag oplyst for sent", "fraværsdage oplyst for sent"),
        "pupils": ("elev", "elever"),
    },
    absence="fravær",
    categories={
        "sickness": "sygefravær",
        "leave": "ekstraordinær frihed",
        "unlawful": "ulovligt fravær",
        "unexplained": "fravær uden oplyst årsag (tæller som ulovligt)",
        "": "kom for sent",
    },
    moments={"start": "ved skoledagens start", "end": "ved skoledagens slutning"},
    audiences={
        "class-teacher": "klasselæreren",
        "principal": "skolens leder",
        "municipality": "kommunen",
        "guardian": "forældrene",
    },
    comparisons={"at_least": "mindst", "more_than": "mere end"},
    denominators={
        "planned_school_days": ("planlagt skoledag", "planlagte skoledage"),
        "enrolled_school_days": ("skoledag som indskrevet", "skoledage som indskrevet"),
        "held_school_days": ("afholdt skoledag", "afholdte skoledage"),
    },
    quarter="{quarter}. kvartal {year}",
    school_year="skoleåret {name}",
    last_school_days=("den seneste skoledag", "de seneste {length} skoledage"),
    last_months=("den seneste måned", "de seneste {length} måneder"),
    run="sammenhængende fravær",
)

ENGLISH = Terms(
    decimal_sign=".",
    and_="and",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    date="{day} {month} {year}",
    day_of_year="{day} {month}",
    instant="{date} at {time:%H:%M}",
    interval="{first} to {last}",
    on_day="on {day}",
    in_interval="in the period {interval}",
    less_than_one_is_one=False,
    of="of",
    days_of=("day of", "days of"),
    units={
        "days": ("day", "days"),
        "episodes": ("episode of absence", "episodes of absence"),
        "late_arrivals": ("late arrival", "late arrivals"),
        **patterns.ENGLISH.units,
        "missing_roll_calls": ("missing roll call", "missing roll calls"),
        "silent_days": ("school day without registrations", "school days without registrations"),
        "open_registrations": ("open registration", "open registrations"),
        "unexplained_absences": ("absence not explained", "absences not explained"),
        "late_notices": ("day of absence explained too late", "days of absence explained too late"),
        "pupils": ("pupil", "pupils"),
    },
    absence="absence",
    categories={
        "sickness": "sickness",
        "leave": "leave",
        "unlawful": "unlawful absence",
        "unexplained": "absence not explained (counts as unlawful)",
        "": "came late",
    },
    moments={"start": "at the start of the school day", "end": "at the end of the school day"},
    audiences={
        "class-teacher": "the class teacher",
        "principal": "the principal",
        "municipality": "the municipality",
        "guardian": "the guardians",
    },
    comparisons={"at_least": "at least", "more_than": "more than"},
    denominators={
        "planned_school_days": ("planned school day", "planned school days"),
        "enrolled_school_days": ("school day enrolled", "school days enrolled"),
        "held_school_days": ("school day held", "school days held"),
    },
    quarter="quarter {quarter} of {year}",
    school_year="the school year {name}",
    last_school_days=("the last school day", "the last {length} school days"),
    last_months=("the last month", "the last {length} months"),
    run="consecutive absence",
)
