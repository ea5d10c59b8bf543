"""Why an event cannot be used.

Owns the reasons, in the order in which they are looked for, and the names of fields in their details.
A detail holds field paths and fixed words, never a value: a value may be a name, a CPR number or free text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from schemas.cpr import has_cpr_shape

_SHOWABLE = re.compile(r"[a-z][A-Za-z0-9_]{0,31}|[0-9]{1,2}[A-ZÆØÅ]{0,2}")


class Reason(StrEnum):
    """Why an event was rejected; of several that apply the first in this order is given."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    LOOKS_LIKE_CPR = "looks_like_cpr"
    SCHEMA = "schema"
    KEY_MISMATCH = "key_mismatch"
    BAD_INTERVAL = "bad_interval"
    DUPLICATE_PUPIL = "duplicate_pupil"
    CATEGORY_WITHOUT_ABSENCE = "category_without_absence"
    END_MOMENT_FOR_GRADE = "end_moment_for_grade"
    DATE_IN_FUTURE = "date_in_future"
    TOO_OLD = "too_old"
    INTERNAL_ERROR = "internal_error"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with an event whose fields are each well-formed."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """An event that changes nothing: the first reason, where, and the event's id where one could be read."""

    reason: Reason
    detail: str
    event_id: str | None


def field_path(parts: Iterable[str | int]) -> str:
    """Return a path such as `entries.3.pupil`; a key that could be a person's name or number is shown as `*`."""
    return ".".join(str(part) if _is_showable(str(part)) else "*" for part in parts)


def _is_showable(part: str) -> bool:
    return _SHOWABLE.fullmatch(part) is not None and not has_cpr_shape(part)
