"""Markdown from values: tables, code, whole pages. Used by every generated page."""

from collections.abc import Iterable, Sequence

MADE_BY = "<!-- Made by `make docs` from the code: change the code, not this page. -->"


def page(title: str, *blocks: str) -> str:
    """Join blocks to a page, a blank line between any two."""
    return "\n\n".join((f"# {title}", MADE_BY, *(block.strip("\n") for block in blocks if block))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table; vertical bars in cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def code(language: str, text: str) -> str:
    """Give a block of code."""
    return f"```{language}\n{text.strip()}\n```"


def quoted(text: object) -> str:
    """Give a word as code."""
    return f"`{text}`"


def listed(words: Iterable[object]) -> str:
    """Give words as code, with commas."""
    return ", ".join(map(quoted, words))
