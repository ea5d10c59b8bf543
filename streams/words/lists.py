"""What a notification about a class or a school says, in Danish and English.

Owns the sentences: about whom, how much is open, when, what is to be done. No name, no free text. Pure. Called by
`streams.words.notifications`.
"""

from schemas import Alert, NotificationKind, Text
from streams.law.rule import Rule, Unit
from streams.words.grammar import WORDS, Language, Words


def list_text(alert: Alert, rule: Rule, kind: NotificationKind) -> Text:
    """Return the text of a notification about a class or a school."""
    return Text(
        da=_danish(alert, rule, kind, whom(alert.class_, "da"), amount(alert, "da")),
        en=_english(alert, rule, kind, whom(alert.class_, "en"), amount(alert, "en")),
    )


def whom(class_: str | None, language: Language) -> str:
    """Return whom a list is about: "7B", or the school."""
    return class_ or ("Skolen" if language == "da" else "The school")


def amount(alert: Alert, language: Language) -> str:
    """Return how much is open and when: "2 manglende fremmøderegistreringer den 15. september 2025"."""
    words = WORDS[language]
    when = words.in_interval(alert.window.first, max(alert.window.first, alert.as_of))
    counted = words.units(alert.measure.value, alert.measure.unit)
    return f"{counted}{_shares(alert, words)} {when}"


def _shares(alert: Alert, words: Words) -> str:
    """Return how much each pupil of a class has, without saying who: " (10,0 %, 12,5 % og 15,3 %)"."""
    if alert.subject != "class" or alert.measure.unit != Unit.PUPILS or not alert.listed:
        return ""
    days = ((each.percent, each.value) for each in alert.listed)
    shares = [words.percent(percent) if percent else words.units(value, "days") for percent, value in days]
    return f" ({words.joined(shares)})"


def _danish(alert: Alert, rule: Rule, kind: NotificationKind, about: str, open_: str) -> str:
    if kind == "withdrawn":
        return f"Trukket tilbage: {rule.title.da} gælder ikke længere. {about}, nu opgjort: {open_}."
    reminder = "Påmindelse: " if kind == "reminder" else ""
    return f"{reminder}{about}: {open_}. {rule.duty.da}. Kilde: {alert.source}."


def _english(alert: Alert, rule: Rule, kind: NotificationKind, about: str, open_: str) -> str:
    if kind == "withdrawn":
        return f"Withdrawn: {rule.title.en} no longer holds. {about}, counted now: {open_}."
    reminder = "Reminder: " if kind == "reminder" else ""
    return f"{reminder}{about}: {open_}. {rule.duty.en}. Source: {alert.source}."
