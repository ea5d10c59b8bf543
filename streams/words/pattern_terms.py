"""The words of patterns in Danish and English: what each counts, what it found, what it asks for.

Owns the wording only; `streams.words.pattern_sentence` fills in the numbers. `{}` are filled by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Forms = tuple[str, str]


@dataclass(frozen=True)
class PatternTerms:
    """One language. `units`, `found` and `asked` are by the kind of pattern; `none` where nothing was found."""

    weekdays: tuple[str, ...]
    units: Mapping[str, Forms]
    found: Mapping[str, str]
    none: str
    absence_days: Forms
    months: Forms
    weeks: Forms
    asked: Mapping[str, str]


DANISH = PatternTerms(
    weekdays=("mandag", "tirsdag", "onsdag", "torsdag", "fredag"),
    units={
        "pattern": ("fund", "fund"),
        "weekday_share": ("dag på samme ugedag", "dage på samme ugedag"),
        "repeatedly_late": ("gang for sent", "gange for sent"),
        "unexplained_in_a_row": ("uforklaret dag i træk", "uforklarede dage i træk"),
        "beside_a_break": ("dag op til en ferie eller fridag", "dage op til en ferie eller fridag"),
        "after_illness": ("dag efter lang sygdom", "dage efter lang sygdom"),
        "own_earlier_level": ("fraværsdag", "fraværsdage"),
        "alternate_weeks": ("dag i hver anden uge", "dage i hver anden uge"),
        "siblings_absent": ("dag sammen med søskende", "dage sammen med søskende"),
    },
    found={
        "weekday_share": "{value} af {total} ({percent}) faldt på en {weekday}",
        "repeatedly_late": "{value} i {weeks}",
        "unexplained_in_a_row": "{value}",
        "beside_a_break": "{value} af {total} ({percent}) lå lige op til en ferie eller fridag",
        "after_illness": "{value} efter tilbagekomsten fra {illness} dages sygdom ({interval})",
        "own_earlier_level": "{value} på {months} mod {before} i skoleårets {earlier} før "
        "({rate} mod {earlier_rate} om måneden)",
        "alternate_weeks": "{value} af {total} ({percent}) lå i hver anden uge, regnet fra ugen med {monday}",
        "siblings_absent": "på {value} af {total} ({percent}) var en søskende også fraværende",
    },
    none="intet mønster",
    absence_days=("fraværsdag", "fraværsdage"),
    months=("måned", "måneder"),
    weeks=("uge", "forskellige uger"),
    asked={
        "weekday_share": "mindst {percent} % af mindst {absence_days} fraværsdage på samme ugedag",
        "repeatedly_late": "i mindst {weeks} forskellige uger",
        "unexplained_in_a_row": "uden en dag i skole imellem",
        "beside_a_break": "mindst {percent} % af fraværsdagene, op til mindst {breaks} forskellige perioder på mindst "
        "{days_off} dage uden skole",
        "after_illness": "inden for {following_school_days} skoledage fra tilbagekomsten efter mindst {illness_days} "
        "dages sygdom",
        "own_earlier_level": "mindst {times} gange så meget om måneden som før i skoleåret, i mindst {weeks} "
        "forskellige uger, når mindst {earlier_school_days} skoledage før er registreret",
        "alternate_weeks": "mindst {percent} % af mindst {absence_days} fraværsdage i hver anden uge, fordelt på "
        "mindst {weeks} af dem",
        "siblings_absent": "mindst {percent} % af mindst {absence_days} fraværsdage på dage, hvor en søskende også er "
        "fraværende",
    },
)

ENGLISH = PatternTerms(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    units={
        "pattern": ("finding", "findings"),
        "weekday_share": ("day on the same weekday", "days on the same weekday"),
        "repeatedly_late": ("late arrival", "late arrivals"),
        "unexplained_in_a_row": ("unexplained day in a row", "unexplained days in a row"),
        "beside_a_break": ("day beside a holiday or break", "days beside a holiday or break"),
        "after_illness": ("day after a long illness", "days after a long illness"),
        "own_earlier_level": ("day of absence", "days of absence"),
        "alternate_weeks": ("day in every other week", "days in every other week"),
        "siblings_absent": ("day together with a sibling", "days together with a sibling"),
    },
    found={
        "weekday_share": "{value} of {total} ({percent}) fell on a {weekday}",
        "repeatedly_late": "{value} in {weeks}",
        "unexplained_in_a_row": "{value}",
        "beside_a_break": "{value} of {total} ({percent}) lay right beside a holiday or break",
        "after_illness": "{value} after the return from {illness} days of sickness ({interval})",
        "own_earlier_level": "{value} in {months} against {before} in the {earlier} before in the school year "
        "({rate} against {earlier_rate} a month)",
        "alternate_weeks": "{value} of {total} ({percent}) lay in every other week, counted from the week of {monday}",
        "siblings_absent": "on {value} of {total} ({percent}) a sibling was absent, too",
    },
    none="no pattern",
    absence_days=("day of absence", "days of absence"),
    months=("month", "months"),
    weeks=("week", "different weeks"),
    asked={
        "weekday_share": "at least {percent} % of at least {absence_days} days of absence on the same weekday",
        "repeatedly_late": "in at least {weeks} different weeks",
        "unexplained_in_a_row": "without a day at school between them",
        "beside_a_break": "at least {percent} % of the days of absence, beside at least {breaks} different periods of "
        "at least {days_off} days without school",
        "after_illness": "within {following_school_days} school days of the return from at least {illness_days} days "
        "of sickness",
        "own_earlier_level": "at least {times} times as much a month as before in the school year, in at least "
        "{weeks} different weeks, when at least {earlier_school_days} school days before are registered",
        "alternate_weeks": "at least {percent} % of at least {absence_days} days of absence in every other week, in at "
        "least {weeks} of those weeks",
        "siblings_absent": "at least {percent} % of at least {absence_days} days of absence on days on which a sibling "
        "is absent, too",
    },
)
