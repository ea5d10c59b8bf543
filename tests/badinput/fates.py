"""What may become of a message, judged without the code under test where that is possible.

Owns what can be told by the standard library alone: too large, no JSON, no object. Used by the tests and the long form.
"""

import json
from typing import NoReturn

from schemas import MAX_VALUE_BYTES, Reason

MOST_NESTED = 150
"""Up to so many levels every reader of JSON goes; beyond, a reader may call it no JSON."""


def reason_by_the_bytes(value: bytes | None) -> Reason | None:
    """Give the reason that follows from size and form alone, None when the content decides."""
    if value is None:
        return Reason.NOT_JSON
    if len(value) > MAX_VALUE_BYTES:
        return Reason.TOO_LARGE
    return None if is_json(value) else Reason.NOT_JSON


def is_json(value: bytes) -> bool:
    """Tell whether bytes are a JSON text in UTF-8, read strictly: no NaN, no lone surrogates, no byte order mark."""
    try:
        text = value.decode()
        json.dumps(json.loads(text, parse_constant=_refuse), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def is_nested_deeply(value: bytes) -> bool:
    """Tell whether brackets may stand in each other too deeply for some readers."""
    return value.count(b"[") + value.count(b"{") > MOST_NESTED


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
