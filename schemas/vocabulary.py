"""The closed sets of words that messages may use.

Owns every word list of the contract; must not hold any logic about them.
Imported by the message models and by everybody who speaks about them.
"""

from enum import StrEnum
from typing import Literal

Moment = Literal["start", "end"]
Status = Literal["present", "absent", "late"]
Category = Literal["sickness", "leave", "unlawful"]
NoticeCategory = Literal["sickness", "leave"]
EvidenceCategory = Literal["sickness", "leave", "unlawful", "unexplained", ""]
Audience = Literal["class-teacher", "principal", "municipality", "guardian"]
Acknowledger = Literal["class-teacher", "principal", "municipality"]
Deadline = Literal["start", "end", "day"]
Subject = Literal["pupil", "class", "school"]
ListedKind = Literal["no_roll_call", "silent", "no_mark", "unexplained", "late_notice", "under_rule"]
NotificationKind = Literal["raised", "withdrawn", "reminder"]

AUDIENCES: tuple[Audience, ...] = ("class-teacher", "principal", "municipality", "guardian")


class AlertState(StrEnum):
    """How an alert stands in this version."""

    RAISED = "raised"
    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


class AlertReason(StrEnum):
    """Why this version of an alert was made."""

    THRESHOLD_CROSSED = "threshold_crossed"
    EVIDENCE_CHANGED = "evidence_changed"
    RUN_ENDED = "run_ended"
    WINDOW_MOVED = "window_moved"
    CORRECTED = "corrected"
    CALENDAR_CHANGED = "calendar_changed"
    ROSTER_CHANGED = "roster_changed"
    NOTICE_RECEIVED = "notice_received"
    PUPIL_ERASED = "pupil_erased"
    TRANSFERRED = "transferred"
