"""How an explanation tells an alert about a class or a school: whom it is about, and what is open.

Owns the sentences, in Danish and English. Pure. Called by `streams.explain.alert`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from schemas import ListedItem, ListedKind
from streams.words.grammar import WORDS, Language
from streams.words.history import AlertVersion

_SUBJECTS: Final[Mapping[Language, tuple[str, str]]] = {
    "da": ("Klasse {class_} ({grade}. klassetrin), skole {school}", "Skole {school}"),
    "en": ("Class {class_} (grade {grade}), school {school}", "School {school}"),
}
_LABELS: Final[Mapping[Language, str]] = {"da": "På listen", "en": "On the list"}
_NOTHING: Final[Mapping[Language, str]] = {"da": "Intet står på listen mere.", "en": "Nothing is on the list any more."}
_LINES: Final[Mapping[Language, Mapping[ListedKind, str]]] = {
    "da": {
        "no_roll_call": "{day} {moment}, {class_}: ingen fremmøderegistrering ({value} elever)",
        "silent": "{day}: ingen registreringer fra skolen",
        "no_mark": "{day} {moment}, {class_}: elev {pupil} er ikke markeret",
        "unexplained": "{day} {moment}, {class_}: elev {pupil} er fraværende uden oplyst årsag",
        "late_notice": "{day}, {class_}: elev {pupil}, {category} oplyst {received}",
        "under_rule": "{class_}: elev {pupil}, {days}{percent}",
    },
    "en": {
        "no_roll_call": "{day} {moment}, {class_}: no roll call ({value} pupils)",
        "silent": "{day}: nothing registered by the school",
        "no_mark": "{day} {moment}, {class_}: pupil {pupil} has no mark",
        "unexplained": "{day} {moment}, {class_}: pupil {pupil} is absent without a reason",
        "late_notice": "{day}, {class_}: pupil {pupil}, {category} told {received}",
        "under_rule": "{class_}: pupil {pupil}, {days}{percent}",
    },
}


def subject_line(version: AlertVersion, language: Language) -> str:
    """Say whom an alert is about."""
    of_class, of_school = _SUBJECTS[language]
    text = of_school if version.class_ is None else of_class
    return text.format(class_=version.class_, grade=version.grade, school=version.school)


def list_label(language: Language) -> str:
    """Name the list."""
    return _LABELS[language]


def list_lines(version: AlertVersion, language: Language) -> Iterator[str]:
    """Yield what is on the list, a line each."""
    if not version.listed:
        yield _NOTHING[language]
    yield from item_lines(version.listed, language)


def item_lines(items: Iterable[ListedItem], language: Language) -> Iterator[str]:
    """Yield some things that stand on a list, a line each."""
    for item in items:
        yield _line(item, language)


def _line(item: ListedItem, language: Language) -> str:
    words = WORDS[language]
    return _LINES[language][item.kind].format(
        day=words.day(item.date) if item.date else "",
        moment=words.terms.moments[item.moment] if item.moment else "",
        class_=item.class_ or "?",
        pupil=item.pupil,
        value=words.number(item.value),
        days=words.units(item.value, "days"),
        percent=f" ({words.percent(item.percent)})" if item.percent else "",
        category=words.terms.categories[item.category] if item.category else "",
        received=words.instant(item.received_at) if item.received_at else "",
    )
