"""A rule as a reader wants it: source, status, window, what it counts, and the arithmetic by which it speaks.

Owns which facts of a rule are told and in which order. Pure; the grammar is `streams.words.grammar`, the phrases are
`streams.words.rule_terms`. Called by `naervaer rules show`, by the page docs/rules.md and by the evidence pack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from schemas import Text
from streams.law.rule import LISTED_FOR, Comparison, DeadlineSpec, Rule, Scope, Threshold, Unit, WindowSpec
from streams.words.grammar import WORDS, Language, Words
from streams.words.pattern_sentence import asked_for
from streams.words.rule_terms import PHRASES, RulePhrases

_SIGNS = {Comparison.AT_LEAST: "≥", Comparison.MORE_THAN: ">"}


def describe(rule: Rule, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the facts of a rule in their order, each with its label."""
    telling = _Telling(rule, WORDS[language], PHRASES[language], language)
    return tuple((telling.says.labels[name], text) for name, text in telling.facts() if text)


def rule_page(rule: Rule, language: Language) -> str:
    """Return a whole rule as text: id and title, then a line per fact; lines end in a newline."""
    facts = describe(rule, language)
    width = max(len(label) for label, _ in facts) + 2
    head = f"{rule.id}\n{said(rule.title, language)}\n\n"
    return head + "".join(f"{label:<{width}}{text}\n" for label, text in facts)


def said(text: Text, language: Language) -> str:
    """Return a text of a pack in one language."""
    return text.da if language == "da" else text.en


def status_text(rule: Rule, language: Language) -> str:
    """Return what stands behind a rule and whether it is on: "lokal praksis, slået til"."""
    says = PHRASES[language]
    return f"{says.statuses[rule.status]}, {says.on if rule.enabled else says.off}"


def window_text(window: WindowSpec, language: Language) -> str:
    """Return over which days a rule counts: "de seneste 20 skoledage"."""
    return PHRASES[language].windows[window.kind].format(length=window.length)


def scope_text(scope: Scope, language: Language) -> str:
    """Return for whom a rule holds: "0. til 3. klassetrin; kommunekode 259"; "" when for all."""
    says = PHRASES[language]
    parts = []
    if scope.grades:
        parts.append(says.grades.format(first=scope.grades[0], last=scope.grades[1]))
    if scope.municipalities:
        parts.append(says.municipalities.format(codes=", ".join(sorted(scope.municipalities))))
    if scope.schools:
        parts.append(says.schools.format(codes=", ".join(sorted(scope.schools))))
    return "; ".join(parts)


def arithmetic(rule: Rule, language: Language) -> str:
    """Return the comparison in whole numbers: "100 h ≥ 30 N"; h half days (else the count), N school days."""
    threshold, words = rule.threshold, WORDS[language]
    sign = _SIGNS[threshold.comparison]
    amount = threshold.amount * (2 if rule.count.unit is Unit.DAYS else 1)
    letter = "h" if rule.count.unit is Unit.DAYS else "n"
    if threshold.of is None:
        return f"{letter} {sign} {words.number(Fraction(amount))}"
    return f"100 {letter} {sign} {words.number(Fraction(amount))} N"


@dataclass(frozen=True)
class _Telling:
    rule: Rule
    words: Words
    says: RulePhrases
    language: Language

    def facts(self) -> Iterator[tuple[str, str]]:
        rule = self.rule
        yield "source", rule.source
        yield "status", status_text(rule, self.language)
        yield "holds", self._holds()
        yield "for", scope_text(rule.scope, self.language) or self.says.everybody[rule.subject]
        yield "window", window_text(rule.window, self.language)
        yield "counts", self._counted()
        yield "speaks", self._condition(rule.threshold)
        yield "arithmetic", arithmetic(rule, self.language)
        if rule.deadline:
            yield "deadline", self._deadline(rule.deadline)
        if rule.reminder_after_school_days:
            yield "reminder", self.says.reminder.format(days=rule.reminder_after_school_days)
        if rule.minimum_school_days:
            yield "minimum", self.says.minimum.format(days=rule.minimum_school_days)
        yield "audiences", self.words.audiences(rule.audiences) if rule.audiences else self.says.nobody
        yield "duty", said(rule.duty, self.language)
        yield "version", rule.version

    def _holds(self) -> str:
        valid = self.rule.valid
        if valid.after_last is None:
            return self.says.holds.format(first=self.words.day(valid.first))
        until = self.words.day(valid.after_last)
        return self.says.holds_until.format(first=self.words.day(valid.first), after_last=until)

    def _counted(self) -> str:
        count = self.rule.count
        name = count.pattern.kind if count.pattern else count.unit
        unit = self.says.episodes if count.unit is Unit.EPISODES else self.words.terms.units[name][1]
        if count.rule:
            return f"{unit} ({count.rule})"
        if not count.categories:
            moments = [self.words.terms.moments[name] for name in count.moments]
            return f"{unit}, {moments[0]}" if count.unit in LISTED_FOR and len(moments) == 1 else unit
        text = self.says.of_absence.format(unit=unit, absence=self.words.absence(count.categories))
        return f"{text} ({self.says.unexplained})" if "unlawful" in count.categories else text

    def _deadline(self, spec: DeadlineSpec) -> str:
        says = self.says
        parts = [says.ticks[spec.tick]]
        if spec.school_days_after:
            parts.append(says.school_days_after.format(days=spec.school_days_after))
        if spec.days_after:
            text = says.days_after if spec.days_after > 0 else says.days_before
            parts.append(text.format(days=abs(spec.days_after)))
        if spec.while_window_lasts:
            parts.append(says.while_window_lasts)
        return ", ".join(parts)

    def _condition(self, threshold: Threshold) -> str:
        comparison = self.words.terms.comparisons[threshold.comparison]
        if self.rule.count.pattern:
            amount = self.words.units(threshold.amount, self.rule.count.pattern.kind)
            return f"{comparison} {amount}, {asked_for(self.rule.count.pattern, self.language)}"
        if threshold.of is None:
            return f"{comparison} {self.words.units(threshold.amount, self.rule.count.unit)}"
        of = self.words.terms.denominators[threshold.of][1]
        return self.says.percent_of.format(comparison=comparison, percent=self.words.percent(threshold.text), of=of)
