"""All that the log says of one pupil, for the pupil or its parents to see (the right of access).

Pure. Owns what is about the pupil and what is about others: of a roll call or a roster only the pupil's own line is
taken. Fed by `naervaer pupil export`, topic by topic in the order of `READING_ORDER`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from schemas import (
    ACKNOWLEDGEMENTS,
    ALERTS,
    AUDIENCES,
    ERASURES,
    INPUT_TOPICS,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    AbsenceNotice,
    Acknowledgement,
    Enrolment,
    Erasure,
    Rejection,
    RollCall,
    RosterClass,
    SchoolRoster,
    Transfer,
    dead_letter_topic,
    decode,
    encode,
    notifications_topic,
)
from streams.windows.days import school_year_label, school_year_of

Item = dict[str, Any]

_NOTIFICATIONS = tuple(map(notifications_topic, AUDIENCES))
_DEAD_LETTERS = tuple(map(dead_letter_topic, INPUT_TOPICS))
READING_ORDER = (
    *(ROSTERS, ROLL_CALLS, NOTICES, TRANSFERS, ERASURES),
    *(ALERTS, ACKNOWLEDGEMENTS, *_NOTIFICATIONS, *_DEAD_LETTERS),
)
"""The topics that may speak of a pupil: rosters before roll calls, alerts before what is about them."""


def names_pupil(text: bytes | None, pupil: str) -> bool:
    """Whether a message names a pupil: its id stands in it as a JSON text of its own."""
    return text is not None and b'"%b"' % pupil.encode() in text


@dataclass
class Dossier:
    """What was found so far; events that come twice stand once."""

    school: str
    pupil: str
    _found: dict[str, dict[object, Item]] = field(default_factory=dict)
    _rosters: dict[str, SchoolRoster] = field(default_factory=dict)

    def take(self, topic: str, key: bytes | None, value: bytes | None, headers: Mapping[str, bytes]) -> None:
        """Take in a record of a topic; those of other schools say nothing."""
        if key != self.school.encode():
            return
        if topic in _DEAD_LETTERS:
            self._take_dead_letter(value, headers)
        elif topic == ALERTS:
            self._take_alert(orjson.loads(value or b"{}"))
        elif topic in _NOTIFICATIONS:
            self._take_notification(orjson.loads(value or b"{}"))
        else:
            event = decode(topic, key, value)
            if not isinstance(event, Rejection):
                self._take_event(event)

    def content(self) -> dict[str, list[Item]]:
        """Return what was found, by kind."""
        return {kind: list(items.values()) for kind, items in self._found.items()}

    def _add(self, kind: str, name: object, item: Item) -> None:
        self._found.setdefault(kind, {})[name] = item

    def _take_event(self, event: object) -> None:
        match event:
            case SchoolRoster():
                self._take_roster(event)
            case RollCall():
                self._take_roll_call(event)
            case AbsenceNotice() | Transfer() | Erasure() if event.pupil == self.pupil:
                self._add(_KINDS[type(event)], event.id, orjson.loads(encode(event)))
            case Acknowledgement() if event.alert in self._alert_ids():
                self._add("acknowledgements", event.id, orjson.loads(encode(event)))
            case _:
                pass

    def _take_roster(self, roster: SchoolRoster) -> None:
        before = self._rosters.get(roster.school_year)
        if before is None or (before.recorded_at, before.id) <= (roster.recorded_at, roster.id):
            self._rosters[roster.school_year] = roster
        for class_ in roster.classes:
            for enrolment in class_.pupils:
                if enrolment.pupil == self.pupil:
                    self._add(
                        "enrolments", (roster.id, class_.class_, enrolment.first), _enrolled(roster, class_, enrolment)
                    )

    def _take_roll_call(self, event: RollCall) -> None:
        entry = next((each for each in event.entries if each.pupil == self.pupil), None)
        if entry is None and not (event.complete and self._is_enrolled(event)):
            return
        item = {
            "date": event.date.isoformat(),
            "moment": event.moment,
            "class": event.class_,
            "grade": event.grade,
            "status": entry.status if entry else "present",
            "category": entry.category if entry else None,
            "listed": entry is not None,
            "roll_call": event.id,
            "recorded_at": event.recorded_at.isoformat(),
        }
        self._add("registrations", event.id, item)

    def _is_enrolled(self, event: RollCall) -> bool:
        roster = self._rosters.get(school_year_label(school_year_of(event.date)))
        return roster is not None and any(
            enrolment.pupil == self.pupil and enrolment.first <= event.date < (enrolment.after_last or date.max)
            for class_ in roster.classes
            if class_.class_ == event.class_
            for enrolment in class_.pupils
        )

    def _alert_ids(self) -> set[str]:
        return {alert["id"] for alert in self._found.get("alerts", {}).values()}

    def _take_alert(self, alert: Item) -> None:
        if alert.get("pupil") == self.pupil:
            self._add("alerts", (alert["id"], alert["version"]), alert)

    def _take_notification(self, notification: Item) -> None:
        alert = notification.pop("alert", {})
        if alert.get("pupil") == self.pupil:
            told = {**notification, "alert": alert["id"], "version": alert["version"]}
            self._add("notifications", notification["id"], told)

    def _take_dead_letter(self, value: bytes | None, headers: Mapping[str, bytes]) -> None:
        """Note that something about the pupil was rejected; its bytes may speak of others, so they stay out."""
        if names_pupil(value, self.pupil):
            told = {name.removeprefix("naervaer-"): text.decode() for name, text in headers.items()}
            self._add("rejected", (told.get("topic"), told.get("partition"), told.get("offset")), told)


_KINDS: Mapping[type, str] = {AbsenceNotice: "notices", Transfer: "transfers", Erasure: "erasures"}


def _enrolled(roster: SchoolRoster, class_: RosterClass, enrolment: Enrolment) -> Item:
    return {
        "school_year": roster.school_year,
        "municipality": roster.municipality,
        "class": class_.class_,
        "grade": class_.grade,
        **orjson.loads(encode(enrolment)),
        "roster": roster.id,
        "recorded_at": roster.recorded_at.isoformat(),
    }
