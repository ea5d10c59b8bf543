"""Messages that nobody should send, made from good ones: each kind of damage is a small function.

Owns the damage and the chance, by seed. Must not know what the code makes of it. Used by the tests and the long form.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from schemas import INPUT_TOPICS
from tests.schemas.builders import EXAMPLES, KEY

Headers = tuple[tuple[str, bytes], ...]
Damage = Callable[[random.Random, bytes], bytes]
MIB = 1024 * 1024
_MARK = "here-be-damage"
NUMBERS = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-0", b"00", b"1.5", b"9" * 400)
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    3.5,
    10**30,
    "",
    "x" * 5000,
    [],
    [[]],
    {},
    {"a": 1},
    [None],
    "2025-13-45",
    "\ud800",
)
TEXTS = ("\u0000", "\u202e", "\ufeff", "æøå", "🙂", "a" * 65, "'; --", "../..", "0102031234", "010203-1234", "²")


class Mutant(NamedTuple):
    """A damaged message, and how it was damaged."""

    kind: str
    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


def mutants(seed: int, number: int) -> Iterator[Mutant]:
    """Yield so many messages; equal seeds give equal messages."""
    dice = random.Random(f"mutants {seed}")  # noqa: S311 - test data
    good = {
        topic: [path.read_bytes() for path in sorted((EXAMPLES / topic / "valid").iterdir())] for topic in INPUT_TOPICS
    }
    kinds = [*_DAMAGE, *_AROUND]
    weights = [1 if kind == "very large" else 10 for kind in kinds]
    for _ in range(number):
        topic, (kind,) = dice.choice(INPUT_TOPICS), dice.choices(kinds, weights)
        value = dice.choice(good[topic])
        key = None if "clock" in topic else KEY
        if kind in _DAMAGE:
            yield Mutant(kind, topic, key, _DAMAGE[kind](dice, value))
        else:
            yield _AROUND[kind](dice, Mutant(kind, topic, key, value))


def _flipped(dice: random.Random, value: bytes) -> bytes:
    damaged = bytearray(value)
    for _ in range(dice.randint(1, 4)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _spliced(dice: random.Random, value: bytes) -> bytes:
    at, end = sorted(dice.sample(range(len(value)), 2))
    return value[:at] + value[end:] if dice.random() < 0.5 else value[:end] + value[at:]


def _cut(dice: random.Random, value: bytes) -> bytes:
    return value[: dice.randrange(len(value))]


def _noise(dice: random.Random, _: bytes) -> bytes:
    return dice.randbytes(dice.randint(0, 200))


def _nested(dice: random.Random, value: bytes) -> bytes:
    depth = dice.choice((10, 150, 300, 5_000, 100_000))
    deep = (b"[" * depth + b"]" * depth) if dice.random() < 0.5 else (b'{"a":' * depth + b"1" + b"}" * depth)
    return deep if dice.random() < 0.3 else _with_value(dice, value, deep)


def _large(dice: random.Random, value: bytes) -> bytes:
    size = dice.choice((MIB - len(value), MIB - len(value) + 1, MIB + 1, 3 * MIB // 2))
    return value + b" " * size


def _number(dice: random.Random, value: bytes) -> bytes:
    return _with_value(dice, value, dice.choice(NUMBERS))


def _surrogate(dice: random.Random, value: bytes) -> bytes:
    return _with_value(dice, value, dice.choice((rb'"\ud800"', rb'"\udc00x"', b'"\xed\xa0\x80"', rb'"\ud83d\ude00"')))


def _twice(dice: random.Random, value: bytes) -> bytes:
    """Say one field twice, the second time with another value."""
    parsed = json.loads(value)
    name = dice.choice(list(parsed))
    other = json.dumps(dice.choice((parsed[name], *ODD))).encode()
    return value.rstrip()[:-1] + b',"%b":%b}' % (name.encode(), other)


def _with_value(dice: random.Random, value: bytes, written: bytes) -> bytes:
    """Put a piece of JSON in the place of a value anywhere in the message."""
    return _changed(dice, value, _MARK).replace(b'"' + _MARK.encode() + b'"', written)


def _changed(dice: random.Random, value: bytes, new: object) -> bytes:
    message = json.loads(value)
    place, name = dice.choice(list(_places(message)))
    place[name] = new
    return json.dumps(message).encode()


def _places(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a message: its object or list, and the name or number in it."""
    names = list(parsed) if isinstance(parsed, dict) else range(len(parsed)) if isinstance(parsed, list) else ()
    for name in names:
        yield parsed, name
        yield from _places(parsed[name])


def _odd(dice: random.Random, value: bytes) -> bytes:
    return _changed(dice, value, dice.choice(ODD))


def _text(dice: random.Random, value: bytes) -> bytes:
    return _changed(dice, value, dice.choice(TEXTS))


def _less(dice: random.Random, value: bytes) -> bytes:
    message = json.loads(value)
    place, name = dice.choice(list(_places(message)))
    del place[name]
    return json.dumps(message).encode()


def _more(dice: random.Random, value: bytes) -> bytes:
    message = json.loads(value)
    place = dice.choice([message, *(place for place, _ in _places(message) if isinstance(place, dict))])
    place[dice.choice(("Id", "navn", "", "id ", "\u0000"))] = dice.choice((*ODD, *TEXTS))
    return json.dumps(message).encode()


def _without_value(_: random.Random, mutant: Mutant) -> Mutant:
    return mutant._replace(value=None)


def _other_key(dice: random.Random, mutant: Mutant) -> Mutant:
    return mutant._replace(key=dice.choice((None, b"", b"999999", b"\xff\xfe", b"k" * 1000, KEY + b" ")))


def _other_topic(dice: random.Random, mutant: Mutant) -> Mutant:
    return mutant._replace(topic=dice.choice(INPUT_TOPICS))


def _headers(dice: random.Random, mutant: Mutant) -> Mutant:
    names = ("naervaer-attempts", "naervaer-reason", "ce_id", "trace\u0000parent", "")
    return mutant._replace(headers=tuple((dice.choice(names), dice.randbytes(dice.randint(0, 40))) for _ in range(5)))


_DAMAGE: Mapping[str, Damage] = {
    "bytes changed": _flipped,
    "bytes moved": _spliced,
    "cut off": _cut,
    "noise": _noise,
    "nested deeply": _nested,
    "very large": _large,
    "odd number": _number,
    "surrogate": _surrogate,
    "field twice": _twice,
    "other type": _odd,
    "odd text": _text,
    "field left out": _less,
    "field too many": _more,
}
_AROUND: Mapping[str, Callable[[random.Random, Mutant], Mutant]] = {
    "whole": lambda _, mutant: mutant,
    "no value": _without_value,
    "other key": _other_key,
    "other topic": _other_topic,
    "odd headers": _headers,
}
