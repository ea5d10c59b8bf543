"""Whether a case file that was made earlier still holds today: (the file, what the events say now) -> finding.

Owns the verdict and its words, in Danish. Pure. Called by `naervaer evidence --verify`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import orjson

from schemas import Alert, AlertState, EvidenceMark, encode
from streams.casefile.case import CaseFile, case_digest
from streams.explain.lists import item_lines
from streams.explain.terms import SENTENCES
from streams.words.grammar import WORDS
from streams.words.history import changed, version_of_alert

_WORDS = WORDS["da"]
_STATES = SENTENCES["da"].states
_REASONS = SENTENCES["da"].reasons


_ENDED = "Grundlaget holdt, da adviset var rejst; i dag er grænsen ikke nået."


@dataclass(frozen=True)
class Finding:
    """Whether the case file holds, and why, a sentence per line."""

    holds: bool
    lines: tuple[str, ...]


def check_case(case: CaseFile, today: CaseFile | None) -> Finding:
    """Compare a case file with what the events make of the same alert today."""
    if not is_whole(case):
        return Finding(holds=False, lines=("Bilaget er ændret, efter at det blev lavet: kontrolsummen passer ikke.",))
    if today is None:
        return Finding(holds=False, lines=("Hændelserne giver ikke længere dette advis.",))
    newest = today.newest
    if newest.state is not AlertState.RAISED:
        when = _WORDS.instant(newest.recorded_at)
        state = f"Adviset er {_STATES[newest.state]} {when}, fordi {_REASONS[newest.reason]}."
        is_over = newest.state is AlertState.CLEARED
        why = (_ENDED,) if is_over else tuple(_differences(case.grounds, newest))
        return Finding(holds=False, lines=(state, *why))
    if newest.evidence_sha256 == case.grounds.evidence_sha256:
        return Finding(holds=True, lines=("Bilaget holder: adviset er rejst på præcis det samme grundlag.",))
    told = "Adviset er stadig rejst, men på et andet grundlag; lav et nyt bilag."
    return Finding(holds=False, lines=(told, *_differences(case.grounds, newest)))


def is_whole(case: CaseFile) -> bool:
    """Whether nothing in a case file was changed: both of its sums are those of its content."""
    return case.sha256 == case_digest(case) and case.grounds.evidence_sha256 == evidence_digest(case.grounds)


def evidence_digest(alert: Alert) -> str:
    """Return the SHA-256 of an alert's evidence as its consumers work it out from the message."""
    message = orjson.loads(encode(alert))
    proof = {name: message[name] for name in ("rule", "rule_version", "window", "measure", "evidence")}
    return sha256(orjson.dumps(proof, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _differences(before: Alert, now: Alert) -> Iterator[str]:
    difference = changed(version_of_alert(before), version_of_alert(now))
    for mark in difference.lost:
        yield f"Tæller ikke mere: {_mark(mark)}."
    for mark in difference.gained:
        yield f"Er kommet til: {_mark(mark)}."
    for old, new in difference.replaced:
        yield f"Er registreret igen: {_mark(new)}, nu i {new.roll_call}; før {_mark(old)} i {old.roll_call}."
    yield from _other_lines(before, now)
    if before.measure.school_days != now.measure.school_days:
        yield f"Skoledage, der regnes af: nu {now.measure.school_days}, før {before.measure.school_days}."
    if before.rule_version != now.rule_version:
        yield f"Reglen er nu fra {now.rule_version}, før {before.rule_version}."


def _other_lines(before: Alert, now: Alert) -> Iterator[str]:
    """Say what went from the list about a class or a school, and what came to it."""
    then, today = (set(alert.listed) for alert in (before, now))
    for line in item_lines((each for each in before.listed if each not in today), "da"):
        yield f"Står ikke mere på listen: {line}."
    for line in item_lines((each for each in now.listed if each not in then), "da"):
        yield f"Er kommet på listen: {line}."


def _mark(mark: EvidenceMark) -> str:
    return f"{_WORDS.day(mark.date)} {_WORDS.terms.moments[mark.moment]}, {_WORDS.terms.categories[mark.category]}"
