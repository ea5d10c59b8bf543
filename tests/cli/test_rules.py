"""`naervaer rules` as an operator runs it."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from tests.explain.school import six_days_one_corrected

RULES = Path(__file__).parents[2] / "rules"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Copy the shipped packs, to be changed."""
    return Path(shutil.copytree(RULES, tmp_path / "packs", ignore=shutil.ignore_patterns("*.md")))


def changed(packs: Path, old: str, new: str) -> Path:
    pack = packs / "dk-national.yaml"
    text = pack.read_text()
    assert old in text
    pack.write_text(text.replace(old, new))
    return packs


def test_good_packs_are_counted(packs: Path) -> None:
    result = run("check", str(packs))
    assert result.exit_code == 0
    assert "koge@2025-08-01: 1 rules, 1 on\n" in result.output
    assert result.output.endswith("rules: nothing wrong\n")


def test_everything_wrong_is_told_with_file_line_and_reason(packs: Path) -> None:
    wrong = (packs / "dk-national.yaml").read_text().count("kind: calendar_quarter")
    assert wrong > 5
    changed(packs, "kind: calendar_quarter", "kind: calendar_week")
    result = run("check", str(packs))
    assert result.exit_code == 1
    assert f"Error: {packs / 'dk-national.yaml'}:" in result.output
    assert result.output.count("window.kind: must be one of") == wrong


def test_a_directory_that_is_none_is_named(tmp_path: Path) -> None:
    result = run("check", str(tmp_path / "nowhere"))
    assert (result.exit_code, result.output) == (1, f"Error: {tmp_path / 'nowhere'}: is no directory of rule packs\n")


def test_the_list_can_be_narrowed() -> None:
    proposed = run("list", "--status", "proposed", "--lang", "en").output
    assert "dk.reform.contact.10" in proposed
    assert "dk.unlawful.day" not in proposed
    assert "dk.reform.contact.10" not in run("list", "--on").output


def test_a_rule_is_shown_in_danish_and_english() -> None:
    assert "Regnestykke  100 h ≥ 30 N\n" in run("show", "dk.unlawful.quarter.15").output
    assert "Unlawful absence 15 % of the quarter\n" in run("show", "dk.unlawful.quarter.15", "--lang", "en").output


def test_an_unknown_rule_is_an_error() -> None:
    result = run("show", "dk.none")
    assert (result.exit_code, result.output) == (
        1,
        "Error: there is no rule dk.none; `naervaer rules list` lists them\n",
    )


def test_what_other_packs_would_do_is_told_and_written(packs: Path, tmp_path: Path) -> None:
    """Six unlawful days of 37, one corrected to sickness: 5 days, 13.5 %, is below 15 and above 13 %."""
    events = tmp_path / "events.jsonl"
    events.write_bytes(b"".join(six_days_one_corrected()))
    other = changed(packs, "{percent: 15, of: planned_school_days}", "{percent: 13, of: planned_school_days}")
    out = tmp_path / "out.csv"
    result = run("what-if", "--rules", str(other), "--events", str(events), "--csv", str(out))
    assert result.exit_code == 0, result.output
    assert f"with {other}: 1 new (of 1 pupils), 0 gone (of 0 pupils)" in result.output
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    (new,) = [row for row in rows if row["change"] == "new"]
    assert (new["rule"], new["school"], new["grade"], new["subject"]) == ("dk.unlawful.quarter.15", "280123", "5", "p1")
    assert (new["key"], new["state"], new["value"]) == ("2025-Q3", "raised", "5")


def test_lines_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_bytes(b"".join([*six_days_one_corrected(), b"\n", b"{nope\n", b'{"topic": "x", "value": {}}\n']))
    result = run("what-if", "--rules", str(RULES), "--events", str(events))
    assert result.exit_code == 0
    assert result.stderr == "2 lines cannot be used; `naervaer replay --rejects` says why\n"


@pytest.mark.parametrize("sources", [[], ["--from-kafka", "--events", "README.md"]])
def test_one_source_of_events_must_be_given(sources: list[str]) -> None:
    result = run("what-if", "--rules", str(RULES), *sources)
    assert result.exit_code == 2
    assert "say either --events FILE or --from-kafka" in result.output
