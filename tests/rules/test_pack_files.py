"""What is read from a directory of packs, and what makes a file or the whole directory wrong."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from schemas import Text
from streams.law.packs import Fault, PackError, load_rulebook
from streams.law.rule import (
    Comparison,
    Count,
    Denominator,
    Rule,
    RuleStatus,
    Scope,
    Threshold,
    Unit,
    ValidInterval,
    WindowKind,
    WindowSpec,
)
from tests.rules.pack_texts import EPISODES, LATE, LEAST, PERCENT, RUN, only_rule


def test_a_rule_with_every_field_is_read_as_it_stands(tmp_path: Path) -> None:
    assert only_rule(tmp_path, PERCENT) == Rule(
        id="town.rule",
        title=Text(da="Fravær", en="Absence"),
        source="Byrådet 2025",
        status=RuleStatus.LOCAL,
        enabled=True,
        valid=ValidInterval(date(2020, 1, 1), date(2030, 1, 1)),
        scope=Scope((0, 9), frozenset({"259"}), frozenset({"280123"})),
        window=WindowSpec(WindowKind.ROLLING_SCHOOL_DAYS, 20),
        count=Count(Unit.DAYS, frozenset({"unlawful", "leave"})),
        threshold=Threshold(Fraction(15), "15", Denominator.PLANNED_SCHOOL_DAYS, Comparison.MORE_THAN),
        minimum_school_days=5,
        audiences=("principal", "municipality"),
        duty=Text(da="Skolen handler", en="The school acts"),
        subject="class",
        pack="town",
        pack_version=date(2025, 8, 1),
    )


def test_optional_fields_left_out_have_their_defaults(tmp_path: Path) -> None:
    rule = only_rule(tmp_path, LEAST)
    assert rule.enabled
    assert rule.valid == ValidInterval(date(2020, 1, 1), None)
    assert rule.scope == Scope(None, frozenset(), frozenset())
    assert rule.threshold.comparison is Comparison.AT_LEAST
    assert rule.minimum_school_days == 0
    assert rule.subject == "pupil"


@pytest.mark.parametrize(
    "text",
    [
        LEAST + "    scope: {}\n",
        LEAST + "    scope: {grades: [], municipalities: [], schools: []}\n",
        LEAST + "    scope: null\n    enabled: null\n    minimum_school_days:\n    subject: ~\n",
        LEAST.replace("{first: 2020-01-01}", "{first: 2020-01-01, after_last: null}"),
        LEAST.replace("{first: 2020-01-01}", '{"first": "2020-01-01"}'),
    ],
    ids=[
        "an empty scope",
        "a scope of empty lists",
        "null for every optional field",
        "an open end",
        "a date in quotes",
    ],
)
def test_empty_and_null_mean_left_out(text: str, tmp_path: Path) -> None:
    assert only_rule(tmp_path, text) == only_rule(tmp_path, LEAST)


@pytest.mark.parametrize("text", [LATE, EPISODES, RUN, LATE.replace("arrivals}", "arrivals, categories: []}")])
def test_every_unit_and_a_run_can_be_written(text: str, tmp_path: Path) -> None:
    only_rule(tmp_path, text)


def test_a_switched_off_rule_is_read_too(tmp_path: Path) -> None:
    assert not only_rule(tmp_path, PERCENT.replace("enabled: true", "enabled: false")).enabled


def test_an_anchor_is_read_where_its_alias_stands(tmp_path: Path) -> None:
    text = LEAST.replace('duty: {da: "Skolen handler", en: "The school acts"}', "duty: *words").replace(
        "title:", "title: &words"
    )
    rule = only_rule(tmp_path, text)
    assert rule.duty == rule.title


def test_rules_of_all_packs_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    for pack, rule in (("a", "z.rule"), ("b", "a.rule"), ("c", "m.rule")):
        _write(tmp_path, pack, LEAST.replace("town.rule", rule))
    assert [rule.version for rule in load_rulebook(tmp_path).rules] == ["b@2025-08-01", "c@2025-08-01", "a@2025-08-01"]


def test_only_yaml_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("words", encoding="utf-8")
    (tmp_path / "town.json").write_text("{", encoding="utf-8")
    assert only_rule(tmp_path, LEAST).id == "town.rule"


def test_a_pack_that_would_be_passed_over_for_its_ending_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "town", LEAST)
    (tmp_path / "city.yml").write_text(LEAST, encoding="utf-8")
    assert _faults(tmp_path) == (Fault(tmp_path / "city.yml", 0, "would be passed over: a rule pack ends in .yaml"),)


def test_a_directory_without_packs_is_refused(tmp_path: Path) -> None:
    assert _faults(tmp_path) == (Fault(tmp_path, 0, "holds no rule pack (*.yaml)"),)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "rules"
    assert _faults(missing) == (Fault(missing, 0, "is no directory of rule packs"),)


def test_a_file_instead_of_a_directory_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, "town", LEAST)
    assert _faults(tmp_path / "town.yaml")[0].reason == "is no directory of rule packs"


def test_a_directory_named_as_a_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").mkdir()
    (fault,) = _faults(tmp_path)
    assert str(fault) == f"{tmp_path / 'town.yaml'}: cannot be read: Is a directory"


def test_two_rules_with_one_id_in_one_pack_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "town", LEAST + LEAST.split("rules:\n")[1])
    assert _faults(tmp_path) == (
        Fault(tmp_path / "town.yaml", 14, "the rule id 'town.rule' is already taken by town.yaml, line 4"),
    )


def test_two_rules_with_one_id_in_two_packs_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, "city", LEAST)
    _write(tmp_path, "town", LEAST)
    assert _faults(tmp_path) == (
        Fault(tmp_path / "town.yaml", 4, "the rule id 'town.rule' is already taken by city.yaml, line 4"),
    )


def test_a_switched_off_rule_keeps_its_id_for_itself(tmp_path: Path) -> None:
    _write(tmp_path, "city", LEAST + "    enabled: false\n")
    _write(tmp_path, "town", LEAST)
    assert len(_faults(tmp_path)) == 1


def test_everything_wrong_in_all_packs_is_told_at_once(tmp_path: Path) -> None:
    wrong = LEAST.replace("status: local", "status: law")
    _write(tmp_path, "city", wrong + wrong.split("rules:\n")[1])
    _write(tmp_path, "town", "pack: [")
    _write(tmp_path, "village", LEAST)
    with pytest.raises(PackError) as refused:
        load_rulebook(tmp_path)
    assert [(fault.file.name, fault.line) for fault in refused.value.faults] == [
        ("city.yaml", 7),
        ("city.yaml", 17),
        ("town.yaml", 1),
    ]
    assert len(str(refused.value).splitlines()) == 3
    assert (refused.value.file.name, refused.value.line) == ("city.yaml", 7)
    assert refused.value.reason.startswith("rules[0].status: must be one of in_force")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 1, "is empty"),
        (b"# words only\n", 1, "is empty"),
        (b"pack: town\nrules: [\n", 3, "is not YAML: expected the node content"),
        (b"pack: town\n\trules: 1\n", 2, "is not YAML: found character '\\t'"),
        (b"pack: *town\n", 1, "is not YAML: found undefined alias"),
        (b"pack: town\n---\npack: town\n", 2, "is not YAML: but found another document"),
        (b"pack: town\nversion: \xe6\n", 2, "is not UTF-8 text"),
        (b"pack: town\nversion: \x00\n", 2, "a character that YAML forbids"),
        (b"[" * 1_000, 1, "is nested too deeply"),
        (b"- pack: town\n", 1, "must be a mapping of fields, not a list"),
        (b"town\n", 1, "must be a mapping of fields, not the text 'town'"),
        (b"pack: town\nversion: 2025-08-01\n", 1, "the field 'rules' is missing"),
        (b"pack: town\nversion: 2025-08-01\nrules: []\n", 3, "the pack has no rules"),
        (b"pack: town\nversion: 2025-08-01\nrules: {}\n", 3, "rules: must be a list"),
        (b"pack: town\nversion: 2025-08-01\nrules: &all [*all]\n", 3, "rules[0]: must be a mapping of fields"),
    ],
)
def test_a_file_that_is_no_pack_is_refused(data: bytes, line: int, reason: str, tmp_path: Path) -> None:
    (tmp_path / "town.yaml").write_bytes(data)
    (fault,) = _faults(tmp_path)
    assert (fault.file, fault.line) == (tmp_path / "town.yaml", line)
    assert reason in fault.reason


def _write(directory: Path, pack: str, text: str) -> None:
    (directory / f"{pack}.yaml").write_text(text.replace("pack: town", f"pack: {pack}"), encoding="utf-8")


def _faults(directory: Path) -> tuple[Fault, ...]:
    with pytest.raises(PackError) as refused:
        load_rulebook(directory)
    return refused.value.faults
