"""Case files made by the real pipeline out of a few registrations of one pupil of class 5B."""

from collections.abc import Iterable

from schemas import Rejection
from streams.alerts.version import alert_id
from streams.casefile.case import CaseFile, case_file
from streams.replay.heard import Heard
from streams.replay.lines import read_line
from tests.explain.school import RULEBOOK, line

SCHOOL = "280123"
QUARTER = "dk.unlawful.quarter.15"
QUARTER_ALERT = alert_id(QUARTER, SCHOOL, "p1", "2025-Q3")


def heard(lines: Iterable[bytes]) -> list[Heard]:
    found = []
    for each in lines:
        topic, event, raw = read_line(each)
        assert not isinstance(event, Rejection), event
        found.append(Heard(topic or "", event, raw))
    return found


def case_of(lines: Iterable[bytes], alert: str = QUARTER_ALERT) -> CaseFile:
    made = case_file(RULEBOOK, heard(lines), SCHOOL, alert)
    assert made is not None
    return made


def notice(name: str, first: str, after_last: str, received: str) -> bytes:
    value = {
        "id": name,
        "school": SCHOOL,
        "pupil": "p1",
        "first": first,
        "after_last": after_last,
        "category": "sickness",
        "received_at": f"{received}T07:30:00+02:00",
    }
    return line("notices", value)


def whole_class(name: str, day: str, *others: str) -> bytes:
    """Make a complete roll call of 5B in which p1 is not listed."""
    value = {
        "id": name,
        "school": SCHOOL,
        "class": "5B",
        "grade": 5,
        "date": day,
        "moment": "start",
        "recorded_at": f"{day}T08:30:00+02:00",
        "complete": True,
        "entries": [{"pupil": other, "status": "absent", "category": "sickness"} for other in others],
    }
    return line("rollcalls", value)


def enrolled() -> bytes:
    pupils = [{"pupil": name, "first": "2025-08-11"} for name in ("p1", "other-child")]
    value = {
        "id": "ro-1",
        "school": SCHOOL,
        "school_year": "2025/26",
        "municipality": "259",
        "recorded_at": "2025-08-01T12:00:00+02:00",
        "classes": [{"class": "5B", "grade": 5, "pupils": pupils}],
    }
    return line("rosters", value)
