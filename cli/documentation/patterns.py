"""docs/patterns.md: what each pattern looks for, its arithmetic, an example, and how often chance makes it speak."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cli.documentation.false_alarms import PUPILS, START, clusters, known, patterns
from cli.documentation.markdown import page, quoted, table
from cli.documentation.pattern_texts import ABOUT, ABOUT_CLASSES, CLASSES, FOOT, HEAD, Example
from sources.simulator.patternless import CLASS_SIZE
from streams.law.pattern import PATTERNS, Pattern
from streams.law.pattern_fields import windows_of
from streams.law.rule import Rule, WindowKind
from streams.words.grammar import Language
from streams.words.pattern_sentence import Seen, asked_for, sentence

IN_SAMPLE = PUPILS // CLASS_SIZE
"""Classes of a sample."""


class Rate(NamedTuple):
    """How many of all pupils (or classes) without a pattern a rule spoke of, and the fewest and most of a sample."""

    spoken_of: int
    pupils: int
    fewest: int
    most: int
    whom: str = "pupils"
    sample: int = PUPILS

    def text(self) -> str:
        """Give the rate as a percentage with one decimal, rounded, and the extremes."""
        tenths = (2000 * self.spoken_of + self.pupils) // (2 * self.pupils)
        percent = f"{tenths // 10}.{tenths % 10} %"
        least_and_most = f"{self.fewest} to {self.most} of {self.sample}"
        return f"{percent} ({self.spoken_of} of {self.pupils:,} {self.whom}; {least_and_most})"


def patterns_page() -> str:
    """Give the page."""
    rules = {rule.id: rule for rule in patterns().rules}
    by_kind = {rule.count.pattern.kind: rule for rule in rules.values() if rule.count.pattern}
    told = [(pattern, by_kind[pattern.kind]) for pattern in PATTERNS]
    rates = ((f"[{rule.id}](#{pattern.kind})", rule.title.en, rate(rule.id).text()) for pattern, rule in told)
    of_classes = ((f"[{each.id}](#pupils-of-a-class)", each.title.en, rate(each.id).text()) for each in clusters())
    return page(
        "Patterns",
        HEAD,
        "## How often they speak without a pattern",
        FOOT.format(pupils=f"{rate('patterns.weekday').pupils:,}", sample=PUPILS, year=f"{START}/{(START + 1) % 100}"),
        table(("rule", "title", "pupils or classes spoken of in a school year"), [*rates, *of_classes]),
        *(block for pattern, rule in told for block in _pattern(pattern, rule)),
        *_of_a_class(),
    )


def rate(rule: str) -> Rate:
    """Give how often a rule spoke of pupils, or of classes, without a pattern."""
    counted = [sample[rule] for sample in known().values()]
    least_and_most = min(counted), max(counted)
    if rule in {each.id for each in clusters()}:
        return Rate(sum(counted), IN_SAMPLE * len(counted), *least_and_most, "classes", IN_SAMPLE)
    return Rate(sum(counted), PUPILS * len(counted), *least_and_most)


def _of_a_class() -> Iterator[str]:
    yield CLASSES
    for each in clusters():
        shipped = f"{quoted(each.id)} over {quoted(each.window.kind)}, at least {each.threshold.text} pupils"
        yield table(
            ("", ""),
            (
                *ABOUT_CLASSES,
                ("shipped", f"{shipped} under {quoted(each.count.rule or '')}"),
                ("without a pattern", rate(each.id).text()),
            ),
        )


def _pattern(pattern: type[Pattern], rule: Rule) -> Iterator[str]:
    about, asked = ABOUT[pattern.kind], rule.count.pattern
    if asked is None:
        return
    yield f"## {pattern.kind}"
    yield about.what
    windows = ", ".join(quoted(kind) for kind in WindowKind if kind in windows_of(pattern))
    yield table(
        ("", ""),
        (
            ("arithmetic", about.arithmetic),
            ("evidence", about.evidence),
            ("windows", windows),
            (
                "shipped",
                f"{quoted(rule.id)} over {quoted(rule.window.kind)}, at least {rule.threshold.text}: "
                f"{asked_for(asked, 'en')}",
            ),
            ("says, for example", _example(asked, about.example, "da")),
            ("in English", _example(asked, about.example, "en")),
            ("without a pattern", rate(rule.id).text()),
        ),
    )


def _example(asked: Pattern, example: Example, language: Language) -> str:
    dates = tuple(sorted(day for first, step, count in example.days for day in _every(first, step, count)))
    seen = Seen(example.value, dates, WindowKind(example.window), dates[-1])
    return sentence(seen, asked, language)


def _every(first: str, step: int, count: int) -> Sequence[date]:
    return [date.fromisoformat(first) + timedelta(days=step * n) for n in range(count)]
