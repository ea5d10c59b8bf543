"""What a message is: models, decoding and encoding, the catalogue of topics, the rows for the analysts.

Owns every form of data on Kafka; decides nothing about absence and opens no socket.
Everybody imports from here and not from the modules below.
"""

from schemas.acknowledgement import Acknowledgement
from schemas.alert import Alert, EvidenceMark, ListedItem, Measure, Window
from schemas.calendar import ClassCalendar, DayOff, SchoolCalendar
from schemas.canonical import canonical_json
from schemas.class_quarters import AbsentPupil, ClassQuarter
from schemas.clock import ClockTick
from schemas.cpr import is_masked, mask_cpr
from schemas.dates import COPENHAGEN, danish_date, school_year_start
from schemas.decoding import MAX_VALUE_BYTES, decode, decode_unkeyed, decode_worker_event
from schemas.erased import ErasedPupil, KeptAlert
from schemas.erasure import Erasure
from schemas.fact_rows import (
    TABLES,
    AbsenceRow,
    AcknowledgementRow,
    AlertRow,
    ClassDayRow,
    FactRow,
    PupilQuarterRow,
    columns,
)
from schemas.facts import Fact, decode_fact, encode_fact, encode_in_parts
from schemas.handover import Handover, MovedMark
from schemas.headers import DEAD_LETTER_HEADERS, SETTLED_HEADERS, cloud_event_headers
from schemas.message import Message, encode
from schemas.notice import AbsenceNotice
from schemas.notification import Notification, Text
from schemas.rejection import Reason, Rejection
from schemas.roll_call import Entry, RollCall
from schemas.roster import Enrolment, RosterClass, SchoolRoster
from schemas.topics import (
    ACKNOWLEDGEMENTS,
    ALERTS,
    CALENDARS,
    CATALOGUE,
    CLOCK,
    ERASURES,
    FACTS,
    HANDOVERS,
    INPUT_TOPICS,
    NOTICES,
    ROLL_CALLS,
    ROSTERS,
    TRANSFERS,
    WORKER_TOPICS,
    InputEvent,
    Topic,
    WorkerEvent,
    dead_letter_topic,
    notifications_topic,
)
from schemas.transfer import Transfer
from schemas.vocabulary import (
    AUDIENCES,
    AlertReason,
    AlertState,
    Audience,
    Category,
    Deadline,
    ListedKind,
    Moment,
    NotificationKind,
    Status,
    Subject,
)

__all__ = [
    "ACKNOWLEDGEMENTS",
    "ALERTS",
    "AUDIENCES",
    "CALENDARS",
    "CATALOGUE",
    "CLOCK",
    "COPENHAGEN",
    "DEAD_LETTER_HEADERS",
    "ERASURES",
    "FACTS",
    "HANDOVERS",
    "INPUT_TOPICS",
    "MAX_VALUE_BYTES",
    "NOTICES",
    "ROLL_CALLS",
    "ROSTERS",
    "SETTLED_HEADERS",
    "TABLES",
    "TRANSFERS",
    "WORKER_TOPICS",
    "AbsenceNotice",
    "AbsenceRow",
    "AbsentPupil",
    "Acknowledgement",
    "AcknowledgementRow",
    "Alert",
    "AlertReason",
    "AlertRow",
    "AlertState",
    "Audience",
    "Category",
    "ClassCalendar",
    "ClassDayRow",
    "ClassQuarter",
    "ClockTick",
    "DayOff",
    "Deadline",
    "Enrolment",
    "Entry",
    "ErasedPupil",
    "Erasure",
    "EvidenceMark",
    "Fact",
    "FactRow",
    "Handover",
    "InputEvent",
    "KeptAlert",
    "ListedItem",
    "ListedKind",
    "Measure",
    "Message",
    "Moment",
    "MovedMark",
    "Notification",
    "NotificationKind",
    "PupilQuarterRow",
    "Reason",
    "Rejection",
    "RollCall",
    "RosterClass",
    "SchoolCalendar",
    "SchoolRoster",
    "Status",
    "Subject",
    "Text",
    "Topic",
    "Transfer",
    "Window",
    "WorkerEvent",
    "canonical_json",
    "cloud_event_headers",
    "columns",
    "danish_date",
    "dead_letter_topic",
    "decode",
    "decode_fact",
    "decode_unkeyed",
    "decode_worker_event",
    "encode",
    "encode_fact",
    "encode_in_parts",
    "is_masked",
    "mask_cpr",
    "notifications_topic",
    "school_year_start",
]
