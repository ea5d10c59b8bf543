"""Every way in which one changed thing makes a pack wrong: refused with its file, its line and the reason."""

from pathlib import Path
from typing import NamedTuple

import pytest

from streams.law.packs import PackError, load_rulebook
from tests.rules.pack_texts import EPISODES, LATE, LEAST, PATTERN, PERCENT, RUN, TARGET


class Refusal(NamedTuple):
    """A right pack, the text that stands in it once, what it becomes, and what the error says about that line.

    `below`: how many lines under the changed text the error stands.
    """

    name: str
    pack: str
    old: str
    new: str
    reason: str
    below: int = 0


REFUSALS = [
    # the pack
    Refusal("an unknown pack field", PERCENT, "version:", "since: 2020-01-01\nversion:", "unknown field 'since'"),
    Refusal("a pack named otherwise than its file", PERCENT, "pack: town", "pack: city", "same name"),
    Refusal("a pack without a name", PERCENT, "pack: town\n", "", "'pack' is missing"),
    Refusal("a pack name that is a number", PERCENT, "pack: town", "pack: 7", "must be text"),
    Refusal("a version that is no date", PERCENT, "version: 2025-08-01", "version: 1.2", "must be a date"),
    Refusal("a version with a time", PERCENT, "2025-08-01\n", "2025-08-01T12:00:00Z\n", "must be a date"),
    Refusal("a version outside the calendar", PERCENT, "version: 2025-08-01", "version: 2025-02-30", "of the calendar"),
    Refusal("a version that is a list", PERCENT, "version: 2025-08-01", "version: [2025-08-01]", "not a list"),
    Refusal("a field that stands twice", PERCENT, "    source:", '    source: "A"\n    source:', "twice", below=1),
    Refusal("a field whose name is a list", PERCENT, "    source:", "    ? [a]\n    : b\n    source:", "unknown field"),
    Refusal("a merged mapping", PERCENT, "    source:", "    <<: {enabled: true}\n    source:", "unknown field '<<'"),
    # the fields of a rule
    Refusal("a rule that is a word", LEAST, "  - id: town.rule", "  - rule\n  - id: town.rule", "must be a mapping"),
    Refusal("an unknown rule field", PERCENT, "    source:", "    colour: red\n    source:", "unknown field 'colour'"),
    Refusal("a misspelt optional field", PERCENT, "enabled:", "enabeld:", "unknown field 'enabeld'"),
    Refusal("the field pack in a rule", PERCENT, "    source:", "    pack: town\n    source:", "unknown field 'pack'"),
    Refusal("an id with a space", PERCENT, "town.rule", "town rule", "must be up to 64 letters"),
    Refusal("an id that is empty", PERCENT, "id: town.rule", "id: ''", "must not be blank"),
    Refusal("an id of 65 characters", PERCENT, "town.rule", "r" * 65, "must be up to 64"),
    Refusal("an id that is a number", PERCENT, "town.rule", "15", "must be text"),
    Refusal("a title without Danish", PERCENT, '{da: "Fravær", ', "{", "title: the field 'da' is missing"),
    Refusal("a title without English", PERCENT, ', en: "Absence"', "", "title: the field 'en' is missing"),
    Refusal("a title in German", PERCENT, '"Absence"', '"Absence", de: "x"', "title: unknown field 'de'"),
    Refusal("a title in one language only", PERCENT, '{da: "Fravær", en: "Absence"}', '"Fravær"', "must be a mapping"),
    Refusal("a title that is blank", PERCENT, '"Absence"', '" "', "title.en: must not be blank"),
    Refusal("a duty without English", PERCENT, ', en: "The school acts"', "", "duty: the field 'en' is missing"),
    Refusal("a source that is a number", PERCENT, '"Byrådet 2025"', "2025", "source: must be text"),
    Refusal("a source that is null", PERCENT, '"Byrådet 2025"', "null", "'source' is missing"),
    Refusal("an unknown status", PERCENT, "status: local", "status: law", "status: must be one of in_force"),
    Refusal("enabled with a word of YAML 1.1", PERCENT, "enabled: true", "enabled: yes", "must be true or false"),
    Refusal("enabled with a number", PERCENT, "enabled: true", "enabled: 1", "must be true or false"),
    Refusal("an unknown audience", PERCENT, "[principal, municipality]", "[janitor]", "must be one of class-teacher"),
    Refusal("an audience twice", PERCENT, "[principal, municipality]", "[principal, principal]", "twice"),
    Refusal("an audience that is no list", PERCENT, "[principal, municipality]", "principal", "must be a list"),
    Refusal("an unknown subject", PERCENT, "subject: class", "subject: family", "subject: must be one of pupil"),
    Refusal("a minimum that is negative", PERCENT, "days: 5\n", "days: -1\n", "must be a whole number"),
    Refusal("a minimum that is no whole number", PERCENT, "days: 5\n", "days: 2.5\n", "must be a whole number"),
    Refusal("a minimum that is true", PERCENT, "days: 5\n", "days: true\n", "must be a whole number"),
    # the interval and the scope
    Refusal("an interval turned round", PERCENT, "2030-01-01", "2019-01-01", "valid: the interval is empty or turned"),
    Refusal("an empty interval", PERCENT, "2030-01-01", "2020-01-01", "valid: the interval is empty or turned"),
    Refusal("an interval without first", PERCENT, "first: 2020-01-01, ", "", "valid: the field 'first' is missing"),
    Refusal("an interval with an open start", PERCENT, "first: 2020-01-01", "first: null", "'first' is missing"),
    Refusal("an interval with until", PERCENT, "after_last:", "until:", "valid: unknown field 'until'"),
    Refusal("a date in Danish order", PERCENT, "2020-01-01", "01-01-2020", "valid.first: must be a date"),
    Refusal("a date without hyphens", PERCENT, "2020-01-01", "20200101", "valid.first: must be a date"),
    Refusal("grades turned round", PERCENT, "[0, 9]", "[9, 0]", "scope.grades: the grades are turned round"),
    Refusal("one grade", PERCENT, "[0, 9]", "[7]", "scope.grades: must be the first and the last grade"),
    Refusal("three grades", PERCENT, "[0, 9]", "[7, 8, 9]", "scope.grades: must be the first and the last grade"),
    Refusal("a grade above 10", PERCENT, "[0, 9]", "[0, 11]", "must be a whole number from 0 to 10"),
    Refusal("a grade below 0", PERCENT, "[0, 9]", "[-1, 9]", "must be a whole number from 0 to 10"),
    Refusal("a grade in quotes", PERCENT, "[0, 9]", '["0", 9]', "must be a whole number from 0 to 10"),
    Refusal("a grade that is no list", PERCENT, "[0, 9]", "7", "must be a list"),
    Refusal("a municipality code that is a number", PERCENT, '["259"]', "[259]", "municipalities: must be text"),
    Refusal("a municipality that is no list", PERCENT, '["259"]', '"259"', "municipalities: must be a list"),
    Refusal("a municipality that is blank", PERCENT, '["259"]', '[""]', "municipalities: must not be blank"),
    Refusal("a municipality by its name", PERCENT, '["259"]', '["Køge"]', "must be a municipality code"),
    Refusal(
        "a municipality twice", PERCENT, '["259"]', '["259", "259"]', "scope.municipalities: names something twice"
    ),
    Refusal("a school code that is a number", PERCENT, '["280123"]', "[280123]", "schools: must be text"),
    Refusal("a school code that is too short", PERCENT, '["280123"]', '["28012"]', "must be a school code"),
    Refusal("an unknown scope", PERCENT, "grades: [0, 9]", "classes: [7B]", "scope: unknown field 'classes'"),
    # the window
    Refusal("an unknown window", LEAST, "calendar_quarter", "term", "window.kind: must be one of school_day"),
    Refusal("an unknown window field", LEAST, "kind:", "size: 3, kind:", "window: unknown field 'size'"),
    Refusal("a window without kind", LEAST, "{kind: calendar_quarter}", "{}", "window: the field 'kind' is missing"),
    Refusal("rolling days without length", PERCENT, ", length: 20", "", "rolling_school_days needs a length"),
    Refusal("rolling months without length", LEAST, "calendar_quarter", "rolling_months", "needs a length"),
    Refusal("a length of 0", PERCENT, "length: 20", "length: 0", "window.length: must be a whole number from 1"),
    Refusal("a length beyond every register", PERCENT, "length: 20", "length: 1001", "from 1 to 1000"),
    Refusal("a length that is no whole number", PERCENT, "length: 20", "length: 20.0", "must be a whole number"),
    Refusal("a length in quotes", PERCENT, "length: 20", 'length: "20"', "must be a whole number"),
    *(
        Refusal(f"a superfluous length with {kind}", LEAST, "calendar_quarter", f"{kind}, length: 5", "has no length")
        for kind in ("school_day", "calendar_month", "calendar_quarter", "school_year", "consecutive_school_days")
    ),
    # the count
    Refusal("an unknown unit", LEAST, "unit: days", "unit: hours", "count.unit: must be one of days"),
    Refusal("a count without unit", LEAST, "unit: days, ", "", "count: the field 'unit' is missing"),
    Refusal("days without categories", LEAST, ", categories: [sickness]", "", "'categories' is missing"),
    Refusal("days of no category", LEAST, "[sickness]", "[]", "at least one category"),
    Refusal("episodes without categories", EPISODES, ", categories: [sickness]", "", "'categories' is missing"),
    Refusal("an unknown category", LEAST, "[sickness]", "[holiday]", "must be one of sickness"),
    Refusal("unexplained as a category", LEAST, "[sickness]", "[unexplained]", "is part of unlawful"),
    Refusal("a category twice", LEAST, "[sickness]", "[sickness, sickness]", "twice"),
    Refusal("a category that is no list", LEAST, "[sickness]", "sickness", "must be a list"),
    Refusal(
        "categories with late arrivals", LATE, "late_arrivals}", "late_arrivals, categories: [leave]}", "no categories"
    ),
    Refusal(
        "a run of episodes",
        EPISODES,
        "calendar_quarter",
        "consecutive_school_days",
        "counts days, not episodes",
        below=1,
    ),
    Refusal(
        "a run of late arrivals", LATE, "calendar_quarter", "consecutive_school_days", "not late_arrivals", below=1
    ),
    # the pattern
    Refusal("a pattern with the unit days", PATTERN, "unit: pattern", "unit: days", "a pattern goes with the unit"),
    Refusal(
        "no pattern", PATTERN, ", pattern: {kind: weekday_share, percent: 50, absence_days: 6}", "", "'pattern' is"
    ),
    Refusal(
        "a pattern that is a word", PATTERN, "{kind: weekday_share, percent: 50, absence_days: 6}", "x", "a mapping"
    ),
    Refusal("an unknown pattern", PATTERN, "weekday_share", "moon_phase", "pattern.kind: must be one of weekday_share"),
    Refusal("a pattern without kind", PATTERN, "kind: weekday_share, ", "", "pattern: the field 'kind' is missing"),
    Refusal("a parameter left out", PATTERN, ", absence_days: 6", "", "the field 'absence_days' is missing"),
    Refusal("a parameter of another pattern", PATTERN, "percent: 50", "percent: 50, weeks: 3", "unknown field 'weeks'"),
    Refusal("a parameter twice", PATTERN, "percent: 50", "percent: 50, percent: 50", "stands there twice"),
    Refusal("a negative parameter", PATTERN, "absence_days: 6", "absence_days: -6", "a whole number from 1 to 1000"),
    Refusal("a parameter of 0", PATTERN, "absence_days: 6", "absence_days: 0", "a whole number from 1 to 1000"),
    Refusal("a parameter that is no whole number", PATTERN, "percent: 50", "percent: 50.5", "a whole number from 1 to"),
    Refusal("a parameter in quotes", PATTERN, "percent: 50", 'percent: "50"', "a whole number from 1 to 100, not the"),
    Refusal("more than all", PATTERN, "percent: 50", "percent: 101", "percent: must be a whole number from 1 to 100"),
    Refusal("a pattern without categories", PATTERN, "categories: [sickness], ", "", "'categories' is missing"),
    Refusal("a pattern of no category", PATTERN, "[sickness]", "[]", "at least one category"),
    Refusal(
        "categories with lateness",
        PATTERN,
        "{kind: weekday_share, percent: 50, absence_days: 6}",
        "{kind: repeatedly_late, weeks: 3}",
        "repeatedly_late has no categories",
    ),
    Refusal(
        "a weekday within one day", PATTERN, "calendar_quarter", "school_day", "goes with the windows calendar", below=1
    ),
    Refusal("a weekday within a run", PATTERN, "calendar_quarter", "consecutive_school_days", "goes with the", below=1),
    Refusal(
        "unexplained days in a row within a quarter",
        PATTERN,
        "categories: [sickness], pattern: {kind: weekday_share, percent: 50, absence_days: 6}",
        "pattern: {kind: unexplained_in_a_row}",
        "goes with the windows consecutive_school_days, not calendar_quarter",
    ),
    Refusal("a pattern against an amount of days", PATTERN, "{pattern: 3}", "{days: 3}", "but count.unit is pattern"),
    Refusal(
        "a pattern in percent", PATTERN, "{pattern: 3}", "{percent: 3, of: held_school_days}", "count.unit is pattern"
    ),
    Refusal("a pattern of 0 with at_least", PATTERN, "{pattern: 3}", "{pattern: 0}", "needs the comparison more_than"),
    # the threshold
    Refusal("percent of a run", RUN, "{days: 3}", "{percent: 3, of: held_school_days}", "has no percentage"),
    Refusal("percent of episodes", EPISODES, "{episodes: 5}", "{percent: 5, of: held_school_days}", "unit is episodes"),
    Refusal(
        "percent of late arrivals", LATE, "{late_arrivals: 5}", "{percent: 5, of: held_school_days}", "unit is late"
    ),
    Refusal("percent without of", PERCENT, ", of: planned_school_days", "", "percent needs 'of'"),
    Refusal("of without percent", LEAST, "days: 3", "days: 3, of: held_school_days", "goes with percent only"),
    Refusal(
        "an unknown denominator", PERCENT, "planned_school_days", "all_days", "threshold.of: must be one of planned"
    ),
    Refusal(
        "episodes where days are counted", LEAST, "days: 3", "episodes: 3", "is in episodes, but count.unit is days"
    ),
    Refusal("late arrivals where days are counted", LEAST, "days: 3", "late_arrivals: 3", "but count.unit is days"),
    Refusal("days where episodes are counted", EPISODES, "episodes: 5", "days: 5", "but count.unit is episodes"),
    Refusal("two amounts", LEAST, "days: 3", "days: 3, episodes: 3", "exactly one of percent"),
    Refusal("no amount", LEAST, "{days: 3}", "{comparison: at_least}", "exactly one of percent"),
    Refusal(
        "an unknown threshold field", LEAST, "days: 3", "days: 3, minimum: 2", "threshold: unknown field 'minimum'"
    ),
    Refusal("a threshold that is a number", LEAST, "{days: 3}", "3", "threshold: must be a mapping"),
    Refusal("an unknown comparison", PERCENT, "more_than", "less_than", "comparison: must be one of at_least"),
    Refusal("0 with at_least", LEAST, "days: 3", "days: 0, comparison: at_least", "needs the comparison more_than"),
    Refusal("0 with the comparison left out", LEAST, "days: 3", "days: 0", "needs the comparison more_than"),
    Refusal(
        "0.0 percent with at_least",
        PERCENT,
        "15, of: planned_school_days, comparison: more_than",
        "0.0, of: held_school_days",
        "more_than",
    ),
    Refusal("a negative threshold", LEAST, "days: 3", "days: -3", "threshold.days: must be 0 or more"),
    Refusal("a negative fraction", PERCENT, "percent: 15", "percent: -0.5", "threshold.percent: must be 0 or more"),
    *(
        Refusal(
            f"the threshold {number}", LEAST, "days: 3", f"days: {number}", "threshold.days: must be a decimal number"
        )
        for number in (
            '"3"',
            "true",
            ".nan",
            ".inf",
            "-.inf",
            "many",
            '"7,5"',
            "0x10",
            "1e3",
            "1_000",
            "1234567890",
            "[3]",
        )
    ),
    Refusal("a threshold that is null", LEAST, "days: 3", "days: null", "exactly one of percent"),
    Refusal("a threshold with a tag of its own", LEAST, "days: 3", "days: !three 3", "must be a decimal number"),
    # targets
    Refusal(
        "targets that are no list", TARGET, "targets:\n  - id: town.target\n   ", "targets:\n   ", "a list", below=1
    ),
    Refusal("an unknown field of a target", TARGET, "percent: 4.50", "at_most: 4", "unknown field 'at_most'"),
    Refusal("a target without a percentage", TARGET, "percent: 4.50", "percent: null", "'percent' is missing"),
    Refusal("a target of 0 %", TARGET, "4.50", "0", "percent: must be above 0 and at most 100"),
    Refusal("a target above 100 %", TARGET, "4.50", "100.5", "percent: must be above 0 and at most 100"),
    Refusal("a target for nobody known", TARGET, "whom: school", "whom: class", "must be one of pupil, school"),
    Refusal(
        "a target for grades", TARGET, "{municipalities", "{grades: [0, 6], municipalities", "unknown field 'grades'"
    ),
    Refusal("a target with a code that is no text", TARGET, '["259"]', "[259]", "must be text"),
    Refusal("a target without a source", TARGET, '"Kommunalbestyrelsen"', "null", "'source' is missing"),
    Refusal("a target whose id is that of a rule", TARGET, "town.target", "town.other", "the target id 'town.other'"),
    Refusal("a target turned round", TARGET, "2020-01-01}", "2020-01-02, after_last: 2020-01-02}", "turned round"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_a_pack_with_one_thing_wrong_is_refused_with_file_line_and_reason(refusal: Refusal, tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    assert refusal.pack.count(refusal.old) == 1, "a row changes one place"
    file.write_text(refusal.pack.replace(refusal.old, refusal.new), encoding="utf-8")

    with pytest.raises(PackError) as refused:
        load_rulebook(tmp_path)

    assert refused.value.file == file
    assert refused.value.line == refusal.pack[: refusal.pack.index(refusal.old)].count("\n") + 1 + refusal.below
    assert refusal.reason in refused.value.reason
    assert str(refused.value).startswith(f"{file}:{refused.value.line}: ")
