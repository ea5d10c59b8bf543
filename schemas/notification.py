"""Notification: what one audience is told about an alert."""

from pydantic import Field

from schemas.alert import Alert, AlertId
from schemas.message import Message
from schemas.vocabulary import Audience, NotificationKind


class Text(Message):
    """The same text in Danish and English."""

    da: str
    """Danish."""
    en: str
    """English."""


class Notification(Message):
    """Sent when an alert is raised or withdrawn, and as a reminder; sending it twice changes nothing."""

    id: AlertId = Field(description="UUID, made from alert, version, audience, kind and the date of a reminder")
    audience: Audience
    kind: NotificationKind
    alert: Alert
    title: Text
    text: Text
