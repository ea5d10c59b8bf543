"""Targets of a pack: read as they stand, refused when they make no sense, and those that ship."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from schemas import Text
from streams.law.packs import PackError, load_rulebook, load_targets
from streams.law.rule import Scope, ValidInterval
from streams.law.target import Target, Whom
from tests.rules.pack_texts import LEAST, TARGET

RULES = Path(__file__).parents[2] / "rules"


def written(directory: Path, text: str) -> Path:
    (directory / "town.yaml").write_text(text, encoding="utf-8")
    return directory


def test_a_target_is_read_as_it_stands_beside_the_rules(tmp_path: Path) -> None:
    (target,) = load_targets(written(tmp_path, TARGET))
    assert target == Target(
        id="town.target",
        title=Text(da="Højst 4 %", en="At most 4 %"),
        source="Kommunalbestyrelsen",
        valid=ValidInterval(date(2020, 1, 1)),
        scope=Scope(municipalities=frozenset({"259"}), schools=frozenset({"280123"})),
        percent=Fraction(9, 2),
        text="4.5",
        whom=Whom.SCHOOL,
        pack="town",
        pack_version=date(2025, 8, 1),
    )
    assert target.version == "town@2025-08-01"
    assert [rule.id for rule in load_rulebook(tmp_path).rules] == ["town.other"]


def test_a_pack_needs_no_targets_and_a_target_no_scope(tmp_path: Path) -> None:
    assert load_targets(written(tmp_path, LEAST)) == ()
    everywhere = TARGET.replace('    scope: {municipalities: ["259"], schools: ["280123"]}\n', "")
    (target,) = load_targets(written(tmp_path, everywhere))
    assert target.scope == Scope()


def test_a_target_of_a_whole_municipality_has_no_schools(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="as a whole has no schools"):
        load_targets(written(tmp_path, TARGET.replace("whom: school", "whom: municipality")))


def test_a_wrong_target_stops_the_rules_as_well(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"targets\[0\]"):
        load_rulebook(written(tmp_path, TARGET.replace("whom: school", "whom: nobody")))


def test_koege_has_its_three_targets() -> None:
    shipped = {target.id: target for target in load_targets(RULES)}
    assert {name: (target.text, target.whom) for name, target in shipped.items()} == {
        "koge.target.pupil": ("5", Whom.PUPIL),
        "koge.target.school": ("4", Whom.SCHOOL),
        "koge.target.municipality": ("4", Whom.MUNICIPALITY),
    }
    assert all(target.scope == Scope(municipalities=frozenset({"259"})) for target in shipped.values())


def test_the_target_shown_in_the_guide_can_be_read(tmp_path: Path) -> None:
    blocks = [block.split("```")[0] for block in (RULES / "README.md").read_text(encoding="utf-8").split("```yaml\n")]
    (pack,) = (block for block in blocks if block.startswith("pack: mytown"))
    (targets,) = (block for block in blocks if block.startswith("targets:"))
    (tmp_path / "mytown.yaml").write_text(pack + targets, encoding="utf-8")
    assert [target.id for target in load_targets(tmp_path)] == ["mytown.target"]
