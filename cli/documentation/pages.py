"""Which pages are generated, and whether those in docs/ are up to date."""

from pathlib import Path

from cli.documentation.commands import commands_page
from cli.documentation.messages import messages_page
from cli.documentation.metrics import metrics_page
from cli.documentation.patterns import patterns_page
from cli.documentation.protection import protection_page
from cli.documentation.reliability import reliability_page
from cli.documentation.rules import rules_page
from cli.documentation.settings import settings_page
from cli.documentation.tables import tables_page
from cli.documentation.topics import topics_page
from cli.settings import PROJECT

DOCS = PROJECT / "docs"

_PAGES = {
    "topics.md": topics_page,
    "messages.md": messages_page,
    "rules.md": rules_page,
    "patterns.md": patterns_page,
    "tables.md": tables_page,
    "commands.md": commands_page,
    "settings.md": settings_page,
    "metrics.md": metrics_page,
    "reliability.md": reliability_page,
    "data-protection.md": protection_page,
}


def stale_pages(folder: Path) -> list[str]:
    """Return the names of the pages in the folder whose text is not what the code says."""
    return [name for name, page in _PAGES.items() if _text(folder / name) != page()]


def write(folder: Path) -> list[str]:
    """Bring the pages in the folder up to date and return the names of those that were not."""
    stale = stale_pages(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(_PAGES[name](), encoding="utf-8")
    return stale


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
