"""The receipt of an erasure: what was withdrawn, what is gone, what topics hold until when.

Pure. Owns the form of the document. Made by `deploy.erasing`, written by `naervaer erase --receipt`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import orjson


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An alert that lost its proof by the erasure."""

    alert: str
    version: int
    rule: str
    window: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a topic still holds of the pupil: records that name it, and when the newest of them goes at the latest."""

    topic: str
    records: int
    newest: str
    gone_by: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of it; instants are RFC 3339 in UTC. `rows` of ClickHouse are those that still stand, recorded since."""

    school: str
    pupil: str
    erasure: str
    requested_at: str
    carried_out_at: str
    withdrawn: tuple[Withdrawn, ...]
    rows: Mapping[str, int]
    rows_covered_by_the_erasure: int
    replaced_parts_on_disk: int
    topics: tuple[Held, ...]
    changelog_compacted_by: str

    def to_json(self) -> bytes:
        """Give the document, indented."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def held(topic: str, timestamps: Iterable[int], kept_for: timedelta) -> Iterator[Held]:
    """Yield what a topic holds, by the timestamps (ms) of the records that name the pupil; nothing without any."""
    found = sorted(timestamps)
    if found:
        newest = datetime.fromtimestamp(found[-1] / 1000, UTC)
        yield Held(topic, len(found), utc(newest), utc(newest + kept_for))


def utc(instant: datetime) -> str:
    """Write an instant in UTC, whole seconds."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
