"""The field types that several messages share, each with its limits and its meaning.

Owns what one value may look like; what values mean together stands in the message models.
Used by the message models only.
"""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic.config import JsonDict

from schemas.dates import parse_day, parse_instant

FIRST_YEAR, LAST_YEAR = 1900, 9900
"""Years of a roll call: windows reach years back from it and school years on, and never leave the calendar."""


def _consecutive(school_year: str) -> str:
    first = int(school_year[:4])
    if not 1 <= first < 9999 or (first + 1) % 100 != int(school_year[5:]):
        raise ValueError("must name two consecutive years, such as 2025/26")
    return school_year


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _within_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def _never_cpr(schema: JsonDict) -> None:
    schema["not"] = {"pattern": "^[0-9]{6}-?[0-9]{4}$"}


EventId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Field(description="Unique per event, chosen by the producer", json_schema_extra=_never_cpr),
]
School = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z]{6}$"), Field(description="Institution code of the school")
]
OpaqueId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"),
    Field(description="Opaque id", json_schema_extra=_never_cpr),
]
ClassName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=16),
    Field(description="Name of the class", json_schema_extra=_never_cpr),
]
Grade = Annotated[int, Field(ge=0, le=10, description="Grade, 0 (børnehaveklasse) to 10")]
Municipality = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{3}$"), Field(description="Municipality code, three digits as text")
]
SchoolYear = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}/[0-9]{2}$"),
    AfterValidator(_consecutive),
    Field(description="School year from 1 August to 1 August, such as 2025/26"),
]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Version of the alert: 1, 2, ...")]
Day = Annotated[date, BeforeValidator(parse_day)]
RollCallDay = Annotated[Day, AfterValidator(_within_reach)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
UtcInstant = Annotated[Instant, AfterValidator(_utc)]
Number = Annotated[int | float, BeforeValidator(_whole)]
