"""Whether an alert rests on registrations that were made after its quarter had ended.

Wrong registrations are to be corrected by the end of the quarter; later ones count, but whoever decides on the alert
must see that they are late. Owns that comparison only. Pure. Called where alerts are made.
"""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final

from schemas import COPENHAGEN
from streams.law.rule import WindowKind

_SECONDS: Final = len("2025-09-30T22:00:00")
_RECORDED: Final = re.compile(rb'"recorded_at":"([^"]{%d})' % _SECONDS)


def is_late(kind: WindowKind, after_last: int, evidence: bytes) -> bool:
    """Whether any mark of the evidence (canonical JSON) was recorded when the quarter was over in Denmark.

    `after_last` is the proleptic ordinal of the day after the quarter; windows of other kinds are never late.
    """
    if kind is not WindowKind.CALENDAR_QUARTER:
        return False
    end = _midnight(after_last)
    return any(recorded >= end for recorded in _RECORDED.findall(evidence))


@lru_cache(maxsize=256)
def _midnight(day: int) -> bytes:
    local = datetime.combine(date.fromordinal(day), time(), COPENHAGEN)
    return local.astimezone(UTC).isoformat()[:_SECONDS].encode()
