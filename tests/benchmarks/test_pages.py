"""The pages about speed and scale say what the results say."""

from pathlib import Path

from benchmarks.pages import DOCS, RESULTS, stale


def test_the_pages_are_what_the_results_say() -> None:
    assert stale(RESULTS, DOCS) == [], "run make bench-pages"


def test_a_missing_page_is_seen(tmp_path: Path) -> None:
    assert "benchmarks.md" in stale(RESULTS, tmp_path)
