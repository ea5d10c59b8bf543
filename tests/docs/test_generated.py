"""The generated pages are up to date, and staleness is seen and repaired."""

from pathlib import Path

import pytest

import cli.documentation.__main__ as command
from cli.documentation.columns import column_types
from cli.documentation.pages import DOCS, stale_pages, write
from schemas import CATALOGUE, TABLES, columns
from streams.law.packs import load_rulebook


def test_the_generated_pages_are_what_the_code_says() -> None:
    assert stale_pages(DOCS) == [], "run make docs"


def test_a_changed_and_a_missing_page_are_seen_and_repaired(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "rules.md").write_text("old")
    (tmp_path / "topics.md").unlink()

    assert stale_pages(tmp_path) == ["topics.md", "rules.md"]
    assert write(tmp_path) == ["topics.md", "rules.md"]
    assert stale_pages(tmp_path) == []


def test_check_says_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "DOCS", tmp_path)

    assert command.main(["--check"]) == 1
    assert "stale: docs/topics.md\n" in capsys.readouterr().out
    assert command.main([]) == 0
    assert command.main(["--check"]) == 0


def test_every_topic_and_every_rule_stands_on_its_page() -> None:
    topics, rules = (DOCS / "topics.md").read_text(), (DOCS / "rules.md").read_text()
    assert all(f"| `{topic.name}` |" in topics for topic in CATALOGUE)
    assert all(f"### {rule.id}\n" in rules for rule in load_rulebook(DOCS.parent / "rules").rules)


def test_the_migrations_have_the_columns_of_the_facts() -> None:
    types = column_types()
    assert types.keys() == TABLES.keys()
    for table, row in TABLES.items():
        assert tuple(types[table]) == tuple(name for name in columns(row) if name != "deleted"), table
