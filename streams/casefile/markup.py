"""The pieces of HTML that a case file is made of. Every text is escaped where it becomes a piece.

Owns the markup only. Pure. Used by `streams.casefile.page`.
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime
from html import escape

from schemas import COPENHAGEN
from streams.words.grammar import WORDS

Cell = str
"""A piece of HTML, escaped already."""


def section(title: str, body: str) -> str:
    """Return a part of the page under its heading."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{body}</section>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labels and texts, a row each; they are escaped here."""
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>\n" for label, text in pairs)
    return f'<table class="facts">\n{rows}</table>\n'


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]], overruled: Container[int] = ()) -> str:
    """Return a table of cells; the rows with the numbers `overruled` are struck through."""
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(
        ('<tr class="overruled">' if index in overruled else "<tr>")
        + "".join(f"<td>{cell}</td>" for cell in row)
        + "</tr>\n"
        for index, row in enumerate(rows)
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def day(when: date) -> Cell:
    """Return a date as 15.09.2025."""
    return f'<span class="when">{when:%d.%m.%Y}</span>'


def instant(when: datetime) -> Cell:
    """Return an instant by the clock in Denmark, as 15.09.2025 08.05."""
    return f'<span class="when">{when.astimezone(COPENHAGEN):%d.%m.%Y %H.%M}</span>'


def ident(text: str) -> Cell:
    """Return an id, which may be broken anywhere."""
    return f'<span class="id">{escape(text)}</span>'


def number(value: float) -> str:
    """Return a number in Danish, whole when it is whole."""
    return WORDS["da"].number(int(value) if value == int(value) else value)
