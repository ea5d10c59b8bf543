"""What a notification says, in Danish and English.

Owns the sentences: whom, how much, in which window, under which rule, what is to be done. No name, no free text.
Pure; words and grammar are those of `streams.words.grammar`. Called where notifications are made.
"""

from schemas import Alert, NotificationKind, Text
from streams.law.rule import Rule
from streams.words.grammar import WORDS, Language
from streams.words.history import version_of_alert
from streams.words.lists import list_text
from streams.words.pattern_sentence import seen_in, sentence


def alert_text(alert: Alert, rule: Rule, kind: NotificationKind) -> Text:
    """Return the text of a notification about an alert: that it holds, still holds, or no longer does."""
    if rule.subject != "pupil":
        return list_text(alert, rule, kind)
    da, en = (_amount("da", alert, rule), _amount("en", alert, rule))
    if kind == "withdrawn":
        return Text(
            da=f"Trukket tilbage: {rule.title.da} gælder ikke længere for elev {alert.pupil} i {alert.class_}. "
            f"Nu opgjort: {da}. Der skal ikke gøres mere på dette grundlag.",
            en=f"Withdrawn: {rule.title.en} no longer holds for pupil {alert.pupil} in {alert.class_}. "
            f"Counted now: {en}. Nothing more is to be done on these grounds.",
        )
    reminder = ("Påmindelse: ", "Reminder: ") if kind == "reminder" else ("", "")
    return Text(
        da=f"{reminder[0]}Elev {alert.pupil} i {alert.class_}: {da}. {rule.duty.da}. Kilde: {alert.source}.",
        en=f"{reminder[1]}Pupil {alert.pupil} in {alert.class_}: {en}. {rule.duty.en}. Source: {alert.source}.",
    )


def _amount(language: Language, alert: Alert, rule: Rule) -> str:
    words, measure = WORDS[language], alert.measure
    when = words.in_interval(min(alert.window.first, alert.as_of), alert.as_of)
    if rule.count.pattern:
        return f"{sentence(seen_in(version_of_alert(alert)), rule.count.pattern, language)} {when}"
    amount = words.amount(measure.value, measure.unit, rule.count.categories)
    if measure.of is None or measure.school_days is None:
        return f"{amount} {when}"
    return f"{amount} {words.share(measure.school_days, measure.of, measure.percent)} {when}"
