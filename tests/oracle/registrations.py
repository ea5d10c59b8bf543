"""Roll calls, corrections, notices and erasures of the generated districts.

Owns what is registered about single pupils. Must make only events that are accepted. Called by districts.py.
"""

from collections.abc import Sequence
from datetime import date, datetime

from tests.oracle.dice import DAY, Dice, Pupil
from tests.oracle.papers import Timed, interval
from tests.oracle.sent import Value, sent

STATUSES = ("absent", "absent", "absent", "absent", "absent", "late", "late", "present", "present")
CATEGORIES = ("sickness", "sickness", "leave", "unlawful", None, None, None)


def roll_calls(dice: Dice, school: str, pupils: Sequence[Pupil]) -> list[Timed]:
    """Return one class on one day: in the upper grades both moments or one of them, sometimes none."""
    day = dice.day()
    class_, grade = dice.one(pupils).class_in(day)
    moments = [moment for moment in ("start", "end") if dice.chance(0.75)] if grade >= 7 else ["start"]
    name = class_.replace("A", "B") if dice.chance(0.08) else class_
    found = []
    for moment in moments:
        instant = dice.instant(day)
        listed = [pupil for pupil in pupils if dice.chance(0.75 if pupil.class_in(day)[0] == name else 0.12)]
        value: Value = {
            "id": dice.name("rc"),
            "school": school,
            "class": name,
            "grade": grade,
            "date": day.isoformat(),
            "moment": moment,
            "recorded_at": dice.written(instant),
            "complete": dice.chance(0.5),
            "entries": [_entry(dice, pupil) for pupil in listed],
        }
        found.append((instant, sent("rollcalls", value, spaced=dice.chance(0.1))))
    return found


def _entry(dice: Dice, pupil: Pupil) -> Value:
    status, category = dice.one(STATUSES), dice.one(CATEGORIES)
    return {"pupil": pupil.name, "status": status, **({"category": category} if status == "absent" else {})}


def correction(dice: Dice, value: Value, pupils: Sequence[Pupil]) -> Timed:
    """Return another roll call of the same moment: later, at the same time, or even with the same id."""
    later = dice.instant(date.fromisoformat(str(value["date"])) + dice.below(20) * DAY)
    same = datetime.fromisoformat(str(value["recorded_at"]))
    other = dict(zip(("class", "grade"), dice.one((("7A", 7), ("8B", 8))), strict=True))
    instant, changed = dice.one(((same, {}), (same, {"id": value["id"]}), (later, other), (later, {}), (later, {})))
    corrected: Value = {
        **value,
        "id": dice.name("rc"),
        "entries": [_entry(dice, dice.one(pupils))],
        "complete": bool(value["complete"]) and dice.chance(0.3),
        "recorded_at": dice.written(instant),
        **changed,
    }
    return instant, sent("rollcalls", corrected)


def notice(dice: Dice, school: str, pupils: Sequence[Pupil]) -> Timed:
    """Return a notice received shortly before the absence, on its first day, or too late."""
    first = dice.day()
    instant = dice.instant(first + dice.one((-2, -1, 0, 0, 1)) * DAY)
    value: Value = {
        "id": dice.name("no"),
        "school": school,
        "pupil": dice.one(pupils).name,
        **interval(first, first + dice.one((1, 2, 5, 20)) * DAY),
        "category": dice.one(("sickness", "leave")),
        "received_at": dice.written(instant),
    }
    return instant, sent("notices", value)


def erasure(dice: Dice, school: str, pupils: Sequence[Pupil]) -> Timed:
    """Return an erasure in the middle of things."""
    instant = dice.instant(dice.day() + dice.below(3) * DAY)
    value: Value = {
        "id": dice.name("er"),
        "school": school,
        "pupil": dice.one(pupils).name,
        "requested_at": dice.written(instant),
    }
    return instant, sent("erasures", value)


def transfer(dice: Dice, school: str, schools: Sequence[str], pupils: Sequence[Pupil]) -> Timed:
    """Return a change to any school, sometimes the same one, under the same name or another pupil's."""
    instant = dice.instant(dice.day())
    value: Value = {
        "id": dice.name("tr"),
        "school": school,
        "pupil": dice.one(pupils).name,
        "to_school": dice.one(schools),
        "to_pupil": dice.one((None, None, None, "p1", "p2", "new")),
        "date": dice.day().isoformat(),
        "recorded_at": dice.written(instant),
    }
    return instant, sent("transfers", value)
