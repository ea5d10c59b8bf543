"""One alert as a school secretary or a principal reads it: (versions, rule, language) -> text.

Owns what is said and in which order; the words are those of `streams.words.grammar` and `streams.explain.terms`. Pure.
Called by `naervaer explain`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from schemas import AcknowledgementRow, AlertReason, AlertState, EvidenceMark
from streams.alerts.forecast import LEGAL_PERCENTS, days_until
from streams.explain.lists import list_label, list_lines, subject_line
from streams.explain.terms import SENTENCES, Sentences
from streams.law.pattern import Pattern
from streams.law.rule import Comparison, Count, Denominator, Rule, Unit, WindowKind
from streams.windows.days import CALENDAR_KINDS
from streams.words.grammar import WORDS, Amount, Language, Words
from streams.words.history import AlertVersion, changed
from streams.words.pattern_sentence import asked_for, seen_in, sentence

_LABEL_WIDTH = 12


@dataclass(frozen=True)
class Story:
    """What is known of one alert: its versions by number, its rule and its acknowledgements, None = not known."""

    versions: tuple[AlertVersion, ...]
    rule: Rule | None
    acknowledgements: tuple[AcknowledgementRow, ...] | None


def explain(story: Story, language: Language) -> str:
    """Return the explanation, lines ending in a newline. The story has one version at least."""
    lines = _Explanation(story, language, WORDS[language], SENTENCES[language]).lines()
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class _Explanation:
    story: Story
    language: Language
    words: Words
    says: Sentences

    @property
    def newest(self) -> AlertVersion:
        return self.story.versions[-1]

    def lines(self) -> Iterator[str]:
        yield self._title()
        yield self._pupil()
        yield ""
        for label, text in self._facts():
            yield f"{self.says.labels[label]:<{_LABEL_WIDTH}}{text}"
        if self.newest.pupil is not None:
            yield from self._section(self.says.labels["marks"], self._marks())
        else:
            yield from self._section(list_label(self.language), list_lines(self.newest, self.language))
        yield from self._section(self.says.labels["history"], self._history())
        yield from self._section(self.says.labels["acknowledgements"], self._acknowledgements())

    def _section(self, label: str, lines: Iterator[str]) -> Iterator[str]:
        yield ""
        yield label
        yield from (f"  {line}" for line in lines)

    def _title(self) -> str:
        rule = self.story.rule
        if rule is None:
            return self.newest.rule
        return rule.title.da if self.words is WORDS["da"] else rule.title.en

    def _pupil(self) -> str:
        newest = self.newest
        if newest.pupil is None:
            return subject_line(newest, self.language)
        return self.says.pupil.format(
            pupil=newest.pupil, class_=newest.class_, grade=newest.grade, school=newest.school
        )

    # The facts

    def _facts(self) -> Iterator[tuple[str, str]]:
        newest, rule = self.newest, self.story.rule
        yield "state", f"{self._state(newest)} ({self._place(newest)})"
        yield "rule", f"{newest.rule}, {newest.rule_version}{self._rule_note()}"
        if newest.source:
            yield "source", newest.source
        if rule:
            duty = rule.duty.da if self.words is WORDS["da"] else rule.duty.en
            yield "duty", self.says.lapsed.format(duty=duty) if newest.state is AlertState.WITHDRAWN else duty
        yield "window", self._window()
        yield "measure", self._amount(newest)
        if rule and rule.count.categories:
            absence = self.words.absence(rule.count.categories)
            includes = "unlawful" in rule.count.categories
            yield "counts", self.says.includes_unexplained.format(absence=absence) if includes else absence
        if newest.threshold:
            yield "threshold", f"{self._threshold()}. {self._comparison()}".rstrip(". ") + "."
        if forecast := self._forecast():
            yield "forecast", forecast

    def _forecast(self) -> str:
        """Say how far the thresholds of the law are, for unlawful absence of the planned days of a quarter."""
        newest, rule = self.newest, self.story.rule
        is_legal = rule is not None and rule.count == Count(Unit.DAYS, frozenset({"unlawful"}))
        of = newest.threshold.of if newest.threshold else None
        if not is_legal or newest.kind is not WindowKind.CALENDAR_QUARTER or of is not Denominator.PLANNED_SCHOOL_DAYS:
            return ""
        parts = []
        for percent in LEGAL_PERCENTS:
            days = days_until(percent, int(2 * newest.value), newest.school_days or 0, newest.grade or 0)
            if days is not None:
                sentence = self.says.is_reached_after if days else self.says.is_reached
                told = self.words.units(Fraction(days), "days")
                parts.append(sentence.format(percent=self.words.percent(str(percent)), days=told))
        return f"{'; '.join(parts)}." if parts else ""

    def _rule_note(self) -> str:
        rule, made = self.story.rule, self.newest.rule_version
        if rule is None:
            return f". {self.says.rule_is_gone}"
        return "" if rule.version == made else f". {self.says.rule_is_newer.format(made=made, known=rule.version)}"

    def _state(self, version: AlertVersion, *, in_history: bool = False) -> str:
        is_unchanged = in_history and version.reason is AlertReason.EVIDENCE_CHANGED
        return self.says.still_raised if is_unchanged else self.says.states[version.state]

    def _place(self, version: AlertVersion) -> str:
        return self.says.version_of.format(number=version.number, newest=self.newest.number)

    def _window(self) -> str:
        newest, rule = self.newest, self.story.rule
        window = self.words.window(newest.kind, newest.key, rule.window.length if rule else None)
        until = self.words.day(newest.as_of)
        if window == until:
            return window
        if newest.kind in CALENDAR_KINDS or newest.first is None or not newest.evidence:
            return self.says.judged_until.format(window=window, day=until)
        return f"{window}: {self.words.interval(newest.first, newest.as_of)}"

    @property
    def _pattern(self) -> Pattern | None:
        return self.story.rule.count.pattern if self.story.rule else None

    def _units(self, value: Amount, unit: str) -> str:
        """Write a value in its unit; that of a pattern is its own."""
        return self.words.units(value, self._pattern.kind if self._pattern else unit)

    def _amount(self, version: AlertVersion) -> str:
        unit, rule, threshold = version.unit, self.story.rule, version.threshold
        if self._pattern:
            return sentence(seen_in(version), self._pattern, self.language)
        if unit is None:
            return self.words.number(version.value)
        amount = self.words.amount(version.value, unit, rule.count.categories if rule else ())
        if threshold is None or threshold.of is None or version.school_days is None:
            return amount
        return f"{amount} {self.words.share(version.school_days, threshold.of, version.percent)}"

    def _threshold(self) -> str:
        newest, words = self.newest, self.words
        threshold = newest.threshold
        assert threshold is not None and newest.unit is not None  # noqa: S101, PT018 (for the type checker)
        comparison = words.terms.comparisons[threshold.comparison]
        if threshold.of is None:
            told = self.says.threshold.format(comparison=comparison, limit=self._units(threshold.amount, newest.unit))
            return f"{told}, {asked_for(self._pattern, self.language)}" if self._pattern else told
        percent, of = words.percent(threshold.text), words.terms.denominators[threshold.of][1]
        return self.says.threshold_of.format(comparison=comparison, percent=percent, of=of)

    def _comparison(self) -> str:
        """Say how value and threshold compare, exactly; nothing where a value or a denominator is 0."""
        newest, threshold, words = self.newest, self.newest.threshold, self.words
        if threshold is None or newest.unit is None or not newest.value or newest.school_days == 0:
            return ""
        limit = threshold.amount
        if threshold.of is not None:
            limit = threshold.amount * (newest.school_days or 0) / 100
        told = self._units(limit, newest.unit)
        if threshold.of is not None:
            days = f"{newest.school_days} {words.form(words.terms.denominators[threshold.of], newest.school_days or 0)}"
            told = self.says.limit_of.format(limit=told, percent=words.percent(threshold.text), school_days=days)
        is_reached = _is_reached(Fraction(newest.value), limit, threshold.comparison)
        says = (self.says.reached if is_reached else self.says.not_reached)[threshold.comparison]
        text = says.format(value=self._units(newest.value, newest.unit), limit=told)
        if not is_reached or newest.state is AlertState.RAISED:
            return text
        return text + (self.says.reached_but_unlike if self._pattern else self.says.reached_but_over)

    # The days

    def _marks(self) -> Iterator[str]:
        newest = self.newest
        if not newest.evidence:
            yield self.says.no_marks
            return
        for mark in newest.evidence:
            yield self._mark(mark)
        if newest.unit is not None:
            yield self.says.total.format(amount=self._units(newest.value, newest.unit))

    def _mark(self, mark: EvidenceMark) -> str:
        text = self.says.mark.format(
            day=self.words.day(mark.date),
            moment=self.words.terms.moments[mark.moment],
            category=self.words.terms.categories[mark.category],
            value=self.words.units(mark.value, "days"),
            roll_call=mark.roll_call,
            recorded=self.words.instant(mark.recorded_at),
        )
        return text.replace(f", {self.words.units(0, 'days')};", ";") if not mark.category else text

    # The history

    def _history(self) -> Iterator[str]:
        before: AlertVersion | None = None
        for version in self.story.versions:
            yield self.says.version.format(
                number=version.number,
                recorded=self.words.instant(version.recorded_at),
                state=self._state(version, in_history=True),
                reason=self.says.reasons[version.reason],
                amount=self._amount(version),
            )
            if before is not None:
                yield from (f"  {line}" for line in self._changes(before, version))
            if version.is_announced and version.audiences is not None:
                yield f"  {self._told(version.audiences, version.state)}"
            before = version

    def _changes(self, before: AlertVersion, now: AlertVersion) -> Iterator[str]:
        difference = changed(before, now)
        for mark in difference.gained:
            yield self.says.gained.format(mark=self._short(mark))
        for mark in difference.lost:
            yield self.says.lost.format(mark=self._short(mark))
        for old, new in difference.replaced:
            if (old.category, old.value) == (new.category, new.value):
                yield self.says.registered_again.format(
                    mark=self._short(new), roll_call=new.roll_call, before=old.roll_call
                )
            else:
                yield self.says.replaced.format(mark=self._short(new), before=self._weight(old))

    def _short(self, mark: EvidenceMark) -> str:
        return f"{self.words.day(mark.date)} {self.words.terms.moments[mark.moment]}, {self._weight(mark)}"

    def _weight(self, mark: EvidenceMark) -> str:
        category = self.words.terms.categories[mark.category]
        return f"{category}, {self.words.units(mark.value, 'days')}" if mark.category else category

    def _told(self, audiences: Sequence[str], state: AlertState) -> str:
        if not audiences:
            return self.says.told_nobody
        told = self.says.told_withdrawn if state is AlertState.WITHDRAWN else self.says.told
        return told.format(audiences=self.words.audiences(audiences))

    # The acknowledgements

    def _acknowledgements(self) -> Iterator[str]:
        known = self.story.acknowledgements
        if known is None:
            yield self.says.acknowledgements_unknown
            return
        if not known:
            yield self.says.not_acknowledged
        for each in known:
            text = self.says.acknowledged.format(
                number=each.version, audience=self.words.audiences((each.by,)), at=self.words.instant(each.at)
            )
            if each.until is not None:
                text += self.says.acknowledged_until.format(day=self.words.day(each.until - timedelta(days=1)))
            yield f"{text}."


def _is_reached(value: Fraction, limit: Fraction, comparison: Comparison) -> bool:
    return value > limit if comparison is Comparison.MORE_THAN else value >= limit
