"""The one form of a JSON text in which equal events have equal bytes: for ties between versions and for hashes."""

import orjson


def canonical_json(raw: bytes) -> bytes:
    """Return the JSON text with sorted keys and without spaces, as UTF-8. Raises ValueError when it is no JSON."""
    return orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS)
