"""The messages as msgspec reads them fastest: typed structs, unknown fields skipped."""

from msgspec import Struct


class Entry(Struct, gc=False):
    """One registration of a roll call."""

    pupil: str
    status: str
    category: str | None = None


class RollCall(Struct, gc=False, rename={"class_": "class"}):
    """A roll call, as far as the job needs it."""

    school: str
    class_: str
    grade: int
    date: str
    entries: list[Entry]


class Registration(Struct, gc=False):
    """One registration by itself."""

    pupil: str
    grade: int
    date: str
    status: str
    category: str | None = None


class Counted(Struct, gc=False):
    """The counts of a pupil in a quarter, as they go out."""

    pupil: str
    quarter: str
    registered: int
    unlawful: int
    alert: bool
