"""What the state remembers of one alert between events: enough to tell a change and to write the next version.

Owns the stored form. The evidence itself is not kept, only its digest: it follows from the register.
Written and read by the pipeline through the lifecycle.
"""

from dataclasses import dataclass

import orjson
from pydantic import TypeAdapter

from schemas import AlertState, Audience

_PART = "/alert/"


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """The newest version of an alert. `value` is half days, episodes or late arrivals; dates are proleptic ordinals.

    `marks` and `digest` stand for the evidence; `raised_at` (microseconds since 1970) is when it last crossed.
    `told` are the audiences that got the raise.
    """

    version: int
    state: AlertState
    value: int
    marks: int
    digest: str
    school_days: int | None
    as_of: int
    class_: str
    grade: int
    first: int
    after_last: int
    calendar: str | None
    raised_at: int
    told: tuple[Audience, ...]

    @property
    def is_raised(self) -> bool:
        """Whether the alert is active."""
        return self.state is AlertState.RAISED

    def to_bytes(self) -> bytes:
        """Return the stored form: the fields in their order."""
        return orjson.dumps(
            (
                self.version,
                self.state,
                self.value,
                self.marks,
                self.digest,
                self.school_days,
                self.as_of,
                self.class_,
                self.grade,
                self.first,
                self.after_last,
                self.calendar,
                self.raised_at,
                self.told,
            )
        )


_STORED = TypeAdapter(AlertRecord)


def record_from(data: bytes) -> AlertRecord:
    """Read the stored form."""
    fields = orjson.loads(data)
    return _STORED.validate_python(dict(zip(AlertRecord.__slots__, fields, strict=True)))


def record_key(school: str, pupil: str, rule: str, window_key: str) -> str:
    """Return the key under which the store keeps an alert of a pupil."""
    return f"{school}{_PART}{pupil}/{rule}/{window_key}"


def record_of(key: str) -> tuple[str, str, str] | None:
    """Return (pupil, rule, window key) of a stored alert's key, None when the key is not an alert's."""
    if not key.startswith(_PART, 6):
        return None
    pupil, rule, window_key = key[6 + len(_PART) :].split("/", 2)
    return pupil, rule, window_key
