"""Packs that are right, to be changed in one place by a test, and the way to read them from a directory."""

from pathlib import Path

from streams.law.packs import load_rulebook
from streams.law.rule import Rule

PERCENT = """\
pack: town
version: 2025-08-01
rules:
  - id: town.rule
    title: {da: "Fravær", en: "Absence"}
    source: "Byrådet 2025"
    status: local
    enabled: true
    valid: {first: 2020-01-01, after_last: 2030-01-01}
    scope: {grades: [0, 9], municipalities: ["259"], schools: ["280123"]}
    window: {kind: rolling_school_days, length: 20}
    count: {unit: days, categories: [unlawful, leave]}
    threshold: {percent: 15, of: planned_school_days, comparison: more_than}
    minimum_school_days: 5
    audiences: [principal, municipality]
    duty: {da: "Skolen handler", en: "The school acts"}
    subject: class
"""

LEAST = """\
pack: town
version: 2025-08-01
rules:
  - id: town.rule
    title: {da: "Fravær", en: "Absence"}
    source: "Byrådet 2025"
    status: local
    valid: {first: 2020-01-01}
    window: {kind: calendar_quarter}
    count: {unit: days, categories: [sickness]}
    threshold: {days: 3}
    audiences: []
    duty: {da: "Skolen handler", en: "The school acts"}
"""

OTHER = LEAST.replace("town.rule", "town.other").replace("{first: 2020-01-01}", "{first: 2020-01-02}")
TARGET = f"""{OTHER}\
targets:
  - id: town.target
    title: {{da: "Højst 4 %", en: "At most 4 %"}}
    source: "Kommunalbestyrelsen"
    valid: {{first: 2020-01-01}}
    scope: {{municipalities: ["259"], schools: ["280123"]}}
    percent: 4.50
    whom: school
"""

LATE = LEAST.replace("{unit: days, categories: [sickness]}", "{unit: late_arrivals}").replace(
    "days: 3", "late_arrivals: 5"
)
EPISODES = LEAST.replace("unit: days", "unit: episodes").replace("{days: 3}", "{episodes: 5}")
PATTERN = LEAST.replace(
    "{unit: days, categories: [sickness]}",
    "{unit: pattern, categories: [sickness], pattern: {kind: weekday_share, percent: 50, absence_days: 6}}",
).replace("days: 3", "pattern: 3")
RUN = LEAST.replace("calendar_quarter", "consecutive_school_days")


def only_rule(directory: Path, text: str) -> Rule:
    """Write `text` as the pack town and read back its one rule."""
    (directory / "town.yaml").write_text(text, encoding="utf-8")
    (rule,) = load_rulebook(directory).rules
    return rule
