"""Files of messages, one per line: `{"topic": "naervaer.rollcalls.v1", "value": {...}}`.

Owns the form of a line; what a value may hold is decided in schemas. Called by `naervaer publish`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson


class Line(NamedTuple):
    """A line of a file; `number` counts from 1, `size` is in bytes."""

    number: int
    size: int
    topic: str
    value: bytes


class BadLine(NamedTuple):
    """A line that is no message at all, and why."""

    number: int
    size: int
    reason: str


def read_lines(lines: Iterable[bytes]) -> Iterator[Line | BadLine]:
    """Read the lines of a file in their order; blank ones are skipped."""
    for number, line in enumerate(lines, start=1):
        if not line.isspace():
            yield _read(number, line)


def _read(number: int, line: bytes) -> Line | BadLine:
    try:
        parsed = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return BadLine(number, len(line), f"not_json: {error}")
    if not isinstance(parsed, dict) or set(parsed) != {"topic", "value"} or not isinstance(parsed["topic"], str):
        return BadLine(number, len(line), 'schema: a line is {"topic": "...", "value": {...}}')
    return Line(number, len(line), parsed["topic"], orjson.dumps(parsed["value"]))
