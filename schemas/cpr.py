"""Text that is shaped like a CPR number (six digits, perhaps a hyphen, four digits): found in events, masked in bytes.

Owns the shape; knows nothing of birth dates or check digits, so that no real number slips through.
Used by `decode` and by everybody who writes down bytes that were rejected.
"""

import re
from collections.abc import Iterable

from pydantic import JsonValue

IDENTIFIER_KEYS = frozenset({"id", "pupil", "to_pupil", "household", "class", "alert"})
"""Fields whose texts must not be shaped like a CPR number, wherever they stand."""

_SHAPE = re.compile(r"[0-9]{6}-?[0-9]{4}")
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")

_DIGIT = rb"(?:[0-9]|\\u003[0-9])\x00{0,3}"
_HYPHEN = rb"(?:-|\\u002[dD])\x00{0,3}"
_BEGUN_ESCAPE = rb"(?:\\u[0-9a-fA-F]{0,3})?"
_ANYWHERE = re.compile(rb"%b(?:%b){6,}(?:%b)?(?:%b){4,}" % (_BEGUN_ESCAPE, _DIGIT, _HYPHEN, _DIGIT))
_ROOM = re.compile(rb"[0-9\\][0-9a-fA-Fu\\\x00-]{9,}")
"""Where a shape may stand: found much faster, and most of a message lies outside."""
_MASKED = re.compile(rb"(?:(?:X|\\u0058)\x00{0,3}){6}")
_ONE_SIGN = re.compile(rb"(\\u003[0-9])|(\\u[0-9a-fA-F]{4})|[0-9]")


def has_cpr_shape(text: str) -> bool:
    """Whether a CPR shape stands anywhere in the text."""
    return _SHAPE.search(text) is not None


def may_hold_cpr(value: bytes) -> bool:
    """Whether a text in this JSON may as a whole be shaped like a CPR number; cheap, and never False when one is.

    Also True when digits or hyphens are written as escapes: `cpr_path` decides.
    """
    zeros = value.translate(_DIGITS_TO_ZERO)
    if b'"0000000000"' in zeros or b'"000000-0000"' in zeros:
        return True
    return b"\\" in value and (b"\\u003" in value or b"\\u002" in value)


def cpr_path(value: JsonValue) -> tuple[str | int, ...] | None:
    """Return the path of the first identifier in a JSON value that as a whole is shaped like a CPR number, or None.

    Identifiers are the texts under the `IDENTIFIER_KEYS`, at any depth, and the keys of an object `classes`.
    """
    return _search(value, (), guarded=False)


def mask_cpr(data: bytes) -> bytes:
    """Return the bytes with every digit of a CPR shape replaced by X, wherever it stands, also inside longer numbers.

    Also found: digits and hyphens written as JSON escapes (`\\u0030`, masked as `\\u0058`) and text in UTF-16 or
    UTF-32. Other escapes are kept, so that JSON stays JSON as long as the shape stands inside a text.
    The length does not change; bytes without a CPR shape are returned as they were.
    """
    if not _may_hold_shape(data):
        return data
    return _ROOM.sub(lambda room: _ANYWHERE.sub(_mask_shape, room[0]), data)


def _may_hold_shape(data: bytes) -> bool:
    """Whether a CPR shape may stand anywhere, however it is written; cheap, and never False when one does."""
    zeros = data.translate(_DIGITS_TO_ZERO)
    plain = b"0000000000" in zeros or b"000000-0000" in zeros
    return plain or b"0\x00" in zeros or b"\\u003" in data or b"\\u002" in data


def _mask_shape(shape: re.Match[bytes]) -> bytes:
    return _ONE_SIGN.sub(_mask_sign, shape[0])


def is_masked(data: bytes) -> bool:
    """Whether `mask_cpr` may have changed the bytes: something in them looks as it leaves a CPR shape."""
    return _MASKED.search(data) is not None


def _mask_sign(sign: re.Match[bytes]) -> bytes:
    escaped_digit, escape = sign.groups()
    return rb"\u0058" if escaped_digit else escape or b"X"


def _search(value: JsonValue, path: tuple[str | int, ...], *, guarded: bool) -> tuple[str | int, ...] | None:
    if isinstance(value, str):
        return path if guarded and _SHAPE.fullmatch(value) else None
    if isinstance(value, list):
        return _first(_search(item, (*path, index), guarded=guarded) for index, item in enumerate(value))
    if isinstance(value, dict):
        names = path[-1:] == ("classes",)
        return _first(
            (*path, key)
            if names and _SHAPE.fullmatch(key)
            else _search(item, (*path, key), guarded=guarded or key in IDENTIFIER_KEYS)
            for key, item in value.items()
        )
    return None


def _first(paths: Iterable[tuple[str | int, ...] | None]) -> tuple[str | int, ...] | None:
    return next((path for path in paths if path is not None), None)
