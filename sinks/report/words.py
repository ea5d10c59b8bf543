"""The words of the report page, in Danish and English.

Owns nothing else; what is shown stands in the template. Read by the page.
"""

from collections.abc import Mapping
from typing import Literal

Language = Literal["da", "en"]

WORDS: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "title": "Fravær",
        "all": "Alle kommuner",
        "municipality": "Kommune",
        "school": "Skole",
        "year": "Skoleår",
        "months": "Måned for måned",
        "weekdays": "Ugedage",
        "grades": "Klassetrin",
        "classes": "Klasser",
        "class": "Klasse",
        "schools": "Skoler",
        "municipalities": "Kommuner",
        "rules": "Varsler",
        "rule": "Regel",
        "raised": "Aktive",
        "cleared": "Ophørt",
        "withdrawn": "Trukket tilbage",
        "pupils_absent": "Elever med fravær",
        "sickness": "Sygdom",
        "leave": "Ekstraordinær frihed",
        "unlawful": "Ulovligt fravær",
        "total": "Fraværsdage i alt",
        "percent": "Fravær i procent",
        "of": "af elevernes registrerede skoledage",
        "hidden": "–: skjult, fordi færre end 5 elever står bag tallet, eller fordi det ville røbe et skjult tal. "
        "Ulovligt fravær omfatter fravær uden forklaring.",
        "empty": "Der er endnu ingen registreringer.",
        "other": "English",
        "days": "Man Tir Ons Tor Fre Lør Søn",
    },
    "en": {
        "title": "Absence",
        "all": "All municipalities",
        "municipality": "Municipality",
        "school": "School",
        "year": "School year",
        "months": "Month by month",
        "weekdays": "Weekdays",
        "grades": "Grades",
        "classes": "Classes",
        "class": "Class",
        "schools": "Schools",
        "municipalities": "Municipalities",
        "rules": "Alerts",
        "rule": "Rule",
        "raised": "Raised",
        "cleared": "Cleared",
        "withdrawn": "Withdrawn",
        "pupils_absent": "Pupils absent",
        "sickness": "Sickness",
        "leave": "Leave",
        "unlawful": "Unlawful absence",
        "total": "Days of absence",
        "percent": "Absence in per cent",
        "of": "of the school days registered for pupils",
        "hidden": "–: hidden, as fewer than 5 pupils stand behind it, or as it would give a hidden figure away. "
        "Unlawful absence holds absence without an explanation.",
        "empty": "There are no registrations yet.",
        "other": "Dansk",
        "days": "Mon Tue Wed Thu Fri Sat Sun",
    },
}
