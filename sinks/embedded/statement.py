"""Where the parts of a statement are: the inline data of an INSERT, the output format, the functions it names.

Owns the reading of ClickHouse SQL as tokens, no more: the grammar is the engine's business. Pure.
Called by `exchange` (what to run how) and `access` (what a read-only user may name).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    rb"""
      (?P<space>  \s+ | --[^\n]* | \#[\ !][^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<string> '(?:[^'\\]|\\.|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
    | (?P<quoted> `(?:[^`\\]|\\.|``)*` | "(?:[^"\\]|\\.|"")*" )
    | (?P<word>   [A-Za-z_]\w* )
    | (?P<number> [0-9][\w.]* )
    | (?P<sign>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_SPACE_BEFORE_DATA = re.compile(rb"[ \t\f]*\r?\n?")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: bytes
    start: int
    end: int
    depth: int

    def is_word(self, *words: bytes) -> bool:
        return self.kind == "word" and self.depth == 0 and self.text.upper() in words


@dataclass(frozen=True, slots=True)
class InlineData:
    """An INSERT with its data behind it: `head` for the engine, the data's format, and the offset of its first byte."""

    head: bytes
    input_format: str
    starts_at: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as far as this server must understand it.

    `words` = its first two words in capitals, `output_format` = that of its FORMAT clause,
    `calls` = everything in small letters that stands before a parenthesis.
    """

    words: tuple[str, ...]
    data: InlineData | None
    output_format: str | None
    into_outfile: bool
    calls: frozenset[str]


def _tokens(text: bytes) -> Iterator[_Token]:
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind == "space":
            continue
        found = match.group()
        depth -= found in (b")", b"]", b"}")
        yield _Token(kind, found, match.start(), match.end(), depth)
        depth += found in (b"(", b"[", b"{")


def read_statement(text: bytes) -> Statement:
    """Read the statement at the beginning of `text`; what follows an INSERT's FORMAT or VALUES is not looked at."""
    tokens: list[_Token] = []
    data: InlineData | None = None
    inserting: bool | None = None
    for token in _tokens(text):
        if inserting is None:
            inserting = token.is_word(b"INSERT")
        if inserting and token.is_word(b"SELECT", b"WITH", b"INFILE"):
            inserting = False
        if inserting and token.is_word(b"VALUES") and len(tokens) > 2:
            data = InlineData(text[: token.start], "Values", token.end)
            break
        if inserting and tokens and tokens[-1].is_word(b"FORMAT") and token.kind == "word":
            data = _data_behind_format(text, tokens[-1], token)
            break
        tokens.append(token)
    return Statement(
        words=tuple(token.text.decode().upper() for token in tokens[:2] if token.kind == "word"),
        data=data,
        output_format=None if data else _output_format(tokens),
        into_outfile=any(a.is_word(b"INTO") and b.is_word(b"OUTFILE") for a, b in pairwise(tokens)),
        calls=_calls(tokens),
    )


def _data_behind_format(text: bytes, keyword: _Token, name: _Token) -> InlineData:
    """FORMAT may be followed by SETTINGS, which the engine wants before it."""
    settings_end = _settings_end(text, name.end)
    head = text[: keyword.start] + text[name.end : settings_end]
    spaces = _SPACE_BEFORE_DATA.match(text, settings_end)
    return InlineData(head, name.text.decode(), spaces.end() if spaces else settings_end)


def _settings_end(text: bytes, start: int) -> int:
    """Where the clause `SETTINGS a = 1, b = 'x'` that begins at `start` ends; `start` when there is none."""
    end = start
    expected = "SETTINGS"
    for token in _tokens(text[start : start + 65536]):
        found = token.text.upper() if expected == "SETTINGS" else token.text
        if expected == "SETTINGS" and found == b"SETTINGS":
            expected = "name"
        elif expected == "name" and token.kind == "word":
            expected = "="
        elif expected == "=" and found == b"=":
            expected = "value"
        elif expected == "value" and token.kind in ("string", "number", "word"):
            expected, end = ",", start + token.end
        elif expected == "," and found == b",":
            expected = "name"
        else:
            break
    return end


def _output_format(tokens: Sequence[_Token]) -> str | None:
    """Return the name behind the last FORMAT, when nothing but `;` or SETTINGS follows."""
    for at in range(len(tokens) - 2, -1, -1):
        if tokens[at].is_word(b"FORMAT") and tokens[at + 1].kind == "word":
            rest = tokens[at + 2 :]
            ends = not rest or rest[0].text == b";" or rest[0].is_word(b"SETTINGS")
            return tokens[at + 1].text.decode() if ends else None
    return None


def _calls(tokens: Sequence[_Token]) -> frozenset[str]:
    return frozenset(
        name.text.strip(b'`"').decode(errors="replace").lower()
        for name, sign in pairwise(tokens)
        if sign.text == b"(" and name.kind in ("word", "quoted")
    )
